"""Foreign tables become cases: columns, rows, what is rejected, and that nothing is lost or doubled."""

import csv
import datetime as dt
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from openpyxl import Workbook

from accounts.refusals import Refusal
from cases import importing
from cases.actions import intake
from cases.actions.intake import ImportRow
from cases.models import Case, CaseEvent, Category, Deadline, Text
from grids import versions
from notices.models import Notice
from residents.models import Requester
from tests.town import COMMUNITY, COUNTY, GRID, STREET, build, place

pytestmark = pytest.mark.django_db

HEADER = "number,sender,subject,sent_at,details,against,for"
LONG_AGO = "2019/2/28 11:25:05"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, where the rejects go."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder, lines, *, name="messages.csv", encoding="utf-8", **options):
    """Imports these lines; returns the path."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    call_command("import_cases", path, channel="hotline", **options)
    return path


def rejects(path):
    """The rejects file as (line, reason, first original column)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header[:2] == ["rejected_line", "rejected_because"]
    return [(int(row[0]), row[1], row[2]) for row in rows]


def test_a_message_becomes_a_case_with_its_own_time_and_place(town, folder, capsys):
    run(folder, [HEADER, f"188006,A000102948,红星社区路灯不亮,{LONG_AGO},晚上一片漆黑。,0,3"])
    case = Case.objects.get()
    assert (case.external_number, case.channel, case.area_id, case.state) == (
        "188006",
        "hotline",
        COMMUNITY,
        "reported",
    )
    assert case.reported_at == dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC)
    assert case.number.startswith("20190228")
    assert Text.objects.get().body == "红星社区路灯不亮\n晚上一片漆黑。"
    assert CaseEvent.objects.get().verb == "report"
    out = capsys.readouterr().out
    assert "Columns left out: sender, against, for" in out
    assert "1 imported, 0 known already, 0 rejected." in out
    assert "1 (100.0%) placed below the root area:\n  community: 1\n" in out
    assert list(folder.glob("*rejects*")) == []


def test_the_sender_is_no_name(town, folder):
    run(folder, [HEADER, f"1,A000102948,路灯不亮,{LONG_AGO},x,0,0"])
    assert not Requester.objects.exists()


def test_old_messages_get_no_clocks_and_no_notices_but_new_ones_do(town, folder):
    recent = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    run(
        folder, [HEADER, f"1,x,红星社区路灯不亮,{LONG_AGO},x,,", f"2,x,红星社区路灯不亮,{recent:%Y-%m-%d %H:%M:%S},x,,"]
    )
    assert set(Deadline.objects.values_list("case__external_number", flat=True)) == {"2"}
    assert set(Notice.objects.values_list("about_id", flat=True)) == {Case.objects.get(external_number="2").number}


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2019/2/28 11:25:05", "2019-02-28 03:25:05"),
        ("2019-02-28 11:25:05", "2019-02-28 03:25:05"),
        ("2019-02-28T11:25:05.000", "2019-02-28 03:25:05"),
        ("2020/1/1 0:00:00", "2019-12-31 16:00:00"),
        ("2019/12/1 7:05", "2019-11-30 23:05:00"),
        ("2019年2月28日 11:25", "2019-02-28 03:25:00"),
        ("2019-02-28", "2019-02-27 16:00:00"),
    ],
)
def test_times_are_those_of_shanghai(text, utc):
    assert importing.local_instant(text) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "28.2.2019",
        "2019/2/30 10:00:00",
        "2019-02-28 25:00",
        "19-2-28",
        "1999-12-31 10:00",
        "43524.47",
        "２０１９-2-1",
    ],
)
def test_what_is_no_time(text):
    with pytest.raises(Refusal) as refused:
        importing.local_instant(text)
    assert refused.value.code == "bad_time"


PLACES = "编号,主题,详情,区域编码,纬度,经度,地址"


@pytest.mark.parametrize(
    ("row", "area"),
    [
        (f"1,红星社区的事,x,{STREET},,,", STREET),  # the code goes before the words
        ("1,红星社区的事,x,,,,", COMMUNITY),
        ("1,路灯坏了,就在红星第一网格门口,,,,", GRID),
        ("1,路灯坏了,x,,,,红星社区", COMMUNITY),
        ("1,路灯坏了,x,,,,", COUNTY),  # names nothing: the root
    ],
)
def test_the_place_of_a_row(town, folder, row, area):
    run(folder, [PLACES, row])
    assert Case.objects.get().area_id == area


def test_a_second_run_changes_nothing(town, folder, capsys):
    lines = [HEADER, f"1,x,甲,{LONG_AGO},x,,", f"2,x,乙,{LONG_AGO},x,,"]
    run(folder, lines)
    run(folder, [*lines, f"3,x,丙,{LONG_AGO},x,,"])
    assert sorted(Case.objects.values_list("external_number", flat=True)) == ["1", "2", "3"]
    assert CaseEvent.objects.count() == 3
    assert "1 imported, 2 known already, 0 rejected." in capsys.readouterr().out


