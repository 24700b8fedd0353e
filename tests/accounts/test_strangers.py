"""Reports and query codes from addresses that nobody knows."""

import logging

import pytest

from accounts import strangers
from accounts.refusals import Kind, Refusal, conflict, not_found

HOME, OTHER = "198.51.100.7", "198.51.100.8"


def report(address, photos=0):
    """None, or the code of the refusal."""
    try:
        strangers.count_report(address, photos)
    except Refusal as refusal:
        return refusal.code
    return None


def guess(address, is_right=False):
    """What one try of a code comes to."""
    try:
        with strangers.code_try(address):
            if not is_right:
                raise not_found("no such case")
    except Refusal as refusal:
        return refusal.code
    return "open"


def test_an_address_sends_so_many_reports(settings):
    settings.REPORTS_PER_ADDRESS = 2
    assert [report(HOME) for _ in range(4)] == [None, None, "too_many_reports", "too_many_reports"]
    assert report(OTHER) is None


def test_the_refusal_says_when_to_come_back(settings):
    settings.REPORTS_PER_ADDRESS = 0
    with pytest.raises(Refusal) as refused:
        strangers.count_report(HOME, 0)
    assert (refused.value.kind, refused.value.retry_after) == (Kind.TOO_MANY, 600)


def test_an_address_sends_four_photos_for_each_report(settings):
    settings.REPORTS_PER_ADDRESS = 2
    assert [report(HOME, 4), report(OTHER, 9)] == [None, "too_many_reports"]
    assert report(HOME, 5) == "too_many_reports"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::"])
def test_the_machine_itself_is_not_counted(settings, address):
    settings.REPORTS_PER_ADDRESS = 1
    assert [report(address, 50) for _ in range(3)] == [None, None, None]


def test_whoever_has_no_address_is_counted_together(settings):
    settings.REPORTS_PER_ADDRESS = 1
    assert [report(None), report(None)] == [None, "too_many_reports"]


def test_an_address_looks_twenty_times_for_each_report(settings):
    settings.REPORTS_PER_ADDRESS = 1
    for _look in range(20):
        strangers.count_look(HOME)
    with pytest.raises(Refusal, match="too_many_looks"):
        strangers.count_look(HOME)
    strangers.count_look(OTHER)
    assert report(HOME) is None


def test_only_wrong_codes_are_tries(monkeypatch):
    monkeypatch.setattr(strangers, "WRONG_CODES", 2)
    assert [guess(HOME, is_right=True) for _ in range(5)] == ["open"] * 5
    assert [guess(HOME) for _ in range(3)] == ["not_found", "not_found", "too_many_tries"]
    assert guess(HOME, is_right=True) == "too_many_tries"
    assert guess(OTHER, is_right=True) == "open"


def test_another_refusal_is_no_wrong_code(monkeypatch):
    monkeypatch.setattr(strangers, "WRONG_CODES", 1)
    with pytest.raises(Refusal, match="wrong_state"), strangers.code_try(HOME):
        raise conflict("wrong_state", "not now")
    assert guess(HOME, is_right=True) == "open"


@pytest.fixture
def alarm(monkeypatch, caplog):
    """A right code came from HOME; then ten addresses guessed."""
    monkeypatch.setattr(strangers, "ALL_WRONG_CODES", 20)
    guess(HOME, is_right=True)
    with caplog.at_level(logging.WARNING, logger="accounts.strangers"):
        assert {guess(f"203.0.113.{n}") for n in range(10) for _ in range(2)} == {"not_found"}
    return caplog


def test_in_the_alarm_a_new_address_has_three_tries(alarm):
    assert [guess(OTHER) for _ in range(4)] == ["not_found"] * 3 + ["too_many_tries"]
    assert guess(OTHER, is_right=True) == "too_many_tries"
    assert guess("198.51.100.9", is_right=True) == "open"


def test_in_the_alarm_a_familiar_address_keeps_its_tries(alarm):
    assert [guess(HOME) for _ in range(10)] == ["not_found"] * 10
    assert guess(HOME, is_right=True) == "open"


def test_the_alarm_is_logged_once_without_an_address(alarm):
    guess(OTHER)
    said = [record.getMessage() for record in alarm.get_records("setup")]
    assert said == ["20 wrong query codes within an hour: somebody is guessing"]
    assert alarm.records == []
