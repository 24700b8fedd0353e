"""The installation's own texts of notices: what is sent, changed with a preview."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Refusal, forbidden
from grids.roles import Permission
from notices import queries, templates
from notices.actions.texts import set_text
from notices.states import Channel, Language
from notices.templates import Text
from notices.words import CHANNELS, KINDS, is_for_residents
from web.forms import refuse, status_of
from web.staff.notice_forms import TextForm
from web.viewing import instant_of, user_of, viewer_of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice in the list."""

    code: str
    sentence: str
    own: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One channel in one language."""

    url: str
    name: "str | Promise"
    is_own: bool
    is_shown: bool


@login_required
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Every kind, those to residents first, with the number of own texts."""
    _check(request)
    own = queries.own_templates(KINDS)
    rows = [
        Kind(kind, str(words) % {"about": "…"}, sum(1 for key in own if key[0] == kind))
        for kind, words in KINDS.items()
    ]
    groups = [
        (_("To residents"), [row for row in rows if is_for_residents(row.code)]),
        (_("To staff"), [row for row in rows if not is_for_residents(row.code)]),
    ]
    return render(request, "web/staff/notice_texts.html", {"groups": groups})


@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, kind: str, channel: str, language: str) -> HttpResponse:
    """One text: read, previewed, kept."""
    _check(request)
    if kind not in KINDS or channel not in set(Channel) or language not in set(Language):
        raise Http404
    own = queries.own_templates({kind}).get((kind, channel, language))
    initial = {"subject": own.subject, "body": own.body} if own else {}
    form = TextForm(request.POST or None, channel=Channel(channel), initial=initial)
    written = Text(
        str(form["subject"].value() or "") if "subject" in form.fields else "", str(form["body"].value() or "")
    )
    status = HTTPStatus.BAD_REQUEST if form.is_bound and not form.is_valid() else HTTPStatus.OK
    if form.is_valid():
        try:
            templates.check(kind, written.subject, written.body)
            if request.POST.get("do") == "keep":
                _keep(request, kind, channel, language, written)
                return redirect(request.path)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
    context = _context(kind, Channel(channel), Language(language), written)
    return render(request, "web/staff/notice_text.html", {**context, "form": form}, status=status)


def _keep(request: HttpRequest, kind: str, channel: str, language: str, written: Text) -> None:
    typed = (kind, Channel(channel), Language(language))
    set_text(*typed, subject=written.subject, body=written.body, by=user_of(request), at=instant_of(request))
    messages.success(request, _("The text is kept. Messages use it from now on."))


def _context(kind: str, channel: Channel, language: Language, written: Text) -> dict[str, object]:
    with translation.override(language):
        ours = templates.default(kind, channel)
    values = templates.sample(kind, settings.SITE_URL)
    chosen = written if written.body else ours
    own = queries.own_templates({kind})
    names = dict(settings.LANGUAGES)
    tabs = [
        Tab(
            reverse("notice_text", args=[kind, each, spoken]),
            f"{CHANNELS[each]} · {names[spoken]}",
            (kind, each, spoken) in own,
            (each, spoken) == (channel, language),
        )
        for each in Channel
        for spoken in Language
    ]
    return {
        "sentence": str(KINDS[kind]) % {"about": "…"},
        "tabs": tabs,
        "variables": [(name, templates.VARIABLES[name]) for name in sorted(templates.variables_of(kind))],
        "ours": ours,
        "preview": Text(templates.fill(chosen.subject or ours.subject, values), templates.fill(chosen.body, values)),
        "language": language,
    }


def _check(request: HttpRequest) -> None:
    if not viewer_of(request).allows(Permission.ADMINISTER):
        raise forbidden("not_your_texts", _("Only an administrator changes the texts of notices."))
