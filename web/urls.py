"""The table of pages: one line per page, one line per verb."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from cases.states import Verb
from web import display, home, link_pages, my_grid, outlines, password, report, sign_in, track, track_reopen, volunteers
from web.staff import (
    audit,
    case_list,
    case_matters,
    case_page,
    desk,
    duplicates,
    hazards,
    links,
    mediations,
    meetings,
    notice_urls,
    petitions,
    photos,
    reveal,
    rule_urls,
    street,
)
from web.staff import report as staff_report
from web.staff.verbs import verb

resident: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("report/", report.report, name="report"),
    path("report/places/", report.places, name="report_places"),
    path("report/similar/", report.similar, name="report_similar"),
    path("report/outlines/", outlines.outlines, name="outlines"),
    path("p/<str:code>/", report.by_sheet, name="sheet"),
    path("receipt/", report.receipt, name="receipt"),
    path("track/", track.track, name="track"),
    path("track/case/", track.progress, name="progress"),
    path("track/case/rate/", track.rate, name="rate"),
    path("track/case/answer/", track.answer, name="answer"),
    path("track/case/urge/", track.urge, name="urge"),
    path("track/case/withdraw/", track.withdraw, name="withdraw"),
    path("track/case/reopen/", track_reopen.reopen, name="request_reopen"),
    path("track/case/photos/<int:pk>/", track.photo, name="progress_photo"),
    path("track/leave/", track.leave, name="leave"),
    path("t/<str:token>/", link_pages.link, name="link"),
    path("grid/", my_grid.my_grid, name="my_grid"),
    path("grid/<str:code>/", my_grid.grid, name="grid"),
]
frame: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", password.password, name="password"),
    path("elder/", display.elder, name="elder"),
    path("display/", display.display, name="display"),
    path("language/", set_language, name="set_language"),
]
CASE = "cases/<str:number>"
staff: list[URLPattern | URLResolver] = [
    path("desk/", desk.desk, name="desk"),
    path("cases/", case_list.cases, name="cases"),
    path("cases/new/", staff_report.new, name="new_case"),
    path("cases/duplicates/", duplicates.duplicates, name="duplicates"),
    path("cases/new/similar/", staff_report.similar, name="new_case_similar"),
    path(f"{CASE}/", case_page.case, name="case"),
    path(f"{CASE}/photos/<int:pk>/", photos.photo, name="case_photo"),
    path(f"{CASE}/links/", links.make, name="case_links"),
    path(f"{CASE}/links/<int:pk>/revoke/", links.revoke, name="case_link_revoke"),
    path(f"{CASE}/reveal/", reveal.reveal, name="case_reveal"),
    path(f"{CASE}/dispatch/", verb, {"verb": Verb.DISPATCH}, name="case_dispatch"),
    path(f"{CASE}/reject/", verb, {"verb": Verb.REJECT}, name="case_reject"),
    path(f"{CASE}/refer/", verb, {"verb": Verb.REFER}, name="case_refer"),
    path(f"{CASE}/cancel/", verb, {"verb": Verb.CANCEL}, name="case_cancel"),
    path(f"{CASE}/merge/", verb, {"verb": Verb.MERGE}, name="case_merge"),
    path(f"{CASE}/unmerge/", verb, {"verb": Verb.UNMERGE}, name="case_unmerge"),
    path(f"{CASE}/note/", verb, {"verb": Verb.NOTE}, name="case_note"),
    path(f"{CASE}/sign/", verb, {"verb": Verb.SIGN}, name="case_sign"),
    path(f"{CASE}/settle/", verb, {"verb": Verb.SETTLE}, name="case_settle"),
    path(f"{CASE}/submit-result/", verb, {"verb": Verb.SUBMIT_RESULT}, name="case_submit_result"),
    path(f"{CASE}/return-order/", verb, {"verb": Verb.RETURN_ORDER}, name="case_return_order"),
    path(f"{CASE}/escalate/", verb, {"verb": Verb.ESCALATE}, name="case_escalate"),
    path(f"{CASE}/delegate/", verb, {"verb": Verb.DELEGATE}, name="case_delegate"),
    path(f"{CASE}/decide-return/", verb, {"verb": Verb.DECIDE_RETURN}, name="case_decide_return"),
    path(f"{CASE}/reassign/", verb, {"verb": Verb.REASSIGN}, name="case_reassign"),
    path(f"{CASE}/designate/", verb, {"verb": Verb.DESIGNATE}, name="case_designate"),
    path(f"{CASE}/pass-check/", verb, {"verb": Verb.PASS_CHECK}, name="case_pass_check"),
    path(f"{CASE}/rework/", verb, {"verb": Verb.REWORK}, name="case_rework"),
    path(f"{CASE}/callback/", verb, {"verb": Verb.CALLBACK}, name="case_callback"),
    path(f"{CASE}/reopen/", verb, {"verb": Verb.REOPEN}, name="case_reopen"),
    path(f"{CASE}/request-extension/", verb, {"verb": Verb.REQUEST_EXTENSION}, name="case_request_extension"),
    path(f"{CASE}/decide-extension/", verb, {"verb": Verb.DECIDE_EXTENSION}, name="case_decide_extension"),
    path(f"{CASE}/request-suspension/", verb, {"verb": Verb.REQUEST_SUSPENSION}, name="case_request_suspension"),
    path(f"{CASE}/decide-suspension/", verb, {"verb": Verb.DECIDE_SUSPENSION}, name="case_decide_suspension"),
    path(f"{CASE}/resume/", verb, {"verb": Verb.RESUME}, name="case_resume"),
    path(f"{CASE}/terminate/", verb, {"verb": Verb.TERMINATE}, name="case_terminate"),
    path(f"{CASE}/assign-leader/", verb, {"verb": Verb.ASSIGN_LEADER}, name="case_assign_leader"),
    path(f"{CASE}/meet-milestone/", verb, {"verb": Verb.MEET_MILESTONE}, name="case_meet_milestone"),
    path(f"{CASE}/decide-reopen/", verb, {"verb": Verb.DECIDE_REOPEN}, name="case_decide_reopen"),
    path(f"{CASE}/ask-requester/", verb, {"verb": Verb.ASK_REQUESTER}, name="case_ask_requester"),
    path(f"{CASE}/request-assist/", verb, {"verb": Verb.REQUEST_ASSIST}, name="case_request_assist"),
    path(f"{CASE}/whistle/", verb, {"verb": Verb.WHISTLE}, name="case_whistle"),
    path(f"{CASE}/reply-assist/", verb, {"verb": Verb.REPLY_ASSIST}, name="case_reply_assist"),
    path(f"{CASE}/rate-assist/", verb, {"verb": Verb.RATE_ASSIST}, name="case_rate_assist"),
    path(f"{CASE}/urge/", verb, {"verb": Verb.URGE}, name="case_urge"),
    path(f"{CASE}/supervise/", verb, {"verb": Verb.SUPERVISE}, name="case_supervise"),
    path(f"{CASE}/cancel-supervision/", verb, {"verb": Verb.CANCEL_SUPERVISION}, name="case_cancel_supervision"),
    path("street/", street.street, name="street"),
    path("audit/", audit.audit, name="audit"),
]
matters = case_matters.urlpatterns + mediations.urlpatterns + petitions.urlpatterns + hazards.urlpatterns
others = volunteers.urlpatterns + meetings.urlpatterns + matters + notice_urls.urlpatterns + rule_urls.urlpatterns
urlpatterns = resident + staff + frame + others
