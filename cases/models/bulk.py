"""One verb on many cases: what was asked for, and what became of each case."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class BulkRun(models.Model):
    """One sending of a page of many cases. `key` is its mark: sent twice, it is the same run.

    `ended_at` None: it was broken off; the same sending goes on with the cases that have no line yet.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="cases_bulk_run_once")]

    def __str__(self) -> str:
        return f"{self.verb} by user {self.user_id}"


class BulkItem(models.Model):
    """What became of one case: done, or `code` and sentence of the refusal, in its reader's language."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.CharField(max_length=16)
    code = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "number"], name="cases_bulk_item_once")]

    def __str__(self) -> str:
        return f"{self.number} in run {self.run_id}"

    @property
    def is_done(self) -> bool:
        """The verb was carried out."""
        return not self.code
