"""Loads the demo street: once, whole or not at all, the same for the same day."""

import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction

from accounts.models import User
from cases.actions import anchors, publishing, reply_templates
from cases.models import Case
from cases.world import ZONE, viewer
from config.demo import script
from config.demo.beside import run_beside
from config.demo.clockwork import Play, Story
from config.demo.meeting import meet
from config.demo.organisation import found
from config.demo.script import life_of, reports
from config.demo.twists import live
from config.demo.volunteering import recruit
from config.demo.wording import data
from grids.models import Area
from notices.actions import mark_read
from notices.models import Notice

FRESH = dt.timedelta(days=2)
"""Older notices have been read."""

Say = Callable[[str], None]


class Occupied(Exception):
    """The database has areas or cases of its own; the demo is not for it."""


def is_loaded() -> bool:
    """The demo street is there. As it is written in one transaction, it is then there as a whole."""
    return Area.objects.filter(code=data("street")["street"]["code"]).exists()


def load(today: dt.date, say: Say, count: int = script.CASES) -> list[str]:
    """Plays the ninety days before `today`, up to its midnight. Does nothing where it is loaded.

    Returns what was refused to a story on the way: nothing, if the script is right. Raises `Occupied`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('gezhi.demo'))")
        if is_loaded():
            return []
        if Area.objects.exists() or Case.objects.exists():
            raise Occupied
        # A load that was killed has used up numbers; the cases of the demo are counted from 1 all the same.
        cursor.execute("ALTER SEQUENCE cases_case_id_seq RESTART")
        return _play(dt.datetime.combine(today, dt.time(), ZONE).astimezone(dt.UTC), say, count)


def _play(until: dt.datetime, say: Say, count: int) -> list[str]:
    since = until - dt.timedelta(days=script.DAYS)
    grids = found(since - dt.timedelta(days=1))
    reply_templates.load_shipped(at=since)
    play = Play(since, until)
    for serial, report in enumerate(reports(grids, play.world(), until, count), start=1):
        play.add(report.at, live(life_of(report, play, serial)))
    play.add(since, _anchors(play))
    play.add(since + dt.timedelta(hours=18), _published(play))
    play.add(since, _diary(play, say))
    play.run()
    recruit(until)
    run_beside(grids, until)
    meet(until)
    _read_old_notices(until)
    return play.refused


def _anchors(play: Play) -> Story:
    """Signs each day soon after it is over, as the beat does."""
    midnight = play.now
    while True:
        yield midnight + anchors.SETTLING
        day = midnight.astimezone(ZONE).date() - dt.timedelta(days=1)
        anchors.set_anchor(day, until=midnight, at=play.now)
        midnight += dt.timedelta(days=1)


def _published(play: Play) -> Story:
    """Counts each month for everybody in the evening of the day on which it becomes public."""
    while True:
        publishing.publish(play.world())
        yield play.now + dt.timedelta(days=1)


def _diary(play: Play, say: Say) -> Story:
    """Tells how far the play has come, and keeps the planner's figures fresh."""
    while True:
        yield play.now + dt.timedelta(days=10)
        say(f"{play.now.astimezone(ZONE):%Y-%m-%d}")
        # One long transaction: nobody else would tell the planner how the tables have grown.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cases_case, cases_deadline, cases_assist, cases_caseevent, notices_notice")


def _read_old_notices(until: dt.datetime) -> None:
    """People have opened what came to them up to two days ago."""
    for user in User.objects.filter(is_demo=True).order_by("id"):
        units = [unit.id for unit in viewer(user, until).units()]
        old = Notice.objects.inbox(user.pk, units).filter(at__lt=until - FRESH)
        mark_read(list(old.values_list("pk", flat=True)), by_id=user.pk, unit_ids=units, at=until - FRESH)
