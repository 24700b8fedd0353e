"""Opaque, revocable API tokens: the database keeps only a digest."""

from typing import ClassVar

from django.db import models

from accounts.models.user import User


class ApiToken(models.Model):
    """A bearer's key of the API. `digest` is SHA-256 of the token; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="accounts_token_expires_after_creation"
            )
        ]

    def __str__(self) -> str:
        return f"token {self.pk} of user {self.user_id}"
