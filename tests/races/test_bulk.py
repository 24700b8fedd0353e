"""The same page of many cases sent by four tabs at the same moment."""

import pytest

from accounts.models import AuditEntry
from cases.actions import bulk, handling
from cases.models import BulkRun, CaseEvent
from cases.states import Verb
from tests.races.test_verbs import together
from tests.town import AT, build

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_four_times_at_once_each_case_gets_one_note():
    town = build()
    worker = town.user("grid")
    cases = [handling.sign(town.report("ENV01"), by=worker, at=AT) for _n in range(3)]
    picks = [(case.number, case.event_count) for case in cases]

    def send():
        return bulk.run(Verb.NOTE, picks, by=worker, at=AT, key="k" * 64, words={"text": "已通知"}).pk

    assert len(set(together(*[send] * 4))) == 1
    assert BulkRun.objects.get().ended_at == AT
    assert list(BulkRun.objects.get().items.values_list("code", flat=True)) == [""] * 3
    assert CaseEvent.objects.filter(verb="note").count() == 3
    assert AuditEntry.objects.filter(verb="act_in_bulk").count() == 1
