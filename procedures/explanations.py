"""A due time in sentences: from which day, how many days, why it was moved."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.explanations import limit_words


def clock_sentences(why: Mapping[str, Any]) -> list[str]:
    """What the inputs of a due time say, line by line."""
    said = []
    if "limit" in why:
        said.append(_("Limit: %(limit)s.") % {"limit": limit_words(why["limit"])})
    elif "days" in why:
        said.append(_("%(days)s days after %(from)s; that day itself does not count.") % dict(why))
    else:
        said.append(_("Agreed on by the parties."))
    if "moved_from" in why:
        said.append(_("The office is closed on %(moved_from)s, so it ends on %(last_day)s.") % dict(why))
    if "last_day" in why:
        said.append(_("It ends at midnight after %(last_day)s.") % dict(why))
    if "provisional" in why:
        said.append(_("The calendar of that year is not known yet; it is computed again when it arrives."))
    return said
