"""Editors may translate what they may edit, as the views ask for the right to each page."""

from django.db import migrations


def allow(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtail_localize", model="translation"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="submit_translation",
        defaults={"name": "Can submit translations"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Redakcja"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("portal_home", "0005_alter_homepage_body")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
