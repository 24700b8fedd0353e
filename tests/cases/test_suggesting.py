"""Which category the words sound like: by a table written by hand, and with a table of the test's own."""

import csv
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import suggesting
from cases.suggesting import Confidence, best, suggest, table_of

SMALL = table_of(
    [
        {"code": "ENV01", "sure": "垃圾没人收", "hint": "垃圾"},
        {"code": "ENV02", "sure": "建筑垃圾", "hint": "砖头"},
        {"code": "MUN03", "sure": "路灯不亮", "hint": "路灯"},
        {"code": "TRF01", "sure": "违停 ABC", "hint": "车"},
    ]
)
CODES = {"ENV01", "ENV02", "MUN03", "TRF01"}
LATER = "，" * suggesting.FIRST

SMALL_EXPECTED = [
    ("路灯不亮", [("MUN03", "strong", ("路灯不亮",))]),
    (f"{LATER}路灯不亮", [("MUN03", "fair", ("路灯不亮",))]),
    ("建筑垃圾", [("ENV02", "strong", ("建筑垃圾",))]),  # the 垃圾 inside it does not count
    ("建筑垃圾和路灯不亮", [("ENV02", "weak", ("建筑垃圾",)), ("MUN03", "weak", ("路灯不亮",))]),
    ("垃圾、垃圾、垃圾", [("ENV01", "weak", ("垃圾",))]),  # said thrice, counted once
    (f"{LATER}垃圾", []),
    ("路灯不亮，路灯，违停", [("MUN03", "fair", ("路灯不亮", "路灯")), ("TRF01", "weak", ("违停",))]),
    ("abc", [("TRF01", "strong", ("abc",))]),
    ("违停 路灯不亮 建筑垃圾 垃圾没人收", []),  # four equals: none is better than another
    ("", []),
    ("今天天气很好", []),
    (f"{'好' * suggesting.READ}路灯不亮", []),
]


@pytest.mark.parametrize(("text", "expected"), SMALL_EXPECTED)
def test_words_are_counted_as_the_table_says(text, expected):
    assert [(one.code, one.confidence, one.words) for one in suggest(text, CODES, SMALL)] == expected


def test_a_category_that_is_not_in_use_is_neither_suggested_nor_a_rival():
    found = suggest("建筑垃圾和路灯不亮", {"MUN03"}, SMALL)
    assert [(one.code, one.confidence) for one in found] == [("MUN03", Confidence.STRONG)]


def test_an_empty_table_suggests_nothing():
    assert suggest("路灯不亮", CODES, table_of([])) == []


SAID = [
    ("三号楼门口的垃圾三天没人清，垃圾成堆", "ENV01"),
    ("装修垃圾堆在花坛边一个星期了", "ENV02"),
    ("楼下马路的井盖松了，晚上很危险", "MUN01"),
    ("小区北门外的路灯不亮，老人晚上看不清路", "MUN03"),
    ("下水道堵了，污水横流", "MUN04"),
    ("家里从早上开始停水，什么时候来水？", "UTL01"),
    ("楼道里一股煤气味", "UTL03"),
    ("对面楼着火了", "SAF01"),
    ("消防通道被三辆面包车堵死", "SAF02"),
    ("有人把电瓶车推进楼道充电，电动车上楼", "SAF03"),
    ("电梯困人，快来", "SAF09"),
    ("顶楼违章搭建阳光房", "BLD03"),
    ("物业费又涨了", "PTY03"),
    ("老板拖欠工资三个月", "DIS04"),
    ("有人遛狗不牵绳，孩子害怕", "ORD03"),
    ("共享单车堆满了人行道", "TRF03"),
    ("楼上深夜装修，根本睡不着", "POL01"),
    ("楼下广场舞太吵", "POL03"),
    ("想给奶奶申请高龄补贴", "LIV01"),
    ("低保怎么还没发", "LIV03"),
    ("网格员态度太差", "CIV05"),
]


@pytest.mark.parametrize(("text", "code"), SAID)
def test_what_people_say_is_understood(text, code):
    assert suggest(text, all_codes())[0].code == code


UNCLEAR = ["请领导来看看", "小区有问题", "wifi password", "！！！", "我在学校门口"]


@pytest.mark.parametrize("text", UNCLEAR)
def test_of_words_that_say_too_little_nothing_is_kept(text):
    assert best(text, all_codes()) is None


def test_only_a_strong_suggestion_is_kept():
    assert best("路灯不亮", all_codes()).code == "MUN03"
    assert best(f"{LATER}路灯不亮", all_codes()) is None


@given(st.text(alphabet=string.printable + "垃圾路灯不亮建筑电梯狗\0\ud7ff😀", max_size=900))
def test_any_text_gets_at_most_three_and_the_likeliest_first(text):
    found = suggest(text, all_codes())
    assert len(found) <= suggesting.MOST
    assert all(one.words and one.code in all_codes() for one in found)
    assert [one.confidence for one in found[1:]] == [Confidence.WEAK] * len(found[1:])


def catalogue_rows():
    with suggesting.WORDS.with_name("catalogue.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_codes():
    return CODES_OF_THE_CATALOGUE


CODES_OF_THE_CATALOGUE = {row["code"] for row in catalogue_rows()}


def test_the_table_has_words_for_every_kind_but_the_rest_and_no_word_twice():
    with suggesting.WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} == CODES_OF_THE_CATALOGUE - {"CIV09"}
    for row in rows:
        words = f"{row['sure']} {row['hint']}".split()
        assert row["sure"]
        assert len(words) == len(set(words)), row["code"]
        assert all(len(word) > 1 or word in "狗犬骗吵臭药吃" for word in words), row["code"]
