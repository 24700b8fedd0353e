"""The first tokens: a row per kind of reference data that processes hold in memory."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = ("directory", "boundaries")


def insert(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    version = apps.get_model("grids", "Version")
    for name in NAMES:
        version.objects.get_or_create(name=name)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("grids", "Version").objects.filter(name__in=NAMES).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("grids", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(insert, remove)]
