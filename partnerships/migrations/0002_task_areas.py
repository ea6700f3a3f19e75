"""The areas of public tasks of the public-benefit act, as of 2024."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data" / "task_areas.json"


def load(apps, schema_editor):
    TaskArea = apps.get_model("portal_partnerships", "TaskArea")
    areas = json.loads(DATA.read_text(encoding="utf-8"))
    TaskArea.objects.bulk_create(
        TaskArea(position=position, **area) for position, area in enumerate(areas, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("portal_partnerships", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
