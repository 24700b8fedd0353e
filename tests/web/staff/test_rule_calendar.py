"""The pages of the calendar: a year and the office hours are tried on what runs before they are kept."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import calendar
from cases.calendar_rows import lines_of, read_lines
from cases.models import CalendarDay, DeadlineChange, OfficeHours
from tests.town import COMMUNITY, local
from tests.web.test_hostile import HOSTILE, encoded
from tests.web.words import words

YEAR, HOURS = "/rules/calendar/2026/", "/rules/hours/"
SUMMER = {"since": "2026-03-04", "frames": "8:30-12:00, 15:00-18:30", "expected": "0"}


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text).group(1)


def entry(page, more="2026-03-04 off 防汛演练"):
    lines = lines_of(calendar.days_of(calendar.current(), 2026))
    return {"lines": f"{lines}\n{more}", "expected": hidden(page, "expected"), "do": "try"}


def test_a_year_can_be_read(administrator):
    page = administrator.get("/rules/calendar/")
    text = words(page)
    assert "Working calendar 2026" in text
    assert (
        '<td class="is-holiday" title="国庆节">1<span class="visually-hidden"> holiday 国庆节</span></td>' in page.text
    )
    assert '<td class="is-worked" title="春节">14<span class="visually-hidden"> worked 春节</span></td>' in page.text
    assert '<td class="is-plain is-today">3</td>' in page.text
    assert "holiday 国庆节 2026-10-01 – 2026-10-07" in text
    assert "not entered yet" not in text
    assert "This year's holidays are not entered yet." in words(administrator.get("/rules/calendar/2027/"))
    assert [administrator.get(f"/rules/calendar/{year}/").status_code for year in (1999, 2000, 2099, 2100, 10**12)] == [
        404, 200, 200, 404, 404,
    ]  # fmt: skip


def test_a_list_is_tried_then_kept_and_the_case_says_why_it_is_due_later(administrator, town):
    case = town.report("ENV02", area=COMMUNITY)
    count = CalendarDay.objects.count()
    sent = entry(administrator.get(YEAR))
    tried = administrator.post(YEAR, sent)
    assert tried.status_code == 200
    text = words(tried)
    assert "2 running due times would move. 2 later, 0 earlier, by 24 hours at most." in text
    assert "2026-03-04 : as its weekday says → holiday 防汛演练" in text
    # What was tried is what is kept: without the trial, or after it was changed, it is tried again.
    for change in ({"tried": "x"}, {"tried": hidden(tried, "tried"), "lines": sent["lines"] + "\n2026-03-05 off"}):
        assert "would move" in words(administrator.post(YEAR, {**sent, "do": "keep", **change}))
    assert (CalendarDay.objects.count(), DeadlineChange.objects.count()) == (count, 0)
    kept = administrator.post(YEAR, {**sent, "do": "keep", "tried": hidden(tried, "tried")}, follow=True)
    assert "It is kept. 2 due times moved." in words(kept)
    assert "2026-03-04: holiday 防汛演练" in words(kept)
    case_page = words(administrator.get(f"/cases/{case.number}/"))
    assert "There is no such case" in case_page  # an administrator sees rules, and no case
    assert DeadlineChange.objects.count() == 2
    stale = administrator.post(YEAR, {**sent, "do": "keep", "tried": hidden(tried, "tried")})
    assert stale.status_code == 409
    assert "Somebody else has changed this year in the meantime." in words(stale)


def test_whoever_handles_the_case_reads_why_it_is_due_later(as_, town):
    case = town.report("ENV02", area=COMMUNITY)
    administrator = as_("administrator")
    sent = entry(administrator.get(YEAR))
    tried = hidden(administrator.post(YEAR, sent), "tried")
    administrator.post(YEAR, {**sent, "do": "keep", "tried": tried})
    text = words(as_("community").get(f"/cases/{case.number}/"))
    assert "Not counted: 防汛演练, 2026-03-04." in text
    assert "from 2026-03-05 10:00 to 2026-03-06 10:00" in text
    assert "the working calendar changed" in text


def test_a_file_comes_back_as_lines(administrator):
    sent = {"lines": "", "expected": hidden(administrator.get("/rules/calendar/2027/"), "expected"), "do": "try"}
    file = SimpleUploadedFile("2027.csv", "日期,上班,名称\n2027/1/1,否,元旦\n2027-02-06,是,\n".encode("gbk"))
    tried = administrator.post("/rules/calendar/2027/", {**sent, "file": file})
    assert "2027-01-01 off 元旦\n2027-02-06 work</textarea>" in tried.text.replace("\r\n", "\n")
    lines = {"lines": "2027-01-01 off 元旦\r\n2027-02-06 work", "do": "keep", "tried": hidden(tried, "tried")}
    assert administrator.post("/rules/calendar/2027/", {**sent, **lines}).status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 2


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "The list names no day of the year."),
        ("2027-01-01 off", "2027-01-01 is not a day of 2026."),
        ("2026-01-01 off\n2026-01-01 work", "2026-01-01 stands there twice."),
        ("2026-01-01 off\nMonday", "line 2: “Monday” is not a date."),
    ],
)
def test_a_bad_list_comes_back_with_a_sentence(administrator, lines, sentence):
    page = administrator.get(YEAR)
    for do in ("try", "keep"):
        found = administrator.post(YEAR, {"lines": lines, "expected": hidden(page, "expected"), "do": do})
        assert (found.status_code, sentence in words(found)) == (400, True)
    assert CalendarDay.objects.filter(day="2026-01-01", name="元旦").count() == 1


def test_summer_hours_are_tried_then_kept(administrator, town):
    town.report("ENV02", area=COMMUNITY, at=local("2026-03-02 16:00"))  # to be answered by Tuesday at 12:30 … 15:30
    tried = administrator.post(HOURS, {**SUMMER, "since": "2026-03-03", "do": "try"})
    assert "would move" in words(tried)
    assert "2026-03-03 : 08:30–12:00, 14:30–18:00 → 08:30–12:00, 15:00–18:30" in words(tried)
    assert not OfficeHours.objects.exists()
    kept = {**SUMMER, "since": "2026-03-03", "do": "keep", "tried": hidden(tried, "tried")}
    page = administrator.post(HOURS, kept, follow=True)
    assert "It is kept." in words(page)
    assert "08:30–12:00, 15:00–18:30 from 2026-03-03 on in force" in words(page)
    assert OfficeHours.objects.get().by == town.user("administrator")
    assert words(administrator.post(HOURS, kept)).count("Somebody else has set the office hours in the meantime.") > 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"frames": "9-5"}, "Write the hours like 08:30–12:00, 15:00–18:30."),
        ({"frames": "8:30-12:00, 14:00-18:00"}, "Together they are 7 hours: that is one working day."),
        ({"since": "2026-03-02"}, "A rule begins today or later"),
        ({"since": "nonsense"}, "Enter a valid date"),
    ],
)
def test_bad_hours_come_back_with_a_sentence(administrator, changes, sentence):
    page = administrator.post(HOURS, {**SUMMER, **changes, "do": "try"})
    assert (page.status_code, sentence in words(page)) == (400, True)


def test_nobody_else_and_nothing_hostile_changes_the_calendar(as_, client, town):
    rows = CalendarDay.objects.count()
    for name in ("county", "auditor"):
        person = as_(name)
        assert [person.get(YEAR).status_code, person.post(YEAR, {"lines": "2026-01-01 off"}).status_code] == [403, 403]
    administrator = as_("administrator")
    mark = hidden(administrator.get(YEAR), "expected")
    statuses = set()
    for place, value in enumerate(HOSTILE.values()):
        sent = dict.fromkeys(("lines", "frames", "since", "tried"), value)
        path, expected = ((YEAR, mark), (HOURS, "0"), (HOURS, "0"))[place % 3]
        form = encoded({**sent, "expected": expected, "do": ("try", "keep")[place % 2]})
        statuses.add(administrator.post(path, form, "application/x-www-form-urlencoded").status_code)
    binary = {"expected": mark, "file": SimpleUploadedFile("x", b"\x00\xff" * 99)}
    assert statuses | {administrator.post(YEAR, binary).status_code} == {400}
    assert (CalendarDay.objects.count(), OfficeHours.objects.count()) == (rows, 0)
    assert dt.date(2026, 1, 1) in calendar.current().exceptions


def test_the_lines_of_a_year_are_in_the_readers_language_and_are_taken_so(administrator):
    def lines(language):
        administrator.post("/language/", {"language": language, "next": "/"})
        page = administrator.get("/rules/calendar/2026/")
        return page.context["form"].initial["lines"]

    chinese, english = lines("zh-hans"), lines("en")
    assert "2026-01-01 休 元旦" in chinese
    assert "2026-01-01 off 元旦" in english
    assert read_lines(chinese) == read_lines(english)
