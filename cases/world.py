"""What every rule needs beside the case: the organisation, the calendar, the catalogue, the time."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from cases import calendar, catalogue, reply_table, settings_table
from cases.catalogue import Catalogue, Rule
from cases.figures import Figures
from cases.models import Category
from cases.reply_table import ReplyTable
from cases.settings_table import SettingsTable
from cases.viewer import Viewer
from cases.worktime import WorkCalendar
from grids import directory
from grids.tree import Directory
from grids.versions import Tokens, tokens

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class World:
    """Reference data as of now, and the instant at which something happens."""

    at: dt.datetime
    directory: Directory
    calendar: WorkCalendar
    catalogue: Catalogue
    settings: SettingsTable
    replies: ReplyTable

    @property
    def today(self) -> dt.date:
        """The day in the office's time zone."""
        return self.at.astimezone(ZONE).date()

    @property
    def figures(self) -> Figures:
        """What the county has set, as of today."""
        return self.settings.on(self.today)

    def rule_for(self, category: Category, area_code: str) -> Rule | None:
        """The dispatch rule for a category at a place now."""
        working = self.calendar.is_open(self.at)
        return self.catalogue.rule_for(category, area_code, self.today, working=working)

    def figures_of(self, start: dt.datetime) -> Figures:
        """The figures of what began at an instant: a later change does not touch it."""
        return self.settings.on(start.astimezone(ZONE).date())


def world(at: dt.datetime, present: Tokens | None = None) -> World:
    """One statement (the version tokens, unless they were read already); all else comes from memory."""
    present = tokens() if present is None else present
    return World(
        at,
        directory.current(present),
        calendar.current(present),
        catalogue.current(present),
        settings_table.current(present),
        reply_table.current(present),
    )


def viewer(user: User, at: dt.datetime) -> Viewer:
    """A user's standing at an instant; without posts for a user who is not active."""
    return viewer_in(world(at), user)


def viewer_in(present: World, user: User) -> Viewer:
    """The same in a world already read."""
    posts = present.directory.current_posts(user.pk, present.today) if user.is_active else ()
    return Viewer(user.pk, posts, present.directory)
