"""Channels, and what becomes of a delivery. Data only."""

from enum import StrEnum


class Channel(StrEnum):
    """A way to reach somebody outside the inbox."""

    MAIL = "mail"
    SMS = "sms"
    CHAT = "chat"


class DeliveryState(StrEnum):
    """QUEUED waits for its time; the others are ends, but a SENT one may still come back BOUNCED."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    SKIPPED = "skipped"


class Wants(StrEnum):
    """How much of what is not critical a person wants on a channel; what is critical comes at once."""

    EACH = "each"
    DIGEST = "digest"
    CRITICAL = "critical"


class Language(StrEnum):
    """The languages of texts that leave the house."""

    CHINESE = "zh-hans"
    ENGLISH = "en"
