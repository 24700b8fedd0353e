"""What became of messages, for those who look after it; no address in clear."""

import pytest

from notices.models import Delivery
from tests.town import AT


def deliver(count=1, **more):
    values = {"channel": "sms", "language": "en", "to_masked": "138****5678", "state": "failed", "tries": 6}
    values |= {"error": "gateway_503"} | more
    for _n in range(count):
        Delivery.objects.create(created_at=AT, **values)


def test_the_log_shows_states_and_reasons_with_masked_addresses(as_, town):
    deliver()
    deliver(state="sent", sent_at=AT, error="")
    page = as_("administrator").get("/notices/log/").text
    for words in ("138****5678", "Failed", "gateway_503", "SMS", "Verification code"):
        assert words in page
    assert "Each is kept for 180 days." in page
    page = as_("auditor").get("/notices/log/?state=sent").text
    assert "gateway_503" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_and_three(as_, town, count, django_assert_num_queries):
    deliver(count)
    client = as_("administrator")
    client.get("/notices/log/")
    with django_assert_num_queries(4):  # user, versions, deliveries, unread
        assert len(client.get("/notices/log/").context["rows"]) == count


def test_older_messages_are_on_the_next_page(as_, town):
    deliver(52)
    client = as_("administrator")
    first = client.get("/notices/log/")
    assert len(first.context["rows"]) == 50
    assert len(client.get(f"/notices/log/?before={first.context['older']}").context["rows"]) == 2


@pytest.mark.parametrize("query", ["state=nonsense", "before=x", "before=9999999999999999999999"])
def test_what_cannot_be_understood_is_refused(as_, town, query):
    assert as_("administrator").get(f"/notices/log/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("name", "status"), [("administrator", 200), ("auditor", 200), ("grid", 403), ("street", 403), ("nobody", 403)]
)
def test_who_reads_the_log(as_, town, name, status):
    assert as_(name).get("/notices/log/").status_code == status


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/notices/log/").status_code == 302
