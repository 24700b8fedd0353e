"""Links for people without an account: one purpose, an end, no identity, no traces."""

import io
import logging

import pytest
from PIL import Image

from cases.actions import asking, checking, followup, handling, helping, links
from cases.models import AccessLink, AssistTask, Attachment, CaseEvent, Question, Rating
from grids.models import Post
from grids.versions import bump
from tests.town import AT, GRID, SINCE, local
from tests.web.staff.test_verbs import REPLY

pytestmark = pytest.mark.usefixtures("tuesday")
ENGLISH = {"Accept-Language": "en"}
TASK = "请到3号楼北侧清运装修垃圾"


@pytest.fixture
def case(town):
    return handling.sign(town.report("ENV01", address="3号楼502室"), by=town.user("grid"), at=AT)


@pytest.fixture
def tasked(town, case):
    return helping.request_assist(case, by=town.user("grid"), at=AT, unit=town.unit("property"), text=TASK)


def task_link(town, case, at=AT):
    return links.make(case, by=town.user("grid"), at=at, kind="task", task=AssistTask.objects.latest("id").pk)[0]


def question_link(town, case):
    case = asking.ask_requester(case, by=town.user("grid"), at=AT, text="具体在几楼？")
    return links.make(case, by=town.user("grid"), at=AT, kind="question")[0]


def closed(town, case):
    case = handling.submit_result(case, by=town.user("grid"), at=AT, reply=REPLY)
    return checking.pass_check(case, by=town.user("checker"), at=AT)


def get(client, token):
    return client.get(f"/t/{token}/", headers=ENGLISH)


def post(client, token, **data):
    return client.post(f"/t/{token}/", data, headers=ENGLISH)


def test_a_task_is_shown_without_who_asks_and_answered_once(client, town, tasked):
    token = task_link(town, tasked)
    page = get(client, token)
    assert TASK in page.text
    for hidden in ("张", "138****", "1381234", tasked.number, "三天没有人清运", "502"):
        assert hidden not in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert " checked" not in get(client, token).text  # done is what somebody says, not what stood there
    assert post(client, token, done="yes", text="已清运").status_code == 200
    event = CaseEvent.objects.get(verb="reply_assist")
    assert (event.by, event.unit_id, event.data["link"]) == (None, town.unit("property"), AccessLink.objects.get().pk)
    assert AssistTask.objects.get().end == "replied"
    again = post(client, token, done="yes", text="再来一次")
    assert (again.status_code, "already answered" in again.text) == (409, True)
    assert get(client, token).status_code == 409
    assert CaseEvent.objects.filter(verb="reply_assist").count() == 1


def test_only_a_digest_is_kept_and_the_token_is_long(town, tasked):
    token = task_link(town, tasked)
    row = AccessLink.objects.get()
    assert len(token) == 43
    assert token not in (row.digest, str(vars(row)))


def test_a_word_in_between_keeps_the_link_and_photos_stay_inside(client, town, tasked):
    token = task_link(town, tasked)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "site.jpg"
    assert post(client, token, done="no", text="明天到", photos=picture).status_code == 200
    photo = Attachment.objects.get()
    assert (photo.public, photo.seq) == (False, CaseEvent.objects.get(verb="reply_assist").seq)
    assert get(client, token).status_code == 200
    assert post(client, token, done="yes", text="完成").status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [({}, 400), ({"text": "好"}, 400), ({"done": "yes", "text": ""}, 400), ({"done": "x", "text": "好"}, 400)],
)
def test_half_a_form_comes_back(client, town, tasked, data, field):
    assert post(client, task_link(town, tasked), **data).status_code == field
    assert not CaseEvent.objects.filter(verb="reply_assist").exists()


def test_a_task_link_ends_seven_days_after_it_is_due(client, town, tasked, tuesday):
    token = task_link(town, tasked)
    assert AccessLink.objects.get().expires_at == local("2026-03-10 16:00")
    tuesday.move_to(local("2026-03-10 15:59"))
    assert get(client, token).status_code == 200
    tuesday.move_to(local("2026-03-10 16:00"))
    page = get(client, token)
    assert (page.status_code, "The time of this link has passed" in page.text) == (410, True)
    assert post(client, token, done="yes", text="迟到").status_code == 410


def test_a_withdrawn_link_and_one_whose_case_went_on_say_so(client, town, tasked):
    first, second = task_link(town, tasked), task_link(town, tasked)
    links.revoke(tasked, by=town.user("grid"), at=AT, link=AccessLink.objects.order_by("id")[0].pk)
    page = get(client, first)
    assert (page.status_code, "withdrawn" in page.text) == (410, True)
    handling.submit_result(tasked, by=town.user("grid"), at=AT, reply=REPLY)
    for page in (get(client, second), post(client, second, done="yes", text="晚了")):
        assert (page.status_code, "has gone on without this" in page.text) == (410, True)


def test_guessing_tokens_ends(client, db):
    statuses = [get(client, f"guess-{n}").status_code for n in range(121)]
    assert statuses == [404] * 120 + [429]


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..%2F..", "’;--"])
def test_a_hostile_token_opens_nothing(client, db, token):
    assert get(client, token).status_code == 404


