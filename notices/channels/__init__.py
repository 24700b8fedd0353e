"""The ways out of the house: one small class a channel, each with `send()`."""

from django.conf import settings

from notices.channels.mail import MailSender
from notices.channels.sending import Message, Sender, Undelivered
from notices.channels.webhook import WebhookSender
from notices.states import Channel

__all__ = ["MailSender", "Message", "Sender", "Undelivered", "WebhookSender", "configured"]


def configured() -> dict[Channel, Sender]:
    """The channels that the settings switch on. ValueError for a gateway's address that is not allowed."""
    senders: dict[Channel, Sender] = {}
    if settings.MAIL_IS_ON:
        senders[Channel.MAIL] = MailSender(settings.DEFAULT_FROM_EMAIL)
    for channel, (url, secret) in settings.GATEWAYS.items():
        if url:
            senders[Channel(channel)] = WebhookSender(channel, url, secret)
    return senders
