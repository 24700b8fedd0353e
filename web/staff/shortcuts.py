"""The single keys of desk and list: the help sheet shows the page's table, and `rows.js` reads it from there."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`does` is the name that the script knows; empty where browser and page do it without the script's table."""

    key: str
    does: str
    words: Promise


DESK = (
    Shortcut("j", "next", _("Next case")),
    Shortcut("k", "previous", _("Case before")),
    Shortcut("Enter", "open", _("Open the case")),
    Shortcut("?", "help", _("This sheet")),
    Shortcut("Esc", "", _("Close the sheet")),
)
LIST = (
    Shortcut("j", "next", _("Next case")),
    Shortcut("k", "previous", _("Case before")),
    Shortcut("Enter", "open", _("Open the case beside the list; once more: go into it")),
    Shortcut("o", "full", _("Open the whole page of the case")),
    Shortcut("x", "pick", _("Select the case, or take it out of the selection")),
    Shortcut("d", "dispatch", _("Dispatch, or what else is to be done first")),
    Shortcut("s", "sign", _("Sign")),
    Shortcut("n", "note", _("Write a note")),
    Shortcut("Ctrl + Enter", "", _("Send what is being written")),
    Shortcut("m", "map", _("Map beside the list, or without it")),
    Shortcut("/", "search", _("Search")),
    Shortcut("?", "help", _("This sheet")),
    Shortcut("Esc", "back", _("Leave a field, close the sheet or the case")),
)
