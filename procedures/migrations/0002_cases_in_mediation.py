from django.db import migrations

RUNNING = "('applied', 'consent_pending', 'accepted', 'mediating')"


class Migration(migrations.Migration):
    """Cases whose mediation was under way before the case itself said so."""

    dependencies = [
        ("cases", "0006_in_mediation"),
        ("procedures", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE cases_case SET in_mediation = true WHERE id IN "  # noqa: S608 -- words of this file alone
            f"(SELECT case_id FROM procedures_mediationcase WHERE state IN {RUNNING})",
            migrations.RunSQL.noop,
        ),
    ]
