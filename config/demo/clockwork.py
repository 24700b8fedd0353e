"""Ninety days in a minute: stories and timers take turns in the order of their instants."""

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from django.db import connection

from accounts.models import User
from cases.actions import timers
from cases.world import World, world
from grids.roles import Permission

Story = Iterator[dt.datetime]
"""A story acts, then yields the instant at which it goes on."""


class Play:
    """A moved clock. `now` is the instant at which the present step of a story happens."""

    def __init__(self, since: dt.datetime, until: dt.datetime) -> None:
        self.now = since
        self.until = until
        self._rung = since
        self.refused: list[str] = []
        self._stories: list[tuple[dt.datetime, int, Story]] = []
        self._serial = count()
        self._users = User.objects.in_bulk()
        self._world = world(since)

    def add(self, at: dt.datetime, story: Story) -> None:
        """The story begins at an instant."""
        heapq.heappush(self._stories, (at, next(self._serial), story))

    def run(self) -> None:
        """Plays everything before `until`; what a story would do later is left undone."""
        while self._stories and self._stories[0][0] < self.until:
            at, _serial, story = heapq.heappop(self._stories)
            self._ring(at)
            self.now = at
            following = next(story, None)
            if following is not None:
                self.add(max(following, at), story)
        self._ring(self.until)

    def _ring(self, until: dt.datetime) -> None:
        """The timers ring at the very instants at which they are due, as if the beat never slept."""
        while True:
            with connection.cursor() as cursor:  # asked before every step of every story
                # What rang before lies dead in the index until the play is over; from `_rung` on, it is stepped over.
                between = [self._rung, until]
                cursor.execute("SELECT min(fire_at) FROM cases_deadline WHERE fire_at BETWEEN %s AND %s", between)
                (due,) = cursor.fetchone()
            if due is None:
                break
            self.now = max(self.now, due)
            timers.run_batch(self.now)
        self._rung = until

    def world(self) -> World:
        """The organisation, the calendar and the catalogue at this instant; they do not change in a play."""
        return replace(self._world, at=self.now)

    def people(self, unit_id: int, permission: Permission) -> list[User]:
        """Who may do something in a unit now, in the order of their posts."""
        present = self.world()
        posts = present.directory.posts_by_unit.get(unit_id, ())
        ids = dict.fromkeys(p.user_id for p in posts if p.is_current(present.today) and p.allows(permission))
        return [self._users[pk] for pk in ids]
