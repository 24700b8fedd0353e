"""The history of a case grows and never changes: PostgreSQL itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

REFUSE = """
CREATE FUNCTION cases_caseevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cases_caseevent is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER cases_caseevent_append_only BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_caseevent_refuse();
CREATE TRIGGER cases_caseevent_no_truncate BEFORE TRUNCATE ON cases_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION cases_caseevent_refuse();
"""
ALLOW = """
DROP TRIGGER cases_caseevent_no_truncate ON cases_caseevent;
DROP TRIGGER cases_caseevent_append_only ON cases_caseevent;
DROP FUNCTION cases_caseevent_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(REFUSE, ALLOW)]
