"""A whole day put together: the people, what comes in, what is planned, what breaks."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User
from bench.street_day import account, arrivals, invariants, programme
from bench.street_day.account import Account
from bench.street_day.people import Street, settled
from bench.street_day.play import Day, Entry
from bench.street_day.post_office import PostOffice
from cases.world import ZONE
from notices import verification
from notices.actions import choices
from notices.models import ChannelChoice
from notices.states import Channel, Language, Wants

Tick = Callable[[dt.datetime], None]


@dataclass(frozen=True)
class Size:
    """How much is played. `devices` and `times`: of the burst of alarms."""

    cases: int
    step: dt.timedelta
    diligence: float
    devices: int
    times: int


WHOLE = Size(500, dt.timedelta(minutes=5), 0.5, arrivals.DEVICES, arrivals.FOLDED)
SMALL = Size(40, dt.timedelta(minutes=60), 0.42, 3, 10)
RECEIVED = 6
"""So many cases come from the receptions of the programme."""
WITH_SMS = 12
"""So many people want to be told by SMS."""


def play(date: dt.date, office: PostOffice, tick: Tick, size: Size, breaks: Sequence[Entry] = ()) -> Day:
    """The day until midnight. `breaks`: what goes wrong beside the gateway, which is away for 50 minutes."""
    midnight = dt.datetime.combine(date, dt.time(), ZONE).astimezone(dt.UTC)
    street = settled(midnight - dt.timedelta(days=1))
    day = Day(street, date, tick, size.step, size.diligence)
    _choose_sms(day.at("07:40"), street, tick, office)
    by_report, by_hotline = arrivals.planned(size.cases - RECEIVED - size.devices)
    entries = [
        *arrivals.reports(day, by_report),
        arrivals.hotline(day, day.at("09:30"), by_hotline // 2),
        arrivals.hotline(day, day.at("14:00"), by_hotline - by_hotline // 2),
        *arrivals.alarm_burst(day, day.at("10:15"), size.devices, size.times),
        *programme.entries(day),
        Entry(day.at("10:40"), "line cut", lambda _day: office.close()),
        Entry(day.at("11:30"), "line mended", lambda _day: office.open()),
        *breaks,
    ]
    day.run(entries, midnight + dt.timedelta(days=1))
    return day


def _choose_sms(at: dt.datetime, street: Street, tick: Tick, office: PostOffice) -> None:
    """Some want each message, some a digest, some only what is critical; the code comes by SMS."""
    wants = list(Wants)
    names = sorted(street.people)[:: max(1, len(street.people) // WITH_SMS)]
    chosen = [(street[name], f"1390000{number:04d}") for number, name in enumerate(names)]
    for number, (user, phone) in enumerate(chosen):
        choices.choose(Channel.SMS, phone, wants=wants[number % 3], language=Language.CHINESE, by=user, at=at)
    tick(at)
    told = dict(office.received.values())
    for user, phone in chosen:
        code = verification.code_of(ChannelChoice.objects.get(user=user))
        if code not in told[phone]:
            raise SystemExit(f"the code of {user.username} did not arrive")
        choices.verify(Channel.SMS, code, by=user, at=at)


def account_of(day: Day, office: PostOffice) -> Account:
    """The account, with what the invariants of the process find."""
    told = account.of_day(day.now, User.objects.get(username="county"), office)
    told.unexplained += invariants.problems(day.present)
    told.totals["refused to people"] = day.refused
    return told
