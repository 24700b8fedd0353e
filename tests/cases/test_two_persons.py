"""What closes a case against its requester needs two persons who agree (case process §4.2, two persons)."""

import pytest

from accounts.refusals import Kind, Refusal
from cases.actions import triage
from cases.models import Case, Text
from tests.town import AT, COMMUNITY, local

LATER = local("2026-03-03 10:30")
# The reason proposed, in words, and another of the same verb.
AGREED = [
    ("reject", "not_public_duty", "Not a public duty", "unlawful_demand"),
    ("refer", "litigation", "Court", "petition"),
    ("cancel", "test", "A test", "entered_by_mistake"),
]


def close(town, case, verb, name, reason, words, at=AT):
    field = "text" if verb == "cancel" else "reply"
    return getattr(triage, verb)(case, by=town.user(name), at=at, reason=reason, **{field: words})


@pytest.mark.parametrize(("verb", "reason", "words", "other"), AGREED)
def test_the_second_person_confirms_the_reason_that_was_proposed_and_no_other(town, verb, reason, words, other):
    case = close(town, town.report(None, area=COMMUNITY), verb, "community", reason, "初稿")
    with pytest.raises(Refusal) as refused:
        close(town, case, verb, "community2", other, "定稿", LATER)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "other_proposal")
    assert f"“{words}”" in str(refused.value.message)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.event_count) == ("reported", 2)


@pytest.mark.parametrize(("verb", "reason"), [row[:2] for row in AGREED])
def test_the_words_may_differ_and_both_stay_in_the_record(town, verb, reason):
    case = close(town, town.report(None, area=COMMUNITY), verb, "community", reason, "初稿")
    case = close(town, case, verb, "community2", reason, "定稿", LATER)
    assert case.state == "closed"
    said = Text.objects.filter(case=case).order_by("seq").values_list("kind", "body")
    assert list(said)[1:] == [("staff", "初稿"), ("reply", "定稿")]
