"""Words of a notice that an installation has put in place of ours."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from notices.states import Channel, Language


class NoticeTemplate(models.Model):
    """The text of one kind on one channel in one language; the newest row counts, an empty body ends it.

    Rows are only ever added, so that what a message said on a day can be told later.
    """

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    language = models.CharField(max_length=8, choices=[(language.value, language.value) for language in Language])
    subject = models.CharField(max_length=120, blank=True)
    body = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "channel", "language", "-id"], name="notices_template_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.channel} in {self.language} since {self.since:%Y-%m-%d}"
