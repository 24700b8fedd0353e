"""The page of one case: what it is, what I must do, what happened, and why it is due when it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from cases import explanations, running_clock, suggesting, words
from cases.catalogue import Catalogue
from cases.models import Attachment, Case
from cases.queries import duplicates
from cases.queries import page as queries
from cases.queries.page import CasePage, ClockLine
from cases.queries.photos import OF_REQUEST
from cases.states import DeadlineKind, DeadlineState, State, Verb
from cases.viewer import Viewer
from cases.words import word
from residents.contact import Contact
from web.offline import keep
from web.staff import help_page, offers, story
from web.staff.reveal_form import RevealForm
from web.staff.rows import place_name
from web.staff.verb_forms import Scene, VerbForm
from web.staff.waiting import waiting
from web.timeleft import TimeLeft, time_left
from web.viewing import viewer_of, world_of


@dataclass(frozen=True)
class Clock:
    """A clock with its bar and the sentences that explain it."""

    kind: DeadlineKind
    word: str
    state: str
    unit: str
    left: TimeLeft | None
    sentences: list[str]
    is_live: bool


@dataclass(frozen=True)
class Preview:
    """What the requester will read; `waits_for_check`: only once the check has passed."""

    reply: str
    outcome: str
    waits_for_check: bool


@dataclass(frozen=True)
class Sent:
    """What came with the request and goes back into the page."""

    form: VerbForm | None = None
    reveal: RevealForm | None = None
    contact: Contact | None = None
    preview: Preview | None = None


NOTHING = Sent()


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case inside one's scope; 404 outside.

    A phone may keep it for its reader, unless the matter is sensitive or complains about staff.
    """
    found = find(request, number)
    shown = page(request, found)
    return shown if found.sensitive or found.complained_unit_id is not None else keep(request, shown)


def find(request: HttpRequest, number: str) -> Case:
    """The case where the viewer may see it. Raises `Refusal` not_found."""
    return queries.find(viewer_of(request), number)


