import datetime as dt

import pytest

from config import env


@pytest.mark.parametrize(
    ("word", "expected"),
    [("1", True), ("yes", True), ("On", True), (" true ", True), ("0", False), ("no", False), ("False", False)],
)
def test_flag_reads_words(monkeypatch, word, expected):
    monkeypatch.setenv("GEZHI_PROBE", word)

    assert env.flag("GEZHI_PROBE", not expected, "") is expected


def test_flag_refuses_another_word_and_names_the_variable(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", "maybe")

    with pytest.raises(env.BadSetting, match="GEZHI_PROBE='maybe': expected one of 1, true, yes, on"):
        env.flag("GEZHI_PROBE", False, "")


def test_number_refuses_what_is_none(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", "8k")

    with pytest.raises(env.BadSetting, match="GEZHI_PROBE='8k': expected a whole number"):
        env.number("GEZHI_PROBE", 1, "")


def test_number_refuses_less_than_the_least(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", "0")

    assert env.number("GEZHI_PROBE", 8, "", least=0) == 0
    with pytest.raises(env.BadSetting, match="GEZHI_PROBE='0': expected 1 or more"):
        env.number("GEZHI_PROBE", 8, "", least=1)


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", "")

    assert env.number("GEZHI_PROBE", 7, "") == 7


@pytest.mark.parametrize("raw", ["21:00", " 21:00 "])
def test_time_reads_hours_and_minutes(monkeypatch, raw):
    monkeypatch.setenv("GEZHI_PROBE", raw)

    assert env.time("GEZHI_PROBE", "08:00", "") == dt.time(21)


@pytest.mark.parametrize("raw", ["9pm", "24:00", "21", "21:00:00"])
def test_time_refuses_anything_else(monkeypatch, raw):
    monkeypatch.setenv("GEZHI_PROBE", raw)

    with pytest.raises(env.BadSetting, match="GEZHI_PROBE"):
        env.time("GEZHI_PROBE", "08:00", "")


def test_words_drop_blanks(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", " a, ,b,")

    assert env.words("GEZHI_PROBE", "", "") == ["a", "b"]


def test_secret_is_made_only_when_none_is_given(monkeypatch):
    def make():
        raise AssertionError("made although given")

    monkeypatch.setenv("GEZHI_PROBE", "given")

    assert env.secret("GEZHI_PROBE", make, "") == "given"


def test_secret_never_stands_among_the_variables(monkeypatch):
    monkeypatch.delenv("GEZHI_PROBE", raising=False)

    env.secret("GEZHI_PROBE", lambda: "made", "what for")

    assert env.VARIABLES[-1] == env.Variable("GEZHI_PROBE", "generated under GEZHI_VAR", "what for")


@pytest.fixture(autouse=True)
def _declared_variables_stay_as_they_were(monkeypatch):
    monkeypatch.setattr(env, "VARIABLES", list(env.VARIABLES))


def test_choice_reads_one_of_a_few_words(monkeypatch):
    monkeypatch.setenv("GEZHI_PROBE", " GCJ02 ")
    assert env.choice("GEZHI_PROBE", "wgs84", ("wgs84", "gcj02"), "") == "gcj02"
    monkeypatch.setenv("GEZHI_PROBE", "bd09")
    with pytest.raises(env.BadSetting, match="GEZHI_PROBE='bd09': expected one of wgs84, gcj02"):
        env.choice("GEZHI_PROBE", "wgs84", ("wgs84", "gcj02"), "")


@pytest.mark.parametrize(
    "raw", ["https://t.example/{z}/{x}/{y}.png?key=1&l=2", "http://127.0.0.1:8/{z}/{y}/{x}", "/m/{z}{x}{y}"]
)
def test_tiles_read_an_address(monkeypatch, raw):
    monkeypatch.setenv("GEZHI_PROBE", raw)
    assert env.tiles("GEZHI_PROBE", "") == raw


@pytest.mark.parametrize(
    "raw",
    [
        "https://t.example/{z}/{x}.png",
        "https://{s}.t.example/{z}/{x}/{y}.png",
        "ftp://t.example/{z}/{x}/{y}",
        "https://t.example/{z}/{x}/{y}; script-src *",
        "//t.example/{z}/{x}/{y}",
        "t.example/{z}/{x}/{y}",
    ],
)
def test_tiles_refuse_what_the_content_policy_cannot_name(monkeypatch, raw):
    monkeypatch.setenv("GEZHI_PROBE", raw)
    with pytest.raises(env.BadSetting, match="GEZHI_PROBE"):
        env.tiles("GEZHI_PROBE", "")