def test_a_question_is_answered_by_its_link_once(client, town, case):
    token = question_link(town, case)
    page = get(client, token)
    assert "具体在几楼？" in page.text
    assert case.number not in page.text
    assert post(client, token, text="五楼").status_code == 200
    assert Question.objects.get().end == "answered"
    assert post(client, token, text="六楼").status_code == 409


def test_a_link_of_one_question_does_not_answer_the_next(client, town, case):
    token = question_link(town, case)
    case = asking.answer(case, at=AT, text="五楼")
    asking.ask_requester(case, by=town.user("grid"), at=AT, text="哪一户？")
    assert post(client, token, text="六楼").status_code == 410
    assert Question.objects.latest("id").ended_at is None


def test_a_link_serves_one_purpose(client, town, tasked):
    token = task_link(town, tasked)
    for use in (links.answer, links.rate):
        more = {"text": "x"} if use is links.answer else {"solved": "yes", "satisfaction": "satisfied"}
        with pytest.raises(Exception, match="not_found"):
            use(token, at=AT, **more)


def test_a_rating_is_given_once_by_its_link_and_only_the_callback_unit_makes_one(client, town, case):
    case = closed(town, case)
    for name in ("grid", "community", "checker"):
        with pytest.raises(Exception, match="not_your_unit"):
            links.make(case, by=town.user(name), at=AT, kind="rating")
    token = links.make(case, by=town.user("callback"), at=AT, kind="rating")[0]
    assert post(client, token, solved="yes", satisfaction="satisfied").status_code == 200
    assert Rating.objects.get().call is None
    assert post(client, token, solved="no", satisfaction="dissatisfied").status_code == 409
    assert Rating.objects.get().solved == "yes"


def test_a_callback_clerk_of_the_unit_that_handled_makes_no_link_to_rate_it(town, case):
    """The right alone is not enough: the unit would ask for the rating of its own work (hazard E9)."""
    Post.objects.create(user=town.user("grid"), unit=town.units[GRID], role="callback_clerk", since=SINCE)
    bump("directory")
    case = closed(town, case)
    assert case.callback_unit_id == town.unit("callback")
    with pytest.raises(Exception, match="not_your_unit"):
        links.make(case, by=town.user("grid"), at=AT, kind="rating")


def test_a_rating_link_is_over_when_the_case_is_opened_again(client, town, case):
    case = closed(town, case)
    token = links.make(case, by=town.user("callback"), at=AT, kind="rating")[0]
    followup.reopen(case, by=town.user("callback"), at=AT, reason="not_solved", text="没有解决")
    assert get(client, token).status_code == 410
    assert post(client, token, solved="yes", satisfaction="satisfied").status_code == 410


@pytest.mark.parametrize("name", ["property", "section", "community", "far_grid", "checker", "nobody"])
def test_only_who_holds_or_asked_makes_and_withdraws_a_task_link(town, tasked, name):
    task_link(town, tasked)
    row, task = AccessLink.objects.get(), AssistTask.objects.get()
    with pytest.raises(Exception, match="not_your_unit"):
        links.make(tasked, by=town.user(name), at=AT, kind="task", task=task.pk)
    with pytest.raises(Exception, match="not_your_unit"):
        links.revoke(tasked, by=town.user(name), at=AT, link=row.pk)
    other = town.report("ENV01")
    with pytest.raises(Exception, match="not_found"):
        links.revoke(other, by=town.user("grid"), at=AT, link=row.pk)


def test_the_case_page_makes_shows_once_and_withdraws(client, town, tasked, settings):
    settings.SITE_URL = "https://gezhi.example.gov.cn"
    client.force_login(town.user("grid"), backend="accounts.backends.PasswordBackend")
    task = AssistTask.objects.get()
    page = client.get(f"/cases/{tasked.number}/", headers=ENGLISH)
    assert "Link for the task of 安居物业" in page.text
    made = client.post(f"/cases/{tasked.number}/links/", {"kind": "task", "task": task.pk}, headers=ENGLISH)
    assert (made.status_code, made.headers["Cache-Control"].count("no-store")) == (201, 1)
    assert made.context["address"].startswith("https://gezhi.example.gov.cn/t/")  # not the office's own name for it
    assert "%23fff" in made.context["qr"]  # a camera reads it on a dark page too
    row = AccessLink.objects.get()
    assert f"links/{row.pk}/revoke/" in client.get(f"/cases/{tasked.number}/", headers=ENGLISH).text
    assert client.post(f"/cases/{tasked.number}/links/{row.pk}/revoke/").status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert client.post(f"/cases/{tasked.number}/links/", {"kind": "rating"}).status_code == 302
    client.force_login(town.user("far_grid"), backend="accounts.backends.PasswordBackend")
    assert client.post(f"/cases/{tasked.number}/links/", {"kind": "task", "task": task.pk}).status_code == 404


def test_no_log_names_a_link_that_still_opens_something(client, town, case, caplog):
    token = question_link(town, case)
    assert post(client, token, text="").status_code == 400
    (console,) = (handler for handler in logging.getLogger().handlers if handler.name == "console")
    said = "\n".join(console.format(record) for record in caplog.records)
    assert "Bad Request: /t/…/" in said
    assert token not in said