def page(request: HttpRequest, found: Case, sent: Sent = NOTHING, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """The page as it stands now, with a form that came back or contact data shown once."""
    present, viewer = world_of(request), viewer_of(request)
    read = queries.of(present, viewer, found)
    scene = Scene(read.file, viewer, present, _proposed(read))
    offered = offers.offers(read, scene, sent.form)
    offers_sent = sent.form is None or any(offer.form is sent.form for offer in offered)
    clocks = [_clock(line, present.at) for line in sorted(read.clocks, key=_turn)]
    live = [clock for clock in clocks if clock.is_live]
    named = present.catalogue.name_of
    context: dict[str, Any] = {
        "page": read,
        "case": read.case,
        "place": place_name(present, read.area, read.case.address),
        "offers": offered,
        "locked": offers.locked(read, scene),
        "next_step": offers.next_step(read, offered),
        "left_over": None if offers_sent else sent.form,
        "tasks": help_page.tasks(read, present.at),
        **help_page.links(read, scene),
        "photos": [photo for photo in read.photos if photo.seq == OF_REQUEST],
        "steps": [story.step(event, _photos_of(read, event.seq), named) for event in read.events],
        "clock": running_clock.chosen(read.case.state, read.case.severity, live),
        "live": live,
        "past": [clock for clock in clocks if not clock.is_live],
        "routing": explanations.route_sentences(read.case.routing, named) + explanations.folded_sentences(read.folded),
        "waiting": waiting(read),
        "plan": _words_at(read, read.led.seq) if read.led else "",
        "master": _master(read, viewer),
        "merged": duplicates.merged_into(read.case),
        "twins": duplicates.twins(present, viewer, read.case) if Verb.MERGE in read.actions else [],
        "facts": _facts(read, present.catalogue),
        "reveal": sent.reveal or RevealForm(),
        "contact": sent.contact,
        "preview": sent.preview,
        "once": uuid4().hex,
        "previewed": sent.form.verb if sent.form and sent.preview else "",
    }
    return render(request, "web/staff/case.html", context, status=status)


def _photos_of(read: CasePage, seq: int) -> list[Attachment]:
    """The photos of an event; those of the request stand above the timeline."""
    return [photo for photo in read.photos if photo.seq == seq != OF_REQUEST]


def _master(read: CasePage, viewer: Viewer) -> str:
    """The number of the case into which this one was merged, where the viewer sees that one."""
    if read.case.master_id is None:
        return ""
    seen = Case.objects.visible_to(viewer).filter(pk=read.case.master_id)
    return seen.values_list("number", flat=True).first() or ""


def _proposed(read: CasePage) -> str:
    """The words of the open proposal."""
    return _words_at(read, read.proposal.seq) if read.proposal else ""


def _words_at(read: CasePage, seq: int) -> str:
    """What was said at an event, as far as the viewer may read it."""
    return next((event.text for event in read.events if event.seq == seq), "")


def _turn(line: ClockLine) -> tuple[bool, Any]:
    """Clocks that run come first, then by what is due next."""
    return line.state != DeadlineState.PENDING, line.due_at


def _clock(line: ClockLine, at: Any) -> Clock:
    is_live = line.state in {DeadlineState.PENDING, DeadlineState.STOPPED}
    left = time_left(starts_at=line.starts_at, due_at=line.due_at, at=at, ended_at=line.stopped_at)
    return Clock(
        kind=line.kind,
        word=word(words.DEADLINES, line.kind),
        state=word(words.DEADLINE_STATES, line.state),
        unit=line.unit.name if line.unit else "",
        left=None if line.state == DeadlineState.ENDED else left,
        sentences=explanations.clock_sentences(line.lines),
        is_live=is_live,
    )


def _facts(read: CasePage, catalogue: Catalogue) -> list[tuple["str | Promise", Any]]:
    """What is known about the case, as terms and their values."""
    case, found = read.case, read.category
    rows: Mapping[Any, Any] = {
        _("Holder"): read.holder.name,
        _("Helpers"): pgettext("between names", ", ").join(unit.name for unit in read.helpers),
        _("Checking unit"): read.checking_unit.name if read.checking_unit else "",
        _("Callback unit"): read.callback_unit.name if read.callback_unit else "",
        _("Category"): f"{found.group_name} · {found.name} · {found.code}" if found else "",
        _("Suggested category"): _suggested(read, catalogue),
        _("Category ended"): _ended(read),
        _("Channel"): word(words.CHANNELS, case.channel),
        _("Number at the channel"): case.external_number,
        _("Climbed"): _times(case.escalation_count),
        _("Returned"): _times(case.return_count),
        _("Extended"): _times(case.extension_count),
        _("Suspended"): _times(case.suspension_count),
        _("Reworked"): _times(case.rework_count),
        _("Reopened"): _times(case.reopen_count),
        _("Urged"): _times(case.urge_count),
    }
    return [(label, value) for label, value in rows.items() if value]


def _suggested(read: CasePage, catalogue: Catalogue) -> str:
    """What the words sounded like when nobody chose a category, and by which of them: shown as a guess (hazard E12)."""
    if read.case.category_id or not read.case.suggested_category_id:
        return ""
    category = catalogue.by_id(read.case.suggested_category_id)
    found = suggesting.suggest(read.request, {category.code})
    spoken = pgettext("between names", ", ").join(found[0].words) if found else ""
    name = f"{category.group_name} · {category.name}"
    return str(_("%(name)s, by the words: %(words)s") % {"name": name, "words": spoken}) if spoken else name


def _ended(read: CasePage) -> str:
    """What the end of its kind means for a case that is filed under it."""
    if read.category_ended is None:
        return ""
    if read.case.state == State.REPORTED:
        sentence = _("This kind ended on %(day)s. Choose another one to dispatch the case.")
    else:
        sentence = _("This kind ended on %(day)s; the case keeps its rules.")
    return str(sentence % {"day": read.category_ended})


def _times(count: int) -> str:
    return str(_("%(count)d ×") % {"count": count}) if count else ""
