"""The rows that migrations write, such as the catalogue, kept aside so that they survive a transactional test."""

from psycopg import sql


def keep(cursor):
    """Copy every table that is not empty into the schema `pristine`."""
    cursor.execute("DROP SCHEMA IF EXISTS pristine CASCADE")
    cursor.execute("CREATE SCHEMA pristine")
    for table in _tables(cursor, "public"):
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM public.{})").format(table))
        if cursor.fetchone()[0]:
            cursor.execute(sql.SQL("CREATE TABLE pristine.{0} AS TABLE public.{0}").format(table))


def bring_back(cursor):
    """Every table as `keep` found it.

    Rows are deleted, not tables truncated: for a few rows in eighty tables that is ten times as fast. The
    triggers that keep the record append-only, and foreign keys, are off for this session while it lasts.
    """
    cursor.execute("SET session_replication_role = replica")
    try:
        empty = [sql.SQL("DELETE FROM public.{}").format(table) for table in _tables(cursor, "public")]
        fill = [
            sql.SQL("INSERT INTO public.{0} OVERRIDING SYSTEM VALUE SELECT * FROM pristine.{0}").format(table)
            for table in _tables(cursor, "pristine")
        ]
        cursor.execute(sql.SQL("; ").join(empty + fill))
    finally:
        cursor.execute("SET session_replication_role = DEFAULT")


def _tables(cursor, schema):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    return [sql.Identifier(name) for (name,) in cursor.fetchall()]
