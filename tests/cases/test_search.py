"""Bigrams: what is written, what is asked, and that PostgreSQL finds exactly what it should."""

import pytest
from django.db import connection

from cases.search import LONGEST_WORD, bigrams, query_text, vector_text

TOKENS = [
    ("", []),
    ("，。!? _-", []),
    ("水", ["水"]),
    ("漏水", ["漏水", "水"]),
    ("楼道漏水", ["楼道", "道漏", "漏水", "水"]),
    ("3号楼漏水", ["3", "号楼", "楼漏", "漏水", "水"]),
    ("停水，停电", ["停水", "水", "停电", "电"]),
    ("A3区 WiFi坏了", ["a3", "区", "wifi", "坏了", "了"]),
    ("ＡＢ１２", ["ab12"]),
    ("𠮷野家", ["𠮷野", "野家", "家"]),
    ("O'Neil\\:*", ["o", "neil"]),
    ("好\n好", ["好", "好"]),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_bigrams_of_a_text(text, tokens):
    assert bigrams(text) == tokens


def test_vector_text_has_each_token_once_and_quoted():
    assert vector_text("漏水漏水") == "'水' '水漏' '漏水'"


def test_bigrams_cut_an_endless_word():
    assert bigrams("x" * 4000) == ["x" * LONGEST_WORD]


def test_query_text_asks_for_pairs_words_and_single_characters():
    assert query_text("楼道漏水") == "'楼道' & '道漏' & '漏水'"
    assert query_text("3号楼 A3") == "'3' & '号楼' & 'a3'"
    assert query_text("水") == "'水':*"
    assert query_text("!!!") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("漏水", True),
        ("水", True),
        ("楼", True),
        ("３号", True),
        ("wifi", True),
        ("WIFI 漏水", True),
        ("停水", False),
        ("水漏", False),
        ("wif", False),
        ("漏水 停电", False),
    ],
)
def test_postgresql_finds_what_is_asked(asked, found):
    written = vector_text("3号楼 WiFi 断了，楼道漏水")
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [written, query_text(asked)])
        assert cursor.fetchone() == (found,)
