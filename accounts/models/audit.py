"""What was done outside a case's own chain: sign-ins, reveals, exports, changes of reference data."""

from typing import ClassVar

from django.db import models

from accounts.models.user import User


class AuditEntry(models.Model):
    """Append-only (a PostgreSQL trigger refuses UPDATE, DELETE and TRUNCATE).

    The subject is named as (kind, id) text, because this app knows none of those above it.
    `data` never holds personal data in clear.
    """

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="accounts_audit_subject"),
            models.Index(fields=["user", "verb", "at"], name="accounts_audit_user_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_kind} {self.subject_id}"
