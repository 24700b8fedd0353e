"""Files from offices: every encoding that a Chinese spreadsheet writes, and everything that is no table."""

import csv
import datetime as dt
import io
import random
import warnings
import zipfile

import openpyxl
import pytest

from accounts.refusals import Refusal
from grids import tables
from grids.tables import read_table

TEXT = "code,name\r\nA1,泉塘街道\r\nA2,星沙镇\r\n"


@pytest.fixture
def write(tmp_path):
    def write(content, name="areas.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def write_sheet(tmp_path):
    def write_sheet(*rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "areas.xlsx"
        book.save(path)
        return path

    return write_sheet


def names(table):
    return [row.values["name"] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_each_encoding_of_a_chinese_spreadsheet_is_read(write, encoding):
    table = read_table(write(TEXT.encode(encoding)))
    assert table.headers == ("code", "name")
    assert names(table) == ["泉塘街道", "星沙镇"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(write, delimiter, end):
    table = read_table(write(TEXT.replace(",", delimiter).replace("\r\n", end)))
    assert [row.values for row in table.rows] == [{"code": "A1", "name": "泉塘街道"}, {"code": "A2", "name": "星沙镇"}]


def test_a_row_knows_its_first_line_in_the_file(write):
    table = read_table(write('code,name\n\nA1,"泉塘\n街道"\nA2,星沙镇'))
    assert [(row.line, row.values["name"]) for row in table.rows] == [(3, "泉塘\n街道"), (5, "星沙镇")]
    assert table.lines == 5


def test_short_rows_are_filled_and_blank_ones_left_out(write):
    table = read_table(write("code,name,aliases\nA1\n , ,\nA2,星沙镇,星沙,,\n"))
    assert [(row.line, row.values) for row in table.rows] == [
        (2, {"code": "A1", "name": "", "aliases": ""}),
        (4, {"code": "A2", "name": "星沙镇", "aliases": "星沙"}),
    ]


def test_a_cell_too_many_is_the_problem_of_its_row_alone(write):
    rows = list(read_table(write("code,name\nA1,泉塘,街道\nA2,星沙镇\n")).rows)
    assert [bool(row.problem) for row in rows] == [True, False]
    assert rows[0].cells == ("A1", "泉塘", "街道")


def test_a_quotation_mark_out_of_place_is_the_problem_of_its_row_alone(write):
    rows = list(read_table(write('code,name\nA1,"泉塘"街道\nA2,星沙镇\n')).rows)
    assert [(row.line, bool(row.problem)) for row in rows] == [(2, True), (3, False)]
    assert "泉塘" in rows[0].cells[0]


def test_a_quotation_mark_never_closed_keeps_what_it_swallowed(write):
    rows = list(read_table(write('code,name\nA1,泉塘\nA2,"星沙\nA3,湘龙\n')).rows)
    assert [(row.line, bool(row.problem)) for row in rows] == [(2, False), (3, True)]
    assert rows[1].cells == ('A2,"星沙\n', "A3,湘龙\n")


def test_a_column_without_a_name_is_called_by_its_place(write):
    table = read_table(write(" code ,,name,,\nA1,x,泉塘\n"))
    assert table.headers == ("code", "#2", "name")
    assert next(table.rows).values == {"code": "A1", "#2": "x", "name": "泉塘"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n , ,\n\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"code,name,code\nA1,x,y\n", "duplicate_header"),
        (b"code,na\x00me\nA1,x\n", "file_binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_encoding"),
        (b"co\x07de,name\nA1,x\n", "file_binary"),
        (b"code,name\nA1,\xff\xff\n", "file_encoding"),
        (b"\xef\xbb\xbfcode,name\nA1,\xd6\xd0\n", "file_encoding"),
        (b"\xff\xfe\x00\xd8", "file_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "file_old_sheet"),
        (b"PK\x03\x04" + b"x" * 100, "file_binary"),
        (b'code,"name\nA1,x\n', "file_binary"),
        (",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n", "too_many_columns"),
        ((b"," * 1_000_000) + b"code\n", "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_by_name(write, content, code):
    with pytest.raises(Refusal) as refused:
        read_table(write(content))
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_random_bytes_are_refused(write):
    with pytest.raises(Refusal):
        read_table(write(random.Random(7).randbytes(4096)))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_path_that_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(Refusal) as refused:
        read_table(tmp_path / name)
    assert refused.value.code == "file_unreadable"


def test_a_file_over_the_limit_is_refused(write, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    with pytest.raises(Refusal) as refused:
        read_table(write(TEXT))
    assert refused.value.code == "file_too_large"


def test_a_million_cells_in_one_row_are_one_problem(write):
    rows = list(read_table(write("code,name\n" + "x," * 1_000_000 + "\nA2,星沙镇\n")).rows)
    assert [bool(row.problem) for row in rows] == [True, False]


def test_a_very_long_cell_is_read(write):
    long = "长" * 300_000
    assert names(read_table(write(f'code,name\nA1,"{long}"\n'))) == [long]


def test_the_other_readers_of_csv_see_no_end_of_the_file(write):
    """A file larger than one chunk whose characters fall across the seams."""
    content = "code,name\n" + "".join(f"{n},泉塘街道{n}\n" for n in range(90_000))
    table = read_table(write(content))
    assert len(content.encode()) > 2 * tables.CHUNK
    assert table.lines == 90_001
    assert names(table)[-1] == "泉塘街道89999"


def test_a_sheet_is_read_as_a_person_sees_it(write_sheet):
    path = write_sheet(
        ["code", "name", "when", "yes", None],
        [430101001, "泉塘街道", dt.datetime(2026, 3, 2, 9, 30), True],  # noqa: DTZ001 - a sheet knows no time zones
        [None, None],
        [430101001001.0, "  ", dt.date(2026, 3, 2), 0.5],
    )
    table = read_table(path)
    assert table.headers == ("code", "name", "when", "yes")
    assert [(row.line, *row.values.values()) for row in table.rows] == [
        (2, "430101001", "泉塘街道", "2026-03-02 09:30:00", "True"),
        (4, "430101001001", "  ", "2026-03-02 00:00:00", "0.5"),
    ]


def test_a_sheet_says_where_a_long_number_lost_its_last_digits(write_sheet):
    table = read_table(write_sheet(["code", "name"], [430101001001001001, "1栋"], ["430101001001001001", "2栋"]))
    assert [(row.line, bool(row.problem)) for row in table.rows] == [(2, True), (3, False)]


@pytest.mark.parametrize("claim", [b"A1:XFD1048576", b"A1:A1"])
def test_a_sheet_is_as_large_as_what_it_holds_whatever_it_claims(write_sheet, claim):
    path = write_sheet(["code", "name"], ["A1", "泉塘街道"])
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(b"A1:B2", claim)
                assert claim in content
            target.writestr(member, content)
    path.write_bytes(changed.getvalue())
    assert names(read_table(path)) == ["泉塘街道"]


def test_a_sheet_damaged_further_down_ends_with_a_problem(write_sheet):
    path = write_sheet(["code", "name"], *[[f"A{n}", "泉塘街道"] for n in range(3)])
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            target.writestr(member, content[:-60] if member.filename.endswith("sheet1.xml") else content)
    path.write_bytes(changed.getvalue())
    rows = list(read_table(path).rows)
    assert [row.values["code"] for row in rows[:2]] == ["A0", "A1"]
    assert rows[-1].problem


@pytest.mark.parametrize("kept", [0, 100, 1000])
def test_a_sheet_cut_short_is_refused(write_sheet, kept):
    path = write_sheet(["code", "name"], ["A1", "泉塘街道"])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(Refusal) as refused:
        read_table(path)
    assert refused.value.code in {"file_empty", "file_binary"}


def test_an_archive_that_is_no_sheet_is_refused(write):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Refusal) as refused:
        read_table(write(content.getvalue(), "areas.xlsx"))
    assert refused.value.code == "file_binary"


def test_an_abandoned_table_leaves_no_file_open(write):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = read_table(write(TEXT))
        next(table.rows)
        del table


@pytest.mark.parametrize("seed", range(20))
def test_what_the_csv_module_writes_is_read_back(write, seed):
    chance = random.Random(seed)
    rows = [["".join(chance.choices('a泉,;"\n\t 塘😀', k=chance.randint(1, 9))) + "." for _ in "ab"] for _ in range(9)]
    out = io.StringIO()
    csv.writer(out).writerows([["code", "name"], *rows])
    assert [list(row.values.values()) for row in read_table(write(out.getvalue())).rows] == rows
