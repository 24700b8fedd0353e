"""The living page of the design system: each component as its own template draws it, with made-up words.

For those who build pages: it answers on demo installations and with DEBUG, elsewhere it does not exist. What is
shown here are the templates that pages include, so a component cannot look different there.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.states import Severity, State, Supervision
from web.forms import LongText
from web.icons import ICONS
from web.staff.rows import CaseRow
from web.timeleft import TimeLeft, time_left
from web.track_steps import DrawnStep
from web.viewing import instant_of

TABLE: Final = Path(__file__).resolve().parent / "static" / "web" / "gezhi.css"
BUTTONS: Final = [("primary", "send"), ("outline", "printer"), ("danger", "trash"), ("ghost", "")]
NOTES: Final = ["", "success", "warning", "error"]
TEXT: Final = "3号楼2单元楼道堆着旧家具和纸箱，消防通道只剩半米，老人推轮椅出不来，晚上灯也不亮，希望尽快清走。"
TOOLS: Final = [("normal", _("Yes")), ("none", _("No"))]


class SampleForm(forms.Form):
    """One field of each kind."""

    text = LongText(label="情况说明", help_text="写清楚什么事、在哪里。", max_length=200, widget=forms.Textarea)
    phone = forms.CharField(label="联系电话", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "楼道堆物"), ("b", "路灯不亮")])
    solved = forms.ChoiceField(label="是否解决", choices=TOOLS, widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意转交", required=False)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Tokens and components in the modes that the visitor has chosen. 404 outside demo and DEBUG."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    at = instant_of(request)
    bound = SampleForm({"text": "", "kind": "a", "solved": "normal"})
    samples: dict[str, Any] = {
        "tokens": _tokens(),
        "icons": ICONS,
        "buttons": BUTTONS,
        "notes": NOTES,
        "text": TEXT,
        "sentences": [_("Nobody will work on it any more, and this cannot be undone.")],
        "form": SampleForm(initial={"solved": "normal"}),
        "bound": bound,
        "clocks": _clocks(at),
        "rows": [_row(at, state, place) for place, state in enumerate(State)],
        "steps": _steps(at),
        "figures": [("在办", "128", "", ""), ("超期", "7", "比上周多 2 件", "bad")],
        "bars": [{"label": "红星社区", "percent": 72, "value": "72%", "note": ""}],
        "facts": [("来源", "巡查"), ("地点", "幸福里3号楼2单元"), ("类别", "楼道堆物")],
    }
    messages.success(request, TEXT)
    return render(request, "web/styleguide.html", samples)


def _tokens() -> dict[str, list[str]]:
    """The names of our tokens as gezhi.css has them, by what they are about."""
    names = re.findall(r"--gz-([\w-]+): ([^;]+);", TABLE.read_text(encoding="utf-8"))
    return {
        "colours": [name for name, value in names if value.startswith(("#", "rgb"))],
        "sizes": [name.removeprefix("type-") for name, _value in names if name.startswith("type-")],
    }


def _clocks(at: dt.datetime) -> list[TimeLeft]:
    """The bar in each of its five tones."""
    day = dt.timedelta(days=1)
    return [
        time_left(starts_at=at - day, due_at=at + 2 * day, at=at),
        time_left(starts_at=at - 4 * day, due_at=at + day / 4, at=at),
        time_left(starts_at=at - 4 * day, due_at=at - day, at=at),
        time_left(starts_at=at - 4 * day, due_at=at, at=at, ended_at=at - day),
        time_left(starts_at=at - 4 * day, due_at=at - day, at=at, ended_at=at),
    ]


def _row(at: dt.datetime, state: State, place: int) -> CaseRow:
    """A case in a state; severity, supervision and time left go round."""
    clocks = _clocks(at)
    return CaseRow(
        number=f"QS2026000{place:05d}",
        url="#rows",
        summary=TEXT,
        place="红星社区 幸福里3号楼",
        category="楼道堆物",
        state=state,
        outcome="resolved" if state == State.CLOSED else "",
        severity=list(Severity)[place % len(Severity)],
        supervision=list(Supervision)[place % len(Supervision)],
        left=clocks[place % len(clocks)],
        reported_at=at - dt.timedelta(hours=place + 1),
    )


def _steps(at: dt.datetime) -> list[DrawnStep]:
    hour = dt.timedelta(hours=1)
    return [
        DrawnStep(at, "circle-check", "good", "已办结", "杂物已全部清走，通道恢复到 1.4 米。"),
        DrawnStep(at - hour, "clock", "warn", "即将到期", ""),
        DrawnStep(at - 2 * hour, "circle-x", "bad", "被退回", ""),
        DrawnStep(at - 3 * hour, "settings", "system", "系统自动升级", ""),
        DrawnStep(at - 4 * hour, "signature", "", "网格员已签收", TEXT),
    ]
