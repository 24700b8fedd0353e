"""Tokens that tell every process when its in-memory copy of reference data is old."""

import uuid

from django.db import models


class Version(models.Model):
    """One row per kind of reference data (`directory`, `boundaries`, `catalogue`, `calendar`).

    The token is random, not counted: a transaction rolled back never leaves a token behind that a
    later change could make again with other content.
    """

    name = models.CharField(max_length=20, primary_key=True)
    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"
