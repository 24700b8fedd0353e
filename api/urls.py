"""The API's table: one line a verb, as in the pages."""

from collections.abc import Callable

from django.urls import URLPattern, path, re_path

from api import bodies, decision_bodies, help_bodies, matters, meetings, merging_bodies, rules, volunteers
from api.views import alarms, cases, links, reference, requests, schema, similar, statistics, tokens
from api.views.requests import RequesterVerbView
from api.views.verbs import VerbView
from cases.actions import (
    asking,
    checking,
    deciding,
    extending,
    followup,
    handling,
    helping,
    leading,
    merging,
    reopening,
    supervision,
    suspending,
    triage,
    urging,
)
from cases.models import Case
from cases.states import Verb

app_name = "api"


def _verb(verb: Verb, action: Callable[..., Case], body: type[bodies.Body] = bodies.NoBody) -> URLPattern:
    """A verb of staff at `cases/NUMBER/VERB/`, with dashes."""
    view = VerbView.as_view(verb=verb, act=action, body=body)
    return path(f"cases/<str:number>/{verb.value.replace('_', '-')}/", view, name=verb.value)


def _requester(
    verb: Verb, action: Callable[..., Case], body: type[bodies.CodeBody], name: str | None = None
) -> URLPattern:
    """A verb of the requester at `requests/NUMBER/VERB/`, with dashes; `name` where staff have the verb as well."""
    view = RequesterVerbView.as_view(verb=verb, act=action, body=body, named=name)
    return path(f"requests/<str:number>/{verb.value.replace('_', '-')}/", view, name=name or verb.value)


urlpatterns = [
    path("requests/", requests.RequestsView.as_view(), name="requests"),
    path("requests/similar/", similar.SimilarRequestsView.as_view(), name="similar_requests"),
    path("requests/<str:number>/", requests.RequestView.as_view(), name="request"),
    _requester(Verb.RATE, followup.rate, bodies.RateBody),
    _requester(Verb.WITHDRAW, followup.withdraw, bodies.WithdrawBody),
    _requester(Verb.REQUEST_REOPEN, reopening.request_reopen, decision_bodies.ReopenRequestBody),
    _requester(Verb.ANSWER, asking.answer, help_bodies.AnswerBody),
    _requester(Verb.URGE, urging.urge, help_bodies.UrgeBody, "urge_own"),
    path("tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("tokens/current/", tokens.CurrentTokenView.as_view(), name="current_token"),
    path("alarms/", alarms.AlarmsView.as_view(), name="alarms"),
    path("desk/", cases.DeskView.as_view(), name="desk"),
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/similar/", similar.SimilarCasesView.as_view(), name="similar_cases"),
    path("cases/<str:number>/", cases.CaseView.as_view(), name="case"),
    _verb(Verb.DISPATCH, triage.dispatch, bodies.DispatchBody),
    _verb(Verb.REJECT, triage.reject, bodies.RejectBody),
    _verb(Verb.REFER, triage.refer, bodies.ReferBody),
    _verb(Verb.CANCEL, triage.cancel, bodies.CancelBody),
    _verb(Verb.MERGE, merging.merge, merging_bodies.MergeBody),
    _verb(Verb.UNMERGE, merging.unmerge, merging_bodies.UnmergeBody),
    _verb(Verb.NOTE, handling.note, bodies.NoteBody),
    _verb(Verb.SIGN, handling.sign),
    _verb(Verb.SETTLE, handling.settle, bodies.SettleBody),
    _verb(Verb.SUBMIT_RESULT, handling.submit_result, bodies.ResultBody),
    _verb(Verb.RETURN_ORDER, handling.return_order, bodies.ReturnBody),
    _verb(Verb.ESCALATE, handling.escalate, bodies.EscalateBody),
    _verb(Verb.DELEGATE, handling.delegate, bodies.DelegateBody),
    _verb(Verb.DECIDE_RETURN, deciding.decide_return, bodies.DecideReturnBody),
    _verb(Verb.REASSIGN, deciding.reassign, bodies.ReassignBody),
    _verb(Verb.DESIGNATE, deciding.designate, bodies.DesignateBody),
    _verb(Verb.PASS_CHECK, checking.pass_check, bodies.PassBody),
    _verb(Verb.REWORK, checking.rework, bodies.ReworkBody),
    _verb(Verb.CALLBACK, followup.callback, bodies.CallbackBody),
    _verb(Verb.REOPEN, followup.reopen, bodies.ReopenBody),
    _verb(Verb.REQUEST_EXTENSION, extending.request_extension, decision_bodies.ExtensionBody),
    _verb(Verb.DECIDE_EXTENSION, extending.decide_extension, decision_bodies.WishDecisionBody),
    _verb(Verb.REQUEST_SUSPENSION, suspending.request_suspension, decision_bodies.SuspensionBody),
    _verb(Verb.DECIDE_SUSPENSION, suspending.decide_suspension, decision_bodies.WishDecisionBody),
    _verb(Verb.RESUME, suspending.resume, decision_bodies.RemarkBody),
    _verb(Verb.TERMINATE, triage.terminate, decision_bodies.TerminationBody),
    _verb(Verb.ASSIGN_LEADER, leading.assign_leader, decision_bodies.LeaderBody),
    _verb(Verb.MEET_MILESTONE, leading.meet_milestone, decision_bodies.MilestoneBody),
    _verb(Verb.DECIDE_REOPEN, reopening.decide_reopen, decision_bodies.DecideReopenBody),
    _verb(Verb.SUPERVISE, supervision.supervise, bodies.SuperviseBody),
    _verb(Verb.CANCEL_SUPERVISION, supervision.cancel_supervision, bodies.CancelSupervisionBody),
    _verb(Verb.ASK_REQUESTER, asking.ask_requester, help_bodies.AskBody),
    _verb(Verb.REQUEST_ASSIST, helping.request_assist, help_bodies.AssistBody),
    _verb(Verb.WHISTLE, helping.whistle, help_bodies.WhistleBody),
    _verb(Verb.REPLY_ASSIST, helping.reply_assist, help_bodies.ReplyAssistBody),
    _verb(Verb.RATE_ASSIST, helping.rate_assist, help_bodies.RateAssistBody),
    _verb(Verb.URGE, urging.urge, help_bodies.UrgeByPhoneBody),
    path("cases/<str:number>/links/", links.LinksView.as_view(), name="links"),
    path("cases/<str:number>/links/<int:pk>/", links.LinkView.as_view(), name="link"),
    path("areas/", reference.AreasView.as_view(), name="areas"),
    path("categories/", reference.CategoriesView.as_view(), name="categories"),
    path("statistics/", statistics.StatisticsView.as_view(), name="statistics"),
    *volunteers.urlpatterns,
    *meetings.urlpatterns,
    *matters.urlpatterns,
    *rules.urlpatterns,
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
    re_path(r"^.*$", schema.NowhereView.as_view()),
]
