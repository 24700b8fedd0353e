"""One verb on many cases: each by its own action, once, with a line for each and an entry of the whole."""

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.actions import bulk, handling
from cases.models import BulkRun, CaseEvent
from cases.states import Verb
from tests.town import AT, COMMUNITY, FAR_GRID, GRID

KEY = "a" * 64


def picks(*cases):
    return [(case.number, case.event_count) for case in cases]


def run(town, verb, cases, who="grid", key=KEY, **words):
    return bulk.run(verb, picks(*cases), by=town.user(who), at=AT, key=key, words=words)


def lines(run):
    return dict(run.items.values_list("number", "code"))


def test_what_can_be_done_is_done_and_the_rest_stays(town):
    fresh, signed = town.report("ENV01"), handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    far, stale = town.report("ENV01", area=FAR_GRID), town.report("ENV01")
    stale.event_count -= 1
    found = run(town, Verb.SIGN, [signed, fresh, far, stale])
    assert lines(found) == {
        fresh.number: "",
        signed.number: "wrong_state",
        far.number: "not_found",
        stale.number: "stale",
    }
    fresh.refresh_from_db()
    assert fresh.state == "processing"
    assert CaseEvent.objects.filter(case__in=[far, stale], verb="sign").count() == 0
    entry = AuditEntry.objects.get(verb="act_in_bulk")
    assert (entry.user, entry.subject_id) == (town.user("grid"), str(found.pk))
    assert (entry.data["done"], sorted(entry.data["refused"].values())) == (
        [fresh.number],
        ["not_found", "stale", "wrong_state"],
    )


def test_sent_twice_it_is_done_once(town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    found = [run(town, Verb.NOTE, [case], text="已通知") for _again in range(2)]
    assert found[0] == found[1]
    assert CaseEvent.objects.filter(case=case, verb="note").count() == 1
    assert AuditEntry.objects.filter(verb="act_in_bulk").count() == 1


def test_a_run_that_was_broken_off_goes_on_with_the_rest(town):
    first, second = town.report("ENV01"), town.report("ENV01")
    run(town, Verb.SIGN, [first])
    BulkRun.objects.update(ended_at=None)
    found = run(town, Verb.SIGN, [first, second])
    assert lines(found) == {first.number: "", second.number: ""}
    assert CaseEvent.objects.filter(case=first, verb="sign").count() == 1


def test_the_mark_of_another_person_is_another_mark(town):
    case = town.report("ENV01")
    assert run(town, Verb.SIGN, [case], who="community") != run(town, Verb.SIGN, [case])
    case.refresh_from_db()
    assert case.state == "processing"


def test_a_note_in_bulk_is_internal_and_opens_no_way_up(town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    run(town, Verb.NOTE, [case], text="统一回复口径")
    case.refresh_from_db()
    assert case.attempted_at is None
    assert CaseEvent.objects.get(case=case, verb="note").data == {"kind": "internal"}


def test_each_verb_has_its_own_words(town):
    waiting = [town.report(None, area=COMMUNITY) for _n in range(2)]
    run(town, Verb.DISPATCH, waiting, who="community", category="ENV01", unit=None)
    for case in waiting:
        case.refresh_from_db()
        assert (case.state, case.category.code) == ("dispatched", "ENV01")
    found = run(town, Verb.SUPERVISE, waiting, who="street", key="b" * 64, level="yellow", text="请抓紧")
    assert set(lines(found).values()) == {""}
    found = run(town, Verb.URGE, [town.report(None, area=GRID)], who="community", key="c" * 64, text="")
    assert set(lines(found).values()) == {""}


@pytest.mark.parametrize(
    ("verb", "count", "code"),
    [(Verb.CANCEL, 1, "not_in_bulk"), (Verb.SIGN, 0, "no_cases"), (Verb.SIGN, 51, "too_many_cases")],
)
def test_what_is_no_run_is_refused(town, verb, count, code):
    with pytest.raises(Refusal) as refused:
        bulk.run(verb, [(str(n), 1) for n in range(count)], by=town.user("grid"), at=AT, key=KEY, words={})
    assert refused.value.code == code
    assert not BulkRun.objects.exists()
