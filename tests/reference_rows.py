"""The rows that migrations write, such as the catalogue, kept aside so that they survive a transactional test."""

import psycopg
from psycopg import sql

# Django writes these again by itself when it empties a database.
DJANGO_OWN = ["django_content_type", "auth_permission", "django_migrations"]


def keep(cursor):
    """Copy every table that is not empty into the schema `pristine`."""
    cursor.execute("DROP SCHEMA IF EXISTS pristine CASCADE")
    cursor.execute("CREATE SCHEMA pristine")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [DJANGO_OWN])
    for (table,) in cursor.fetchall():
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        if cursor.fetchone()[0]:
            cursor.execute(f"CREATE TABLE pristine.{table} AS TABLE public.{table}")


def restore(database):
    """Put the kept rows back where a table is empty; `database` is Django's entry of the test database.

    By a connection of its own, because the next test's transaction must not own them.
    """
    parts = {"dbname": database["NAME"], "user": database["USER"], "host": database["HOST"]}
    parts |= {"password": database["PASSWORD"], "port": database["PORT"]}
    with psycopg.connect(**{key: value for key, value in parts.items() if value}) as connection:
        # Foreign keys among the restored tables: their order does not matter while this is on.
        connection.execute("SET session_replication_role = replica")
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'pristine'").fetchall()
        for table in (sql.Identifier(name) for (name,) in rows):
            connection.execute(
                sql.SQL(
                    "INSERT INTO public.{0} OVERRIDING SYSTEM VALUE SELECT * FROM pristine.{0} "
                    "WHERE NOT EXISTS (SELECT FROM public.{0})"
                ).format(table)
            )
