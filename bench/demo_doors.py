"""What only whoever was given its address opens: links, a wall display, a place, what a notice is about.

Made on the demo street by those who may, so that `look.py` can open it. A row of `look_pages.py` names such an
address by its name in braces.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any


def doors() -> dict[str, str]:
    """The addresses by their names. Raises `LookupError` where the demo street has no case for one of them."""
    from cases.models import Case  # noqa: PLC0415 -- after setup
    from grids.actions import place_codes  # noqa: PLC0415 -- as above
    from grids.models import Area, PlaceCode  # noqa: PLC0415 -- as above
    from meetings.models import AgendaItem, Item  # noqa: PLC0415 -- as above
    from reports.actions import put_up  # noqa: PLC0415 -- as above

    at = dt.datetime.now(dt.UTC)
    processing = Case.objects.filter(state="processing").order_by("-reported_at")
    closed = Case.objects.filter(state="closed").order_by("-closed_at")
    street = Area.objects.get(level="street")
    grid = Area.objects.filter(level="grid").order_by("code").first()
    sheet = PlaceCode.objects.usable(at).first() or place_codes.issue(grid.code, by=None, at=at)
    key, _row = put_up(by=_user("street"), at=at, area_code=street.code, name="一楼大厅", days=7)
    return {
        "{display}": f"/screen/open/{key}/",
        "{place}": f"/p/{sheet.code}/",
        "{task}": _made(_task_link, processing, "grid", at),
        "{question}": _made(_question_link, processing, "grid", at),
        "{rating}": _made(_rating_link, closed, "callback", at),
        "{instruction}": f"/instructions/{Item.objects.exclude(instruction='').latest('pk').pk}/",
        "{decision}": f"/decisions/{AgendaItem.objects.exclude(decision='').latest('pk').pk}/",
        "{bulk}": _bulk("supervise", processing),
        "{many}": _bulk("note", processing.filter(holder__posts__user__username="grid")),
        "{agreement}": f"/mediations/{_agreed(at)}/agreement/",
        **_beginnings(processing),
    }


def _bulk(verb: str, cases: Any) -> str:
    return f"/cases/bulk/?verb={verb}&" + "&".join(f"case={row.number}.0" for row in cases[:3])


def _agreed(at: dt.datetime) -> int:
    """The mediation of the demo, brought to a written agreement."""
    from cases.world import ZONE  # noqa: PLC0415 -- after setup
    from procedures.actions import agreements  # noqa: PLC0415 -- as above
    from procedures.models import MediationCase  # noqa: PLC0415 -- as above

    row, today = MediationCase.objects.latest("pk"), at.astimezone(ZONE).date()
    agreements.agree(
        row,
        by=_user("community"),
        at=at,
        form="written",
        facts="乙方空调外机正对甲方卧室窗口，夜间噪声影响甲方休息。",
        content="乙方把空调外机移到北墙，移机费用由乙方承担。移机以前，乙方夜间十点以后不开空调。",
        way="乙方自行联系移机，完成后请社区居委会到场查看。",
        agreed_on=today,
        perform_by=today + dt.timedelta(days=15),
    )
    return row.pk


def _beginnings(processing: Any) -> dict[str, str]:
    """The forms with which a mediation, a petition matter and a hazard begin on one of the cases."""
    from cases.models import Case  # noqa: PLC0415 -- after setup
    from procedures.models import MediationCase, PetitionHandover  # noqa: PLC0415 -- as above
    from procedures.states.hazard import CATEGORY_OF  # noqa: PLC0415 -- as above

    disputes = processing.filter(category__group="DIS").exclude(pk__in=MediationCase.objects.values("case"))
    plain = processing.exclude(pk__in=PetitionHandover.objects.values("case"))
    hazards = Case.objects.filter(category__code__in=CATEGORY_OF.values())
    return {
        "{mediate}": f"/cases/{disputes[0].number}/mediate/",
        "{petition}": f"/cases/{plain[0].number}/petition/",
        "{hazard}": f"/cases/{hazards.latest('pk').number}/hazard/",
    }


def asked_case():  # noqa: ANN201 -- a Case, imported after setup
    """The case whose resident was asked something last; None before `doors` were made."""
    from cases.models import Question  # noqa: PLC0415 -- after setup

    question = Question.objects.filter(ended_at=None).order_by("-pk").first()
    return question and question.case


def _made(make: Callable[..., str], cases: Iterable[object], username: str, at: dt.datetime) -> str:
    """The page of a link that somebody may make for the first case that allows it."""
    from accounts.refusals import Refusal  # noqa: PLC0415 -- after setup

    for case in cases:
        try:
            return f"/t/{make(case, _user(username), at)}/"
        except Refusal:
            continue
    raise LookupError(f"{make.__name__}: no case for {username}")


def _task_link(case, by, at) -> str:  # noqa: ANN001 -- as above
    from cases.actions import helping, links  # noqa: PLC0415 -- after setup
    from cases.models import AssistTask  # noqa: PLC0415 -- as above
    from grids.models import Unit  # noqa: PLC0415 -- as above

    unit = Unit.objects.filter(kind="property").first() or Unit.objects.exclude(pk=case.holder_id).first()
    helping.request_assist(case, by=by, at=at, unit=unit.pk, text="请到南门内清运装修垃圾，清运后拍照。")
    return links.make(case, by=by, at=at, kind="task", task=AssistTask.objects.latest("pk").pk)[0]


def _question_link(case, by, at) -> str:  # noqa: ANN001 -- as above
    from cases.actions import asking, links  # noqa: PLC0415 -- after setup

    asking.ask_requester(case, by=by, at=at, text="请问具体是哪一个单元、几楼？")
    return links.make(case, by=by, at=at, kind="question")[0]


def _rating_link(case, by, at) -> str:  # noqa: ANN001 -- as above
    from cases.actions import links  # noqa: PLC0415 -- after setup

    return links.make(case, by=by, at=at, kind="rating")[0]


def _user(username: str):  # noqa: ANN202 -- a User, imported after setup
    from accounts.models import User  # noqa: PLC0415 -- after setup

    return User.objects.get(username=username)
