from django.db import migrations, models
from django.db.models import Count


def count_versions(apps, schema_editor):
    LedgerHead = apps.get_model("portal_resources", "LedgerHead")
    for head in LedgerHead.objects.annotate(count=Count("consultation__versions")):
        LedgerHead.objects.filter(pk=head.pk).update(versions=head.count)


class Migration(migrations.Migration):
    dependencies = [("portal_resources", "0010_resolution_of_other_texts")]

    operations = [
        migrations.AddField(
            model_name="ledgerhead",
            name="versions",
            field=models.PositiveIntegerField(
                default=0, verbose_name="last version number of the text"
            ),
        ),
        migrations.RunPython(count_versions, migrations.RunPython.noop),
    ]
