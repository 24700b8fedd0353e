"""Looking first: words taken from a template, or the reply as its requester will read it. Nothing is carried out."""

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from cases import reply_words, rules
from cases.actions.triage import OUTCOMES
from cases.models import Case, ReplyTemplate
from cases.states import Outcome, Verb
from cases.words import OUTCOMES as OUTCOME_WORDS
from cases.words import word
from web.paging import id_in
from web.staff import case_page
from web.staff.case_page import Preview, Sent
from web.staff.verb_forms import Scene, VerbForm, form_of

LOOKS: Final = frozenset({"fill", "preview"})


def look(request: HttpRequest, case: Case, scene: Scene, verb: Verb, how: str) -> HttpResponse:
    """The case page with the form filled in, or with a preview beside it. Refuses where the verb itself would."""
    refusal = rules.may(scene.viewer, verb, scene.file, scene.present)
    if refusal is not None:
        raise refusal
    if how == "fill":
        return case_page.page(request, case, Sent(_filled(request, scene, verb)))
    form = form_of(verb, scene, request.POST)
    form.photos_lost = bool(request.FILES)
    if not form.is_valid() or verb not in reply_words.TO_REQUESTER:
        return case_page.page(request, case, Sent(form), HTTPStatus.BAD_REQUEST)
    return case_page.page(request, case, Sent(form, preview=_preview(form, verb)))


def _preview(form: VerbForm, verb: Verb) -> Preview:
    asked = form.cleaned_data
    outcome = OUTCOMES.get(verb) or Outcome(asked.get("outcome") or Outcome.RESOLVED)
    return Preview(asked["reply"].strip(), word(OUTCOME_WORDS, outcome), verb == Verb.SUBMIT_RESULT)


def _filled(request: HttpRequest, scene: Scene, verb: Verb) -> VerbForm:
    """The form as it was sent, its words replaced by those of the template; as it was where there is none."""
    form = form_of(verb, scene)
    form.photos_lost = bool(request.FILES)
    for name in form.fields:
        sent = request.POST.get(form.add_prefix(name))
        if sent is not None:
            form.initial[name] = sent
    category = scene.present.catalogue.by_id(scene.file.case.category_id) if scene.file.case.category_id else None
    wanted = id_in(request.POST.get("template", ""))
    chosen = next((row for row in scene.present.replies.of(verb, category) if row.pk == wanted), None)
    field = "reply" if "reply" in form.fields else "text"
    if chosen is not None:
        form.initial[field] = reply_words.fill(chosen.body, values(scene, chosen))
    return form


def values(scene: Scene, template: ReplyTemplate) -> dict[str, str]:
    """What stands for the variables on this case, in the template's language."""
    case, present = scene.file.case, scene.present
    category = present.catalogue.by_id(case.category_id) if case.category_id else None
    chinese = template.language.startswith("zh")
    name = (category.name_zh if chinese else category.name) if category else ""
    return {
        "number": case.number,
        "category": name,
        "place": present.directory.areas[case.area_id].name,
        "due": f"{localtime(case.due_at):%Y-%m-%d}" if case.due_at else "",
        "unit": present.directory.units[case.holder_id].name,
        "date": present.today.isoformat(),
    }
