"""One message that is to leave the house."""

from typing import ClassVar

from django.db import models

from notices.models.choice import ChannelChoice
from notices.models.notice import Notice
from notices.states import Channel, DeliveryState


class Delivery(models.Model):
    """A notice on its way to one person on one channel; without a notice it carries a verification code.

    The address is looked up when it is sent, in `choice` or with the requester, so that an address that
    was changed or erased meanwhile is not used; `to_masked` is what the log shows. `next_at` is when it is
    sent, or sent again; the worker that takes it moves `next_at` ahead, so that one that dies is followed
    by another. `external_id` is the gateway's own name for the message.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="deliveries")
    choice = models.ForeignKey(ChannelChoice, on_delete=models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    language = models.CharField(max_length=8)
    to_masked = models.CharField(max_length=80, blank=True)
    critical = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in DeliveryState])
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "choice"], name="notices_delivery_once_a_choice"),
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=models.Q(choice=None),
                name="notices_delivery_once_a_requester",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.QUEUED.value, next_at__isnull=False)
                | (~models.Q(state=DeliveryState.QUEUED.value) & models.Q(next_at=None)),
                name="notices_delivery_queued_has_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-critical", "next_at"],
                condition=models.Q(state=DeliveryState.QUEUED.value),
                name="notices_delivery_due",
            ),
            models.Index(fields=["state", "-id"], name="notices_delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} to {self.to_masked}: {self.state}"