def test_another_channel_has_its_own_numbers(town, folder):
    path = run(folder, [HEADER, f"1,x,甲,{LONG_AGO},x,,"])
    call_command("import_cases", path, channel="letter")
    assert sorted(Case.objects.values_list("channel", flat=True)) == ["hotline", "letter"]


FULL = "number,subject,details,sent_at,area_code,lat,lon,category,name,phone,address"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f",甲,x,{LONG_AGO},,,,,,,", "The number is missing."),
        (f"{'9' * 61},甲,x,{LONG_AGO},,,,,,,", "The number is longer than 60 characters."),
        (f"1,,,{LONG_AGO},,,,,,,", "Please write something."),
        (f"1,{'长' * 2000},{'长' * 2000},{LONG_AGO},,,,,,,", "The text is longer than 4,000 characters."),
        (f"1,a\x1bb,x,{LONG_AGO},,,,,,,", "The text contains characters that cannot be shown."),
        ("1,甲,x,yesterday,,,,,,,", "“yesterday” is not a time that can be used."),
        ("1,甲,x,2090-01-01 10:00:00,,,,,,,", "The time lies in the future."),
        (f"1,甲,x,{LONG_AGO},999,,,,,,", "There is no such area."),
        (f"1,甲,x,{LONG_AGO},,x,120,,,,", "Latitude and longitude are not numbers."),
        (f"1,甲,x,{LONG_AGO},,91,120,,,,", "Latitude and longitude are not a point on the map."),
        (f"1,甲,x,{LONG_AGO},,,,NO1,,,", "There is no such category."),
        (f"1,甲,x,{LONG_AGO},,,,MUN03,,,", "This category is no longer in use. Choose another."),
        (f"1,甲,x,{LONG_AGO},,,,,张三,12,", "This is no telephone number."),
        (f"1,甲,x,{LONG_AGO},,,,,,,{'路' * 201}", "The address is longer than 200 characters."),
        (f"1,甲,x,{LONG_AGO},,,,,,,,too,many", "The row has 13 cells, the header names 11 columns."),
        (f'1,甲,"x"y,{LONG_AGO},,,,,,,', "The quotation marks in this row do not match."),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_good_ones_stay(town, folder, row, reason):
    Category.objects.filter(code="MUN03").update(until=dt.date(2020, 1, 1))
    versions.bump("catalogue")
    run(folder, [FULL, f"good1,甲,x,{LONG_AGO},,,,,,,", row, f"good2,乙,x,{LONG_AGO},,,,,,,"])
    assert sorted(Case.objects.values_list("external_number", flat=True)) == ["good1", "good2"]
    ((line, because, _first),) = rejects(folder / "messages-rejects.csv")
    assert (line, because.startswith(reason)) == (3, True), because


@pytest.mark.django_db(transaction=True)
def test_another_import_of_the_same_file_at_the_same_moment_doubles_nothing(folder, capsys):
    """The other one has written number 2 and not committed when this one writes its batch of three."""
    build()
    written, waiting = threading.Event(), threading.Event()

    def other():
        row = ImportRow("2", "乙", dt.datetime(2019, 2, 28, tzinfo=dt.UTC), place(COUNTY))
        try:
            with transaction.atomic():
                intake.import_batch([row], channel="hotline", at=dt.datetime.now(dt.UTC))
                written.set()
                waiting.wait(20)
        finally:
            connection.close()

    def watch():
        """Lets the other one commit as soon as this one waits for it."""
        try:
            with connection.cursor() as cursor:
                while not waiting.is_set():
                    cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone():
                        waiting.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=other), threading.Thread(target=watch)]
    threads[0].start()
    assert written.wait(20)
    threads[1].start()
    try:
        run(folder, [HEADER, *(f"{n},x,甲,{LONG_AGO},x,," for n in (1, 2, 3))])
    finally:
        waiting.set()
        for thread in threads:
            thread.join()
    assert sorted(Case.objects.values_list("external_number", flat=True)) == ["1", "2", "3"]
    assert "2 imported, 1 known already, 0 rejected." in capsys.readouterr().out


def test_a_number_that_stands_twice_is_rejected_the_second_time_on_every_run(town, folder):
    lines = [HEADER, f"1,x,甲,{LONG_AGO},x,,", f"1,x,乙,{LONG_AGO},x,,"]
    run(folder, lines)
    run(folder, lines)
    assert Text.objects.get().body == "甲\nx"
    for name in ("messages-rejects.csv", "messages-rejects-2.csv"):
        assert rejects(folder / name) == [(3, "The number stands in line 2 already.", "1")]


def test_mended_rejects_can_be_imported(town, folder):
    run(folder, [HEADER, "1,x,甲,bad,x,,", f"2,x,乙,{LONG_AGO},x,,"])
    path = folder / "messages-rejects.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # a spreadsheet sees that it is UTF-8
    mended = folder / "mended.csv"
    mended.write_text(path.read_text(encoding="utf-8").replace("bad", LONG_AGO), encoding="utf-8")
    call_command("import_cases", mended, channel="hotline")
    assert Case.objects.count() == 2
    assert not (folder / "mended-rejects.csv").exists()


