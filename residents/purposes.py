"""For what a member of staff may need contact data: the usual answers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: Mapping[str, Promise] = {
    "arrange_visit": _("Arrange a visit"),
    "ask_details": _("Ask for details of the matter"),
    "contact": _("Contact about the case"),
    "tell_result": _("Tell the result"),
    "callback": _("Call back after closing"),
    "emergency": _("Danger to life or health"),
}

SHORTEST_PURPOSE = 4
