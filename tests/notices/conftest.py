"""A gateway on the loopback and the ways that the sweep takes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from notices.channels import MailSender, WebhookSender
from notices.gateway import Gateway
from notices.reach import Reach
from notices.states import Channel
from notices.timing import Hours

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Hours(ZONE, dt.time(21), dt.time(8), dt.time(8, 30))
SECRET = "whsec-for-tests"


def local(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def working_day(day):
    return day.weekday() < 5


@pytest.fixture
def gateway():
    """A fake gateway of its own for each test; it knows the time that the messages were signed at."""
    with Gateway(SECRET, tolerant=True) as running:
        yield running


@pytest.fixture
def reach(gateway):
    """Mail to memory, SMS and chat to the fake gateway; unit 7 has the people given in `people`."""

    def make(people=(), phones=None, senders=None, language="en", unit_phones=None, tokens=None):
        return Reach(
            people=lambda unit_id: set(people) if unit_id == 7 else set(),
            phones=lambda ids: {pk: phone for pk, phone in (phones or {}).items() if pk in ids},
            unit_phones=lambda ids: {pk: phone for pk, phone in (unit_phones or {}).items() if pk in ids},
            tokens=lambda notices: {row.pk: tokens[row.kind] for row in notices if row.kind in (tokens or {})},
            works_on=working_day,
            hours=HOURS,
            senders={
                Channel.MAIL: MailSender("Gezhi <gezhi@example.cn>"),
                Channel.SMS: WebhookSender("sms", gateway.url, SECRET),
                Channel.CHAT: WebhookSender("chat", gateway.url, SECRET),
            }
            if senders is None
            else senders,
            site="https://gezhi.example.cn",
            language=language,
        )

    return make


@pytest.fixture
def reader(db):
    return User.objects.create(username="reader", name="甲")


@pytest.fixture
def colleague(db):
    return User.objects.create(username="colleague", name="乙")
