"""What was counted for everybody stays as it was: PostgreSQL itself refuses the rest."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION cases_published_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER cases_publishedmonth_append_only BEFORE UPDATE OR DELETE ON cases_publishedmonth
    FOR EACH ROW EXECUTE FUNCTION cases_published_refuse();
CREATE TRIGGER cases_publishedmonth_no_truncate BEFORE TRUNCATE ON cases_publishedmonth
    FOR EACH STATEMENT EXECUTE FUNCTION cases_published_refuse();
CREATE TRIGGER cases_publishedblock_append_only BEFORE UPDATE OR DELETE ON cases_publishedblock
    FOR EACH ROW EXECUTE FUNCTION cases_published_refuse();
CREATE TRIGGER cases_publishedblock_no_truncate BEFORE TRUNCATE ON cases_publishedblock
    FOR EACH STATEMENT EXECUTE FUNCTION cases_published_refuse();
"""
ALLOW = """
DROP TRIGGER cases_publishedblock_no_truncate ON cases_publishedblock;
DROP TRIGGER cases_publishedblock_append_only ON cases_publishedblock;
DROP TRIGGER cases_publishedmonth_no_truncate ON cases_publishedmonth;
DROP TRIGGER cases_publishedmonth_append_only ON cases_publishedmonth;
DROP FUNCTION cases_published_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0009_bulk_runs_and_saved_filters"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PublishedMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(unique=True)),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PublishedBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_code", models.CharField(max_length=24)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("building", "building"),
                            ("grid", "grid"),
                            ("community", "community"),
                            ("street", "street"),
                            ("county", "county"),
                            ("city", "city"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=8)),
                ("group", models.CharField(blank=True, max_length=4)),
                ("count", models.PositiveIntegerField()),
                ("finished", models.PositiveIntegerField(null=True)),
                (
                    "month",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocks",
                        to="cases.publishedmonth",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "area_code", "code", "group"), name="cases_published_block_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("count__gte", 5)), name="cases_published_block_of_five"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished", None),
                            ("finished", 0),
                            ("finished", models.F("count")),
                            models.Q(
                                ("finished__gte", 5),
                                (
                                    "finished__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("count"), "-", models.Value(5)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="cases_published_block_tells_five",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
