"""How a person wants to be reached outside the inbox."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from notices.states import Channel, Language, Wants


class ChannelChoice(models.Model):
    """One address of one person on one channel; nothing but its code goes to it before it is verified.

    The address is encrypted; everybody else sees the masked form. A choice that was taken back stays
    as an empty row, because deliveries refer to it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    address_cipher = models.BinaryField(default=b"")
    address_masked = models.CharField(max_length=80, blank=True)
    wants = models.CharField(max_length=10, choices=[(wants.value, wants.value) for wants in Wants])
    language = models.CharField(max_length=8, choices=[(language.value, language.value) for language in Language])
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "channel"], name="notices_choice_one_a_channel"),
            models.CheckConstraint(
                condition=models.Q(verified_at=None) | ~models.Q(address_cipher=b""),
                name="notices_choice_verified_is_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address_masked} of user {self.user_id}"
