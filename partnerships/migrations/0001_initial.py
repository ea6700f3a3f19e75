import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import partnerships.identifiers
import taggit.managers
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from wagtail.documents import get_document_model_string


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(get_document_model_string()),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberDirectoryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, help_text='One or two sentences under the title. They also appear in lists and search.', max_length=500, verbose_name='lead')),
            ],
            options={
                'verbose_name': 'directory of organisations',
                'verbose_name_plural': 'directories of organisations',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('short_name', models.CharField(blank=True, help_text='For narrow places, such as the map of a partnership.', max_length=40, verbose_name='short name')),
                ('slug', models.SlugField(blank=True, help_text='Made from the name. Change it only when the address is wrong.', max_length=80, unique=True, verbose_name='address on the site')),
                ('sector', models.CharField(choices=[('public', 'public sector'), ('social', 'social (non-governmental) sector'), ('private', 'private sector')], db_index=True, max_length=10, verbose_name='sector')),
                ('institution_type', models.CharField(choices=[('administration', 'Administration'), ('social_welfare', 'Social welfare institution'), ('education', 'Educational institution'), ('culture', 'Institution of culture and national heritage'), ('health', 'Institution of health care and prevention'), ('sport', 'Institution of sport and recreation'), ('business', 'Business'), ('church', 'Church legal person'), ('other', 'Other'), ('ngo', 'Non-governmental organisation'), ('council', 'Municipal council'), ('outside', 'Institution from outside the municipality')], db_index=True, max_length=20, verbose_name='type of institution')),
                ('stakeholder_type', models.CharField(choices=[('a', 'Type A – reintegration is the main aim'), ('b', 'Type B – reintegration is one of the aims'), ('c', 'Type C – services open to people being reintegrated')], db_index=True, help_text='How near reintegration is to what the organisation is for.', max_length=1, verbose_name='type of stakeholder')),
                ('town', models.CharField(blank=True, db_index=True, help_text='Where it is active.', max_length=80, verbose_name='place')),
                ('looking_for_partner', models.BooleanField(default=False, verbose_name='is looking for a partner')),
                ('nip', models.CharField(blank=True, max_length=20, validators=[partnerships.identifiers.validate_nip], verbose_name='NIP')),
                ('regon', models.CharField(blank=True, max_length=20, validators=[partnerships.identifiers.validate_regon], verbose_name='REGON')),
                ('krs', models.CharField(blank=True, help_text='Leave empty when the organisation is not in the National Court Register.', max_length=20, validators=[partnerships.identifiers.validate_krs], verbose_name='KRS')),
                ('register', models.CharField(blank=True, help_text='Its name and the number in it, for example the register of sports clubs.', max_length=200, verbose_name='other register')),
                ('opp', models.BooleanField(default=False, verbose_name='public benefit organisation (OPP)')),
                ('e_delivery', models.CharField(blank=True, max_length=40, validators=[django.core.validators.RegexValidator('^AE:PL-\\d{5}-\\d{5}-[A-Z]{5}-\\d{2}$', 'An e-Doręczenia address looks like AE:PL-12345-67890-ABCDE-12.')], verbose_name='e-Doręczenia address')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('email_public', models.BooleanField(default=False, help_text="Only the organisation's own address, never a private person's.", verbose_name='show the e-mail on the site')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('phone_public', models.BooleanField(default=False, help_text="Only the organisation's own number, never a private person's.", verbose_name='show the phone on the site')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='postal address')),
                ('address_public', models.BooleanField(default=False, help_text="Not when the organisation is registered in somebody's home.", verbose_name='show the address on the site')),
                ('member_state', models.CharField(choices=[('listed', 'listed (not a member)'), ('applied', 'application under review'), ('active', 'member'), ('paused', 'paused'), ('left', 'left'), ('refused', 'application refused')], db_index=True, default='listed', help_text='Applications, refusals and members that left are not shown to the public.', max_length=10, verbose_name='membership')),
                ('joined_on', models.DateField(blank=True, help_text='The date of the signed declaration.', null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('sort_key', models.CharField(db_index=True, editable=False, max_length=400)),
                ('name_folded', models.CharField(editable=False, max_length=400)),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['sort_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnershipIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, help_text='One or two sentences under the title. They also appear in lists and search.', max_length=500, verbose_name='lead')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 4), ('notice', 7), ('image', 8), ('facts', 12), ('files', 14)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'Heading', 'template': 'portal/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'quotation'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'first line'}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'text'}), 7: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6)]], {}), 8: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'portal/blocks/image.html'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'label'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'value'}), 11: ('wagtail.blocks.StructBlock', [[('label', 9), ('value', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'icon': 'list-ul', 'label': 'Facts', 'template': 'portal/blocks/facts.html'}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 14: ('wagtail.blocks.ListBlock', (13,), {'icon': 'doc-full', 'label': 'Files to download', 'template': 'portal/blocks/files.html'})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'list of partnerships',
                'verbose_name_plural': 'lists of partnerships',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TaskArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('number', models.CharField(max_length=5, unique=True)),
                ('position', models.PositiveSmallIntegerField(unique=True)),
                ('name_pl', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('name_uk', models.CharField(max_length=80)),
                ('official_name', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'area of public tasks',
                'verbose_name_plural': 'areas of public tasks',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('level', models.CharField(choices=[('partnership', 'Partnership'), ('local_network', 'Local Reintegration Network'), ('regional_network', 'Regional Reintegration Network'), ('national_network', 'National Reintegration Network')], default='partnership', max_length=20, verbose_name='level')),
                ('form', models.CharField(choices=[('informal', 'informal cooperation'), ('agreement', 'partnership agreement'), ('legal_person', 'legal person')], default='informal', max_length=20, verbose_name='form')),
                ('founding', models.CharField(choices=[('administrative', 'by decision of the municipality'), ('civic', 'from below, by its partners')], default='civic', max_length=20, verbose_name='how it was founded')),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                ('agreement_signed_on', models.DateField(blank=True, null=True, verbose_name='agreement signed on')),
                ('open_to_join', models.BooleanField(default=True, verbose_name='new partners can join')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('contact_hours_pl', models.CharField(blank=True, max_length=120, verbose_name='hours of contact (Polish)')),
                ('contact_hours_en', models.CharField(blank=True, max_length=120, verbose_name='hours of contact (English)')),
                ('contact_hours_uk', models.CharField(blank=True, max_length=120, verbose_name='hours of contact (Ukrainian)')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_document_model_string(), verbose_name='Cooperation agreement')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='portal_partnerships.partnership', verbose_name='belongs to the network')),
                ('seat', models.ForeignKey(blank=True, help_text='The partner in whose rooms the partnership works.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal_partnerships.organisation', verbose_name='Seat')),
            ],
            options={
                'verbose_name': 'partnership',
                'verbose_name_plural': 'partnerships',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnershipPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, help_text='One or two sentences under the title. They also appear in lists and search.', max_length=500, verbose_name='lead')),
                ('diagnosis', wagtail.fields.RichTextField(blank=True, help_text='Which local problems the partners have seen.', verbose_name='diagnosis')),
                ('vision', models.TextField(blank=True, help_text='The state that the partners want to reach.', verbose_name='Vision')),
                ('mission', models.TextField(blank=True, help_text='What the partnership is for and believes in.', verbose_name='Mission')),
                ('main_goal', models.TextField(blank=True, verbose_name='main goal')),
                ('goals', wagtail.fields.StreamField([('goal', 0)], blank=True, block_lookup={0: ('wagtail.blocks.TextBlock', (), {'label': 'goal', 'rows': 2})}, help_text='One goal each, with a number that can be checked where there is one.', verbose_name='Goals')),
                ('principles', wagtail.fields.RichTextField(blank=True, verbose_name='Principles')),
                ('benefits', wagtail.fields.RichTextField(blank=True, verbose_name='Benefits')),
                ('evaluation', wagtail.fields.RichTextField(blank=True, help_text='When and how the partners look at what has worked.', verbose_name='Evaluation')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 4), ('notice', 7), ('image', 8), ('facts', 12), ('files', 14)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'Heading', 'template': 'portal/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'quotation'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'first line'}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'text'}), 7: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6)]], {}), 8: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'portal/blocks/image.html'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'label'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'value'}), 11: ('wagtail.blocks.StructBlock', [[('label', 9), ('value', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'icon': 'list-ul', 'label': 'Facts', 'template': 'portal/blocks/facts.html'}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 14: ('wagtail.blocks.ListBlock', (13,), {'icon': 'doc-full', 'label': 'Files to download', 'template': 'portal/blocks/files.html'})}, verbose_name='body')),
                ('partnership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='portal_partnerships.partnership', verbose_name='record of the partnership')),
            ],
            options={
                'verbose_name': 'partnership',
                'verbose_name_plural': 'partnerships',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TaggedOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='portal_partnerships.organisation')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_organisations', to='taggit.tag')),
            ],
        ),
        migrations.AddField(
            model_name='organisation',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='Words that people look for, for example: seniors, work, sport.', through='portal_partnerships.TaggedOrganisation', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='areas',
            field=models.ManyToManyField(blank=True, related_name='organisations', to='portal_partnerships.taskarea', verbose_name='areas of activity'),
        ),
        migrations.CreateModel(
            name='WorkPlanTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_pl', models.CharField(max_length=200, verbose_name='task (Polish)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='task (English)')),
                ('title_uk', models.CharField(blank=True, max_length=200, verbose_name='task (Ukrainian)')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('in_progress', 'in progress'), ('done', 'done'), ('dropped', 'dropped')], default='planned', max_length=20, verbose_name='state')),
                ('result_pl', models.CharField(blank=True, max_length=300, verbose_name='what came of it (Polish)')),
                ('result_en', models.CharField(blank=True, max_length=300, verbose_name='what came of it (English)')),
                ('result_uk', models.CharField(blank=True, max_length=300, verbose_name='what came of it (Ukrainian)')),
                ('partnership', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='portal_partnerships.partnership')),
                ('responsible', models.ForeignKey(blank=True, help_text='Leave empty when all partners do.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal_partnerships.organisation', verbose_name='who answers for it')),
            ],
            options={
                'verbose_name': 'task of the work plan',
                'verbose_name_plural': 'Work plan',
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('helps_with', models.TextField(help_text='One or two plain sentences for somebody who needs help or a partner.', max_length=300, verbose_name='what it helps with')),
                ('description', models.TextField(blank=True, max_length=5000, verbose_name='description')),
                ('offers', models.TextField(blank=True, max_length=1000, verbose_name='What it offers')),
                ('needs', models.TextField(blank=True, max_length=1000, verbose_name='What it needs')),
                ('folded', models.TextField(editable=False)),
                ('locale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='language')),
                ('organisation', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='portal_partnerships.organisation')),
            ],
            options={
                'verbose_name': 'text of an organisation',
                'verbose_name_plural': 'texts of organisations',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'locale'), name='one_text_per_language', violation_error_message='There is already a text in this language.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('initiator', 'initiator'), ('leader', 'leader'), ('coordinator', 'coordinator'), ('partner', 'partner')], default='partner', max_length=20, verbose_name='role')),
                ('formal', models.BooleanField(default=False, help_text='A solid line on the map; without it the line is dashed.', verbose_name='has signed the agreement')),
                ('contribution_pl', models.CharField(blank=True, max_length=200, verbose_name='contribution (Polish)')),
                ('contribution_en', models.CharField(blank=True, max_length=200, verbose_name='contribution (English)')),
                ('contribution_uk', models.CharField(blank=True, max_length=200, verbose_name='contribution (Ukrainian)')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='portal_partnerships.organisation', verbose_name='organisation')),
                ('partnership', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='portal_partnerships.partnership')),
            ],
            options={
                'verbose_name': 'partner in a partnership',
                'verbose_name_plural': 'partners in a partnership',
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('partnership', 'organisation'), name='one_current_membership_each', violation_error_message='This organisation is already a partner.')],
            },
        ),
        migrations.AddConstraint(
            model_name='taggedorganisation',
            constraint=models.UniqueConstraint(fields=('tag', 'content_object'), name='one_tag_once_per_organisation'),
        ),
    ]
