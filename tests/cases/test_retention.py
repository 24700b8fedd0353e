"""Contact data go two years after a case was closed (hazard E18)."""

import pytest

from accounts.models import AuditEntry
from cases import tasks
from cases.actions import retention
from cases.models import Case
from tests.town import AT, local

CLOSED = local("2024-03-01 09:00")
KEPT_UNTIL = local("2026-03-02 09:00")


def closed(town, at=CLOSED):
    case = town.report()
    Case.objects.filter(pk=case.pk).update(state="closed", outcome="resolved", closed_at=at)
    return case


def names():
    return list(Case.objects.order_by("id").values_list("requester__name_masked", flat=True))


def test_contact_data_go_after_two_years_and_not_a_second_earlier(town):
    case = closed(town)
    assert retention.erase_contacts(KEPT_UNTIL) == 0
    assert names() == ["张**"]
    assert retention.erase_contacts(local("2026-03-02 09:00:01")) == 1
    case.refresh_from_db()
    requester = case.requester
    assert (bytes(requester.name_cipher), bytes(requester.phone_cipher)) == (b"", b"")
    assert (requester.name_masked, requester.phone_masked) == ("", "")
    assert (case.state, case.address) == ("closed", "")
    assert AuditEntry.objects.get(verb="erase_contact").subject_id == str(requester.pk)


def test_open_young_and_nameless_cases_are_left_alone(town):
    town.report()
    closed(town, at=local("2025-03-01 09:00"))
    town.report(phone="")
    Case.objects.filter(requester=None).update(state="archived", outcome="resolved", closed_at=CLOSED)
    assert retention.erase_contacts(AT) == 0
    assert names() == ["张**", "张**", None]


def test_it_works_in_batches_and_running_twice_erases_nothing_twice(town, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _n in range(5):
        closed(town)
    assert retention.erase_contacts(AT, batches=1) == 2
    assert retention.erase_contacts(AT) == 3
    assert retention.erase_contacts(AT) == 0
    assert AuditEntry.objects.filter(verb="erase_contact").count() == 5
    assert names() == [""] * 5


@pytest.mark.parametrize(("now", "left"), [("2026-03-01 12:00", "张**"), ("2026-03-03 10:00", "")])
def test_the_nightly_task_reads_the_clock(town, time_machine, now, left):
    closed(town)
    time_machine.move_to(local(now), tick=False)
    tasks.erase_contacts()
    assert names() == [left]
