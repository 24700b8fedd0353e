"""The area file: all of it or nothing, every bad row with its line and reason, again without harm."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from accounts.models import AuditEntry
from grids import directory, locate
from grids.actions.areas import import_areas
from grids.area_rows import AreaRow
from grids.levels import Level
from grids.models import Area, Unit, UnitKind
from grids.offices import office_name
from tests.grids.test_outlines import square

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HEADER = "code,name,level,parent_code,aliases"
GOOD = [
    "A,A市,city,,",
    "A7,A7县,county,A,",
    "A7014,泉塘街道,street,A7,泉塘|老泉塘",
    "A7014001,三景社区,community,A7014,三景;三景国际、三景花园",
    "A7015001,板桥村,community,A7,",
    "A7014001001,第一网格,grid,A7014001,",
    "A7014001001001,1栋,building,A7014001001,",
]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(tmp_path):
    def run(*rows, header=HEADER, encoding="utf-8", **options):
        path = tmp_path / "areas.csv"
        path.write_bytes("\n".join([header, *rows]).encode(encoding))
        out, err = StringIO(), StringIO()
        call_command("import_areas", path, stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return run


def refused(run, *rows, **options):
    with pytest.raises(CommandError) as error:
        run(*rows, **options)
    return str(error.value).splitlines()


def test_areas_come_in_with_names_parents_and_aliases(run):
    out, _err = run(*GOOD)
    assert out.startswith("7 new areas, 0 changed, 0 as they were; 6 offices founded.")
    rows = Area.objects.values_list("code", "name", "level", "parent__code", "aliases")
    assert list(rows) == [
        ("A", "A市", "city", None, []),
        ("A7", "A7县", "county", "A", []),
        ("A7014", "泉塘街道", "street", "A7", ["泉塘", "老泉塘"]),
        ("A7014001", "三景社区", "community", "A7014", ["三景", "三景国际", "三景花园"]),
        ("A7014001001", "第一网格", "grid", "A7014001", []),
        ("A7014001001001", "1栋", "building", "A7014001001", []),
        ("A7015001", "板桥村", "community", "A7", []),
    ]


def test_each_area_above_a_building_has_its_office(run):
    run(*GOOD)
    assert dict(Unit.objects.values_list("area__code", "name")) == {
        "A": "A市社会治理中心",
        "A7": "A7县社会治理中心",
        "A7014": "泉塘街道办事处",
        "A7014001": "三景社区居委会",
        "A7014001001": "第一网格",
        "A7015001": "板桥村村委会",
    }
    assert set(Unit.objects.values_list("kind", flat=True)) == {"office"}


@pytest.mark.parametrize(
    ("level", "name", "office"),
    [
        (Level.STREET, "黄花镇", "黄花镇人民政府"),
        (Level.STREET, "望新乡", "望新乡人民政府"),
        (Level.COMMUNITY, "丽发新城", "丽发新城居委会"),
        (Level.GRID, "红树湾小区", "红树湾小区网格"),
        (Level.GRID, "红星第一网格", "红星第一网格"),
        (Level.BUILDING, "1栋", None),
    ],
)
def test_the_usual_name_of_an_office(level, name, office):
    assert office_name(level, name) == office


def test_importing_again_changes_nothing(run):
    run(*GOOD)
    out, _err = run(*GOOD)
    assert out.startswith("0 new areas, 0 changed, 7 as they were; 0 offices founded.")
    assert (Area.objects.count(), Unit.objects.count()) == (7, 6)


def test_importing_again_renames_the_area_and_its_office(run):
    run(*GOOD)
    Unit.objects.filter(area="A7014001").update(name="三景居民之家")
    out, _err = run("A7014,泉塘新街道,street,A7,泉塘", "A7014001,三景新社区,community,A7014,")
    assert out.startswith("0 new areas, 2 changed, 0 as they were; 0 offices founded.")
    assert Area.objects.get(code="A7014").aliases == ["泉塘"]
    assert Unit.objects.get(area="A7014").name == "泉塘新街道办事处"
    assert Unit.objects.get(area="A7014001").name == "三景居民之家"


def test_without_the_column_aliases_stay(run):
    run(*GOOD)
    run("A7014,泉塘街道,street,A7", header="code,name,level,parent_code")
    assert Area.objects.get(code="A7014").aliases == ["泉塘", "老泉塘"]


def test_a_dry_run_writes_nothing(run):
    out, _err = run(*GOOD, dry_run=True)
    assert out.splitlines()[-1] == "This was a dry run: nothing was written."
    assert out.startswith("7 new areas")
    assert (Area.objects.count(), Unit.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_an_import_is_told_to_every_process_and_to_the_audit(run):
    run(*GOOD)
    assert directory.current().office_at_or_above("A7014001001001").name == "第一网格"
    assert locate.by_text("泉塘街道三景花园").area_code == "A7014001"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.user, entry.data) == ("import_areas", None, {"new": 7, "changed": 0, "offices": 6})


BAD = [
    ("A8 1,x,county,A,", "A code has 1 to 24 letters and digits."),
    ("A八,x,county,A,", "A code has 1 to 24 letters and digits."),
    (",x,county,A,", "A code has 1 to 24 letters and digits."),
    (f"A{'8' * 24},x,county,A,", "A code has 1 to 24 letters and digits."),
    ("A8,,county,A,", "A name has 1 to 70 printable characters."),
    (f"A8,{'长' * 71},county,A,", "A name has 1 to 70 printable characters."),
    ("A8,x\x07,county,A,", "A name has 1 to 70 printable characters."),
    (f"A8,x,county,A,{'长' * 81}", "A name has 1 to 80 printable characters."),
    ("A8,x,province,A,", "“province” is no level."),
    ("A8,x,,A,", "“” is no level."),
    ("A8,x,county,B,", "The parent B is neither in the file nor there already."),
    ("A8,x,county,A7,", "The code A8 does not begin with its parent's, A7."),
    ("A8,x,county,A8,", "The code A8 does not begin with its parent's, A8."),
    ("A8,x,county,,", "By its code the area lies in A, which is not its parent."),
    ("A7014002,x,community,A7,", "By its code the area lies in A7014, which is not its parent."),
    ("A88,x,county,A,", "The code has 3 characters, those of a county have 2."),
    ("A7014001001002,x,grid,A7014001001,", "The code has 14 characters, those of a grid have 11."),
    ("A7014001001001001,x,building,A7014001001001,", "The code has 17 characters, those of a building have 14."),
    ("A8,x,county,A,,more", "The row has 6 cells, the header names 5 columns."),
    ('A8,"x"y,county,A,', "The quotation marks in this row do not match."),
]


@pytest.mark.parametrize(("row", "reason"), BAD)
def test_a_bad_row_is_named_and_nothing_is_written(run, row, reason):
    assert refused(run, *GOOD, row) == [f"line 9: {reason}", "1 bad row; nothing was written."]
    assert (Area.objects.count(), Unit.objects.count()) == (0, 0)


def test_a_level_cannot_lie_in_its_own_or_a_lower_one(run):
    assert (
        refused(run, "A,A市,city,,", "A7,A7县,city,A,")[0]
        == "line 3: The code has 2 characters, those of a city have 1."
    )
    assert refused(run, "A,x,grid,,", "A7,y,county,A,")[0] == "line 3: A county cannot lie in a grid."


def test_every_bad_row_is_listed_in_the_order_of_the_file(run):
    lines = refused(run, "A,A市,city,,", "A7,,county,A,", "B7,x,county,A,", "A7014,泉塘街道,street,A7,", "A8,x,moon,A,")
    assert lines == [
        "line 3: A name has 1 to 70 printable characters.",
        "line 4: The code B7 does not begin with its parent's, A.",
        "line 6: “moon” is no level.",
        "3 bad rows; nothing was written.",
    ]


def test_a_code_twice_is_named_at_both_lines(run):
    assert refused(run, "A,A市,city,,", "A,B市,city,,") == [
        "line 2: The code A stands in the file twice.",
        "line 3: The code A stands in the file twice.",
        "2 bad rows; nothing was written.",
    ]


def test_a_width_that_is_there_binds_later_files(run):
    run(*GOOD)
    assert refused(run, "A77,x,street,A7,", "A78,x,street,A7,", "A79,x,street,A7,") == [
        *(f"line {line}: The code has 3 characters, those of a street have 5." for line in (2, 3, 4)),
        "3 bad rows; nothing was written.",
    ]


def test_the_level_of_an_area_does_not_change(run):
    run(*GOOD)
    assert refused(run, "A7014,泉塘街道,community,A7,")[0] == "line 2: A7014 is there already as a street."


def test_a_missing_level_comes_in_later_with_what_lies_in_it(run):
    run(*GOOD)
    street = "A7015,湘龙街道,street,A7,"
    assert refused(run, street)[0].startswith("line 2: A7015001, already there, would lie in this area")
    out, _err = run(street, "A7015001,板桥村,community,A7015,")
    assert out.startswith("1 new areas, 1 changed")
    assert Area.objects.get(code="A7015001").parent_id == "A7015"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_files_of_spreadsheets_are_read(run, encoding):
    run(*GOOD, encoding=encoding)
    assert Area.objects.get(code="A7014").name == "泉塘街道"


def test_chinese_headers_and_levels_are_read(run):
    run("A7014,泉塘街道,街道,,泉塘", header="编码,名称,层级,上级编码,别名")
    area = Area.objects.get()
    assert (area.level, area.parent_id, area.aliases) == ("street", None, ["泉塘"])


def test_a_file_without_its_columns_is_refused(run):
    assert refused(run, "A,A市", header="code,name") == ["These columns are missing: level, parent_code"]


def test_an_unknown_column_is_named_and_left_out(run):
    _out, err = run("A,A市,city,,,x", header=f"{HEADER},colour")
    assert err.strip() == "Columns that are not read: colour"


def test_a_large_file_says_how_far_it_is(run):
    rows = [f"A{number:04},第{number}社区,community,A," for number in range(2000)]
    _out, err = run("A,A市,city,,", *rows)
    assert "1000 rows read (50 %)" in err


@pytest.fixture
def row():
    return lambda boundary: 'A,A市,city,,,"' + json.dumps(boundary).replace('"', '""') + '"'


def test_outlines_come_in_and_stay_where_the_file_is_silent(run, row):
    header = f"{HEADER},boundary"
    run(row(square(0, 0)), header=header)
    assert locate.by_point(28.005, 113.005).area_code == "A"
    run("A,A市,city,,,", header=header)
    assert Area.objects.get().boundary == square(0, 0)


@pytest.mark.parametrize(
    ("boundary", "reason"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "The outline is not a GeoJSON Polygon or MultiPolygon."),
        ({"type": "Polygon", "coordinates": 7}, "The outline is not valid GeoJSON."),
        ({"type": "Polygon", "coordinates": []}, "The outline is empty."),
    ],
)
def test_a_bad_outline_is_named(run, row, boundary, reason):
    assert refused(run, row(boundary), header=f"{HEADER},boundary")[0] == f"line 2: {reason}"


@pytest.mark.parametrize("text", ["{", "NaN", "[" * 100_000, "7"])
def test_an_outline_that_is_no_json_is_named(run, text):
    assert refused(run, f'A,A市,city,,,"{text}"', header=f"{HEADER},boundary")[0].startswith(
        "line 2: The outline is not"
    )


def test_a_file_that_is_no_table_is_refused(tmp_path):
    with pytest.raises(CommandError, match="The file cannot be read"):
        call_command("import_areas", tmp_path / "missing.csv")


def test_an_office_that_is_there_already_is_kept(run):
    Area.objects.create(code="A", name="A市", level=Level.CITY)
    office = Unit.objects.create(kind=UnitKind.OFFICE, name="市中心", area_id="A")
    run(*GOOD)
    assert Unit.objects.get(area="A") == office
    assert Unit.objects.get(area="A").name == "市中心"


def test_the_number_of_statements_does_not_grow_with_the_file(django_assert_max_num_queries):
    def rows(first, count):
        return [AreaRow(1, f"{n:04}", f"第{n}街道", Level.STREET, None) for n in range(first, first + count)]

    for first, count in [(0, 3), (100, 300)]:
        with django_assert_max_num_queries(20):
            import_areas(rows(first, count), by=None, at=AT)