def test_rejects_of_rejects_keep_one_reason(town, folder):
    run(folder, [HEADER, "1,x,甲,bad,x,,"])
    call_command("import_cases", folder / "messages-rejects.csv", channel="hotline")
    header = (folder / "messages-rejects-rejects.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == f"rejected_line,rejected_because,{HEADER}"


def test_rejects_go_where_they_are_told_to(town, folder):
    run(folder, [HEADER, "1,x,甲,bad,x,,"], rejects=Path("elsewhere.csv"))
    assert [because for _line, because, _first in rejects(folder / "elsewhere.csv")] == [
        "“bad” is not a time that can be used."
    ]


def test_the_rejects_never_replace_the_file_itself(town, folder):
    with pytest.raises(CommandError, match="would replace the file itself"):
        run(folder, [HEADER, "1,x,甲,bad,x,,"], rejects=folder / "messages.csv")
    with pytest.raises(CommandError, match="cannot be written"):
        run(folder, [HEADER, f"1,x,甲,{LONG_AGO},x,,"], rejects=folder / "nowhere" / "rejects.csv")
    assert not Case.objects.exists()


def test_a_dry_run_says_all_and_writes_nothing(town, folder, capsys):
    run(folder, [HEADER, f"1,x,红星社区,{LONG_AGO},x,,", "2,x,乙,bad,x,,"], dry_run=True)
    out = capsys.readouterr().out
    assert "Dry run: nothing was written." in out
    assert "1 imported, 0 known already, 1 rejected." in out
    assert "line 3: “bad” is not a time that can be used." in out
    assert not Case.objects.exists()
    assert list(folder.glob("*rejects*")) == []


def test_columns_by_hand(town, folder):
    run(
        folder,
        ["案号;谁;说了什么;何时", f"7;x;红星社区;{LONG_AGO}"],
        map=["案号=number", "说了什么=subject", "何时=sent_at"],
    )
    case = Case.objects.get()
    assert (case.external_number, case.area_id) == ("7", COMMUNITY)


def test_a_table_in_gbk_and_a_sheet(town, folder):
    run(folder, ["留言编号,留言主题,留言时间,留言详情,反对数", f"1,红星社区,{LONG_AGO},x,2"], encoding="gbk")
    book = Workbook()
    book.active.append(["编号", "主题", "时间", "电话"])
    book.active.append([2, "红星社区", dt.datetime(2019, 2, 28, 11, 25, 5), 13812345678])  # noqa: DTZ001 -- a sheet has no zones
    book.save(folder / "sheet.xlsx")
    call_command("import_cases", folder / "sheet.xlsx", channel="hotline")
    assert list(Case.objects.order_by("id").values_list("external_number", "area_id", "reported_at")) == [
        ("1", COMMUNITY, dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC)),
        ("2", COMMUNITY, dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC)),
    ]
    assert Case.objects.get(external_number="2").requester is not None


@pytest.mark.parametrize("word", ["MUN03", "mun03", "路灯不亮"])
def test_a_category_by_code_or_name(town, folder, word):
    run(folder, [FULL, f"1,甲,x,{LONG_AGO},,,,{word},,,"])
    assert Case.objects.get().category.code == "MUN03"


@pytest.mark.parametrize(
    ("header", "options", "words"),
    [
        ("subject,details", {}, "No column holds the number"),
        ("number,sender", {}, "No column holds the number, or none the words"),
        ("number,编号,subject", {}, "“number” and “编号” both mean “number”"),
        ("number,subject", {"map": ["nothing=details"]}, "no column “nothing”"),
        ("number,subject", {"map": ["subject=colour"]}, "“colour” is none of our columns"),
        ("number,subject,details", {"map": ["subject=details", "details=details"]}, "Two columns are mapped"),
        ("number,subject", {"map": ["subject"]}, "THEIRS=OURS"),
        ("number,subject,subject", {}, "These columns stand there twice: subject"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(town, folder, header, options, words):
    with pytest.raises(CommandError, match=words):
        run(folder, [header, "1,2,3"], **options)
    assert not Case.objects.exists()


def test_without_areas_nothing_can_be_placed(folder):
    with pytest.raises(CommandError, match="No areas have been imported yet"):
        run(folder, [HEADER, f"1,x,甲,{LONG_AGO},x,,"])


def test_a_batch_costs_the_same_for_one_row_and_for_three(town, folder, django_assert_num_queries):
    def lines(start, count):
        return [HEADER, *(f"{start + n},x,红星社区,{LONG_AGO},x,," for n in range(count))]

    run(folder, lines(0, 1))  # areas, names and catalogue are in memory now
    with django_assert_num_queries(8):
        run(folder, lines(10, 1))
    with django_assert_num_queries(8):
        run(folder, lines(20, 3))


def test_batches_go_in_one_by_one(town, folder, monkeypatch):
    monkeypatch.setattr("cases.actions.imports.BATCH", 2)
    run(folder, [HEADER, *(f"{n},x,红星社区,{LONG_AGO},x,," for n in range(5)), "5,x,甲,bad,x,,"])
    assert Case.objects.count() == 5
    assert [line for line, _because, _first in rejects(folder / "messages-rejects.csv")] == [7]
