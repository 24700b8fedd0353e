"""The catalogue and the working calendar that ship with the product."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cases.actions import reference


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reference.load(apps)


def unload(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reference.unload(apps)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0002_append_only_events"), ("grids", "0002_versions")]
    operations: ClassVar = [migrations.RunPython(load, unload)]
