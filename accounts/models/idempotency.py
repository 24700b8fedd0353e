"""Idempotency keys: a repeated POST finds what its first run made."""

from typing import ClassVar

from django.db import models


class IdempotencyKey(models.Model):
    """One remembered POST. `owner` is "user:ID", or "public" for requests without sign-in.

    The row is written in the transaction of the verb itself, so a lost answer can be asked for
    again and a half-done verb leaves no key. `digest` covers method, path and body.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="accounts_idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
