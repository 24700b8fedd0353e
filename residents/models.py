"""Contact data of requesters."""

from typing import ClassVar

from django.db import models


class Requester(models.Model):
    """The contact data of one person for one case; there is no person across cases (hazard E1).

    Name and phone are encrypted (Fernet); the masked forms are what everybody sees. A government
    handler reads the clear form through `residents.actions.reveal` with a purpose; others never.
    """

    name_cipher = models.BinaryField(default=b"")
    phone_cipher = models.BinaryField(default=b"")
    name_masked = models.CharField(max_length=60, blank=True)
    phone_masked = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(name_cipher=b"", phone_cipher=b""),
                name="residents_requester_erased_is_empty",
            )
        ]

    def __str__(self) -> str:
        return self.name_masked or self.phone_masked or f"requester {self.pk}"
