"""Counting the months that have become public, once for ever."""

import datetime as dt

from django.db import connection, transaction

from cases.models import PublishedBlock, PublishedMonth
from cases.queries import nearby
from cases.world import World

ROWS_A_STATEMENT = 2000


def publish(present: World) -> list[dt.date]:
    """Counts the last public months that were not counted yet; returns their first days.

    All of them or none. Runs twice and in parallel without harm: an advisory lock lets one through, the month is
    unique, and PostgreSQL refuses every change afterwards. Does nothing while there is no area: the months of a new
    installation would be kept as empty before its cases are imported.
    """
    months = nearby.public_months(present)
    if not present.directory.areas or not nearby.uncounted(months):
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.publishing'))")
        missing = nearby.uncounted(months)
        for month in missing:
            _keep(present, month)
        return missing


def _keep(present: World, month: dt.date) -> None:
    row = PublishedMonth.objects.create(month=month, counted_at=present.at)
    blocks = (
        PublishedBlock(
            month=row,
            area_code=block.area,
            level=block.level,
            code=block.code,
            group=block.group,
            count=block.count,
            finished=block.finished,
        )
        for block in nearby.blocks_of(present, month)
    )
    PublishedBlock.objects.bulk_create(blocks, batch_size=ROWS_A_STATEMENT)
