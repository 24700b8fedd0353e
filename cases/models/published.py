"""What everybody may read of the months that are over: counted once, kept as it was (see `cases.publishing`)."""

from typing import ClassVar

from django.db import models

from cases.publishing import LEAST
from grids.levels import Level


class PublishedMonth(models.Model):
    """A month that is public, by its first day, and when its cases were counted. Append-only, as its blocks are.

    A month in which there is nothing to show has its row too.
    """

    month = models.DateField(unique=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"published month {self.month:%Y-%m}"


class PublishedBlock(models.Model):
    """A `cases.publishing.Block` as it was counted: five cases or more, of which nothing else is kept.

    `area_code` is text and no reference: an area may end, what was said of it stays said.
    """

    month = models.ForeignKey(PublishedMonth, on_delete=models.PROTECT, related_name="blocks", db_index=False)
    area_code = models.CharField(max_length=24)
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    code = models.CharField(max_length=8, blank=True)
    group = models.CharField(max_length=4, blank=True)
    count = models.PositiveIntegerField()
    finished = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "area_code", "code", "group"], name="cases_published_block_once"),
            models.CheckConstraint(condition=models.Q(count__gte=LEAST), name="cases_published_block_of_five"),
            models.CheckConstraint(
                condition=models.Q(finished=None)
                | models.Q(finished=0)
                | models.Q(finished=models.F("count"))
                | models.Q(finished__gte=LEAST, finished__lte=models.F("count") - LEAST),
                name="cases_published_block_tells_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.code or self.group or 'several kinds'} in {self.area_code}"
