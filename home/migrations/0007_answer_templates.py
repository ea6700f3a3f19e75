"""The role that answers remarks keeps its own templates of answers."""

from django.db import migrations

ACTIONS = ["add", "change", "delete", "view"]


def allow(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="Moderacja").first()
    if group is None:  # an administrator has deleted the role
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="portal_resources", model="answertemplate"
    )
    for action in ACTIONS:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_answertemplate",
            defaults={"name": f"Can {action} answer template"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_home", "0006_editors_translate"),
        ("portal_resources", "0005_consultation_record"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
