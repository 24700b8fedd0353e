"""The table of the pages of meetings: one line per page, one line per verb."""

from django.urls import URLPattern, URLResolver, path

from meetings.states import ReceptionVerb as R
from meetings.states import ScreeningVerb as S
from meetings.states import SessionKind
from web import reception_days
from web.staff import duty, reception_case, receptions, screenings

RECEPTION, SCREENING = "receptions/<int:pk>", "screenings/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("reception-days/", reception_days.reception_days, name="reception_days"),
    path("reception-days/<int:pk>/", reception_days.reception_day, name="reception_day"),
    path("duty/", duty.duty, name="duty"),
    path("receptions/", receptions.receptions, name="receptions"),
    path("receptions/new/", receptions.plan, {"kind": SessionKind.LEADER_RECEPTION}, name="plan_reception"),
    path("receptions/new-day/", receptions.plan, {"kind": SessionKind.PROPERTY_RECEPTION}, name="plan_property_day"),
    path(f"{RECEPTION}/", receptions.reception, name="reception"),
    path(f"{RECEPTION}/print/", receptions.printed, name="reception_print"),
    path(f"{RECEPTION}/begin/", receptions.act, {"verb": R.BEGIN}, name="reception_begin"),
    path(f"{RECEPTION}/record-case/", reception_case.record, name="reception_record_case"),
    path(f"{RECEPTION}/record-answer/", receptions.act, {"verb": R.RECORD_ANSWER}, name="reception_record_answer"),
    path(f"{RECEPTION}/items/<int:item>/instruct/", receptions.act, {"verb": R.INSTRUCT}, name="reception_instruct"),
    path(f"{RECEPTION}/summarise/", receptions.act, {"verb": R.SUMMARISE}, name="reception_summarise"),
    path(f"{RECEPTION}/call-off/", receptions.act, {"verb": R.CALL_OFF}, name="reception_call_off"),
    path("instructions/<int:pk>/", receptions.instruction, name="instruction"),
    path("screenings/", screenings.screenings, name="screenings"),
    path("screenings/new/", screenings.plan, name="plan_screening"),
    path(f"{SCREENING}/", screenings.screening, name="screening"),
    path(f"{SCREENING}/print/", screenings.printed, name="screening_print"),
    path(f"{SCREENING}/begin/", screenings.act, {"verb": S.BEGIN}, name="screening_begin"),
    path(f"{SCREENING}/pick/", screenings.act, {"verb": S.PICK}, name="screening_pick"),
    path(f"{SCREENING}/cases/<str:number>/decide/", screenings.decide, {"verb": S.DECIDE}, name="screening_decide"),
    path(f"{SCREENING}/report/", screenings.act, {"verb": S.REPORT}, name="screening_report"),
    path(f"{SCREENING}/acknowledge/", screenings.act, {"verb": S.ACKNOWLEDGE}, name="screening_acknowledge"),
    path(f"{SCREENING}/call-off/", screenings.act, {"verb": S.CALL_OFF}, name="screening_call_off"),
    path("decisions/<int:pk>/", screenings.decision, name="decision"),
]
