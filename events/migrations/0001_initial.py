import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import uuid
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(get_document_model_string()),
        migrations.swappable_dependency(get_image_model_string()),
        ('portal_partnerships', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, help_text='One or two sentences under the title. They also appear in lists and search.', max_length=500, verbose_name='lead')),
            ],
            options={
                'verbose_name': 'calendar of events',
                'verbose_name_plural': 'calendars of events',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, help_text='One or two sentences under the title. They also appear in lists and search.', max_length=500, verbose_name='lead')),
                ('kind', models.CharField(choices=[('founding', 'founding meeting'), ('partners', 'partner meeting'), ('speed_dating', 'cross-sector speed dating'), ('workshop', 'workshop'), ('evaluation_workshop', 'evaluation workshop'), ('study_visit', 'study visit'), ('seminar', 'seminar'), ('training', 'training'), ('consultation_meeting', 'consultation meeting'), ('integration', 'integration event'), ('quality', 'cooperation-quality meeting')], max_length=30, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(help_text='The building and room, for example: library.', max_length=120, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='street and number')),
                ('town', models.CharField(max_length=80, verbose_name='town')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when the number is not limited.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='places')),
                ('confirm_by', models.DateField(blank=True, null=True, verbose_name='please confirm by')),
                ('plan', models.CharField(choices=[('as_planned', 'as planned'), ('postponed', 'postponed'), ('cancelled', 'cancelled')], default='as_planned', help_text='Choose here that a meeting is off; the page stays and says so.', max_length=20, verbose_name='what was decided')),
                ('notice', models.CharField(blank=True, help_text='Shown on top, for example: New date in January. We will write to you.', max_length=250, verbose_name='what changed')),
                ('audience', models.CharField(blank=True, help_text='For example: NGOs and residents.', max_length=150, verbose_name='for whom')),
                ('access', models.TextField(blank=True, help_text='Steps, lift, hearing loop, sign language. One thing on a line.', max_length=500, verbose_name='getting there and accessibility')),
                ('invitation', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 4), ('notice', 7), ('image', 8), ('facts', 12), ('files', 14)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'Heading', 'template': 'portal/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'quotation'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'first line'}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'text'}), 7: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6)]], {}), 8: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'portal/blocks/image.html'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'label'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'value'}), 11: ('wagtail.blocks.StructBlock', [[('label', 9), ('value', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'icon': 'list-ul', 'label': 'Facts', 'template': 'portal/blocks/facts.html'}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 14: ('wagtail.blocks.ListBlock', (13,), {'icon': 'doc-full', 'label': 'Files to download', 'template': 'portal/blocks/files.html'})}, verbose_name='text of the invitation')),
                ('agenda', wagtail.fields.StreamField([('point', 4), ('day', 5)], blank=True, block_lookup={0: ('wagtail.blocks.TimeBlock', (), {'format': '%H:%M', 'label': 'from'}), 1: ('wagtail.blocks.IntegerBlock', (), {'label': 'minutes', 'max_value': 720, 'min_value': 1, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'what', 'max_length': 200}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'details', 'max_length': 300, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('time', 0), ('minutes', 1), ('title', 2), ('text', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only when the meeting takes several days.', 'icon': 'date', 'label': 'Day', 'max_length': 80})}, verbose_name='Agenda')),
                ('report_lead', models.TextField(blank=True, help_text='What came of it, in one or two sentences. Takes the place of the lead.', max_length=500, verbose_name='lead of the report')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('paragraph', 1), ('quote', 4), ('notice', 7), ('image', 8), ('facts', 12), ('files', 14)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'Heading', 'template': 'portal/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'quotation'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'first line'}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'text'}), 7: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6)]], {}), 8: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Image', 'template': 'portal/blocks/image.html'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'label'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'value'}), 11: ('wagtail.blocks.StructBlock', [[('label', 9), ('value', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'icon': 'list-ul', 'label': 'Facts', 'template': 'portal/blocks/facts.html'}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 14: ('wagtail.blocks.ListBlock', (13,), {'icon': 'doc-full', 'label': 'Files to download', 'template': 'portal/blocks/files.html'})}, help_text='Readers see the report when the event is over and there is a text here.', verbose_name='text of the report')),
                ('totals', wagtail.fields.StreamField([('total', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'number', 'max_length': 12}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'of what', 'max_length': 60}), 2: ('wagtail.blocks.StructBlock', [[('value', 0), ('label', 1)]], {})}, verbose_name='In numbers')),
                ('conclusions', wagtail.fields.StreamField([('conclusion', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'in one sentence', 'max_length': 150}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': "The organisation or office, not a person's name.", 'label': 'who is responsible', 'max_length': 120, 'required': False}), 3: ('wagtail.blocks.DateBlock', (), {'label': 'by when', 'required': False}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('planned', 'planned'), ('in_progress', 'in progress'), ('done', 'done')], 'label': 'state'}), 5: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('who', 2), ('term', 3), ('state', 4)]], {'template': 'events/blocks/conclusion.html'})}, verbose_name='Conclusions')),
                ('open_questions', wagtail.fields.StreamField([('question', 0)], blank=True, block_lookup={0: ('wagtail.blocks.TextBlock', (), {'icon': 'help', 'label': 'Question'})}, verbose_name='Questions to be answered later')),
                ('quote', models.CharField(blank=True, help_text='One sentence that somebody said, without a name.', max_length=300, verbose_name='quotation')),
                ('reported', models.BooleanField(default=False, editable=False)),
                ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portal_partnerships.organisation', verbose_name='organiser')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='EventAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=get_document_model_string(), verbose_name='attachment')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='portal_events.eventpage')),
            ],
            options={
                'verbose_name': 'attachment of an event',
                'verbose_name_plural': 'attachments of an event',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('founding', 'founding meeting'), ('partners', 'partner meeting'), ('speed_dating', 'cross-sector speed dating'), ('workshop', 'workshop'), ('evaluation_workshop', 'evaluation workshop'), ('study_visit', 'study visit'), ('seminar', 'seminar'), ('training', 'training'), ('consultation_meeting', 'consultation meeting'), ('integration', 'integration event'), ('quality', 'cooperation-quality meeting')], max_length=30, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(help_text='The building and room, for example: library.', max_length=120, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='street and number')),
                ('town', models.CharField(max_length=80, verbose_name='town')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when the number is not limited.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='places')),
                ('confirm_by', models.DateField(blank=True, null=True, verbose_name='please confirm by')),
                ('plan', models.CharField(choices=[('as_planned', 'as planned'), ('postponed', 'postponed'), ('cancelled', 'cancelled')], default='as_planned', help_text='Choose here that a meeting is off; the page stays and says so.', max_length=20, verbose_name='what was decided')),
                ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portal_partnerships.organisation', verbose_name='organiser')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['-starts_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='eventpage',
            name='meeting',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='portal_events.meeting'),
        ),
        migrations.CreateModel(
            name='EventPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('caption', models.CharField(blank=True, max_length=200, verbose_name='caption')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=get_image_model_string(), verbose_name='picture')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='portal_events.eventpage')),
            ],
            options={
                'verbose_name': 'picture of an event',
                'verbose_name_plural': 'pictures of an event',
                'ordering': ['sort_order'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['ends_at'], name='portal_even_ends_at_e83f0b_idx'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['kind', 'starts_at'], name='portal_even_kind_49b07a_idx'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_start'),
        ),
    ]
