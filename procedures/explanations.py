"""A due time in sentences: from which day, how many days, by which law, why it was moved."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import due_lines, explanations
from cases.worktime import Limit, WorkCalendar
from procedures import limits
from procedures.models import ProcedureClock
from procedures.states.hazard import Clock as Hazard
from procedures.states.mediation import Clock as Mediation
from procedures.states.petition import Clock as Petition
from procedures.states.rule import Procedure

OWN: Final = gettext_lazy("No law names this limit; it is the same for every matter.")
PETITION_WORK: Final = gettext_lazy("Regulations on petition work, Art. %(article)s.")

SOURCES: Final[Mapping[tuple[str, str], tuple[Promise, str]]] = {
    (Procedure.MEDIATION, Mediation.CONSENT): (OWN, ""),
    (Procedure.MEDIATION, Mediation.MEDIATE): (
        gettext_lazy("Provisions on the work of people's mediation, Art. %(article)s: one month as a rule."),
        "33",
    ),
    (Procedure.MEDIATION, Mediation.PERFORM): (gettext_lazy("Agreed on by the parties."), ""),
    (Procedure.MEDIATION, Mediation.CONFIRM): (gettext_lazy("People's mediation law, Art. %(article)s."), "33"),
    (Procedure.PETITION, Petition.REGISTER): (PETITION_WORK, "22"),
    (Procedure.PETITION, Petition.INFORM): (PETITION_WORK, "23"),
    (Procedure.PETITION, Petition.OBJECTION): (OWN, ""),
    (Procedure.PETITION, Petition.ACCEPT): (OWN, ""),
    (Procedure.PETITION, Petition.DECIDE): (PETITION_WORK, "34"),
    (Procedure.PETITION, Petition.SERVE): (OWN, ""),
    (Procedure.PETITION, Petition.ASK_REVIEW): (PETITION_WORK, "35"),
    (Procedure.PETITION, Petition.REVIEW): (PETITION_WORK, "35"),
    (Procedure.PETITION, Petition.ASK_RE_REVIEW): (PETITION_WORK, "36"),
    (Procedure.PETITION, Petition.RE_REVIEW): (PETITION_WORK, "36"),
    (Procedure.HAZARD, Hazard.GRADE): (OWN, ""),
    (Procedure.HAZARD, Hazard.CONTROL): (gettext_lazy("The limit follows from the grade."), ""),
    (Procedure.HAZARD, Hazard.RECTIFY): (OWN, ""),
    (Procedure.HAZARD, Hazard.RECHECK): (OWN, ""),
    (Procedure.HAZARD, Hazard.CLEAR): (OWN, ""),
}
"""Who set the time of each clock: a law with its article, the parties, or the house."""

LONGER: Final[Mapping[tuple[str, str], int]] = {
    (Procedure.MEDIATION, Mediation.MEDIATE): limits.MEDIATE_DAYS,
    (Procedure.PETITION, Petition.DECIDE): limits.DECIDE_DAYS,
}
"""Days of the clocks to which more can be added."""


def clock_sentences(clock: ProcedureClock, calendar: WorkCalendar) -> list[str]:
    """Why a clock is due when it is, line by line, and how it ended."""
    source, article = SOURCES[clock.procedure, clock.kind]
    said = str(source) % {"article": article}
    if "limit" not in clock.why:
        return [*_days(clock), said, *explanations.clock_sentences(due_lines.ended(_facts(clock, clock.why)))]
    limit = clock.why["limit"]
    facts = _facts(clock, {"limit": limit, "working": Limit.parse(limit).is_working})
    first, *others = explanations.clock_sentences(due_lines.of(calendar, facts))
    return [first, said, *others]


def _facts(clock: ProcedureClock, why: Mapping[str, Any]) -> due_lines.Facts:
    return due_lines.Facts(clock.state, clock.starts_at, clock.due_at, clock.stopped_at, why)


def _days(clock: ProcedureClock) -> list[str]:
    """A period of the law or of the parties, in days."""
    why, said = clock.why, []
    if "days" in why:
        said.append(_("%(days)s days after %(from)s; that day itself does not count.") % dict(why))
        more = why["days"] - LONGER.get((clock.procedure, clock.kind), why["days"])
        if more:
            said.append(_("Among them are %(days)s days that were added.") % {"days": more})
    if "moved_from" in why:
        said.append(_("The office is closed on %(moved_from)s, so it ends on %(last_day)s.") % dict(why))
    if "last_day" in why:
        said.append(_("It ends at midnight after %(last_day)s.") % dict(why))
    if "provisional" in why:
        said.append(_("The calendar of that year is not known yet; it is computed again when it arrives."))
    return said
