"""My own addresses: mine alone, verified with a code, forgotten when I say so."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from cases.telling import reach
from cases.world import world
from notices.actions.sending import send_due
from notices.models import ChannelChoice, Delivery
from notices.verification import code_of
from tests.town import AT

EACH = {"wants": "each", "language": "en"}


@pytest.fixture
def mail_on(settings, tuesday):
    settings.MAIL_IS_ON = True


def choose(client, address="z@example.cn", **more):
    return client.post("/notices/channels/mail/choose/", {"address": address, **EACH, **more})


def test_an_address_is_chosen_verified_changed_and_forgotten(as_, town, mail_on, mailoutbox):
    client = as_("grid")
    assert "E-mail address" in client.get("/notices/channels/").text
    assert choose(client).status_code == 302
    choice = ChannelChoice.objects.get()
    assert (choice.user, choice.verified_at, choice.address_masked) == (town.user("grid"), None, "z***@example.cn")
    assert b"example" not in bytes(choice.address_cipher)

    send_due(reach(world(AT)), at=AT)
    (letter,) = mailoutbox
    assert letter.to == ["z@example.cn"]
    code = letter.body.split(" is ")[1][:6]
    wrong = client.post("/notices/channels/mail/verify/", {"code": "000000" if code != "000000" else "000001"})
    assert (wrong.status_code, "This is not the code" in wrong.text) == (400, True)
    assert client.post("/notices/channels/mail/verify/", {"code": code}).status_code == 302
    assert ChannelChoice.objects.get().verified_at == AT
    page = client.get("/notices/channels/").text
    assert "z***@example.cn" in page
    assert "z@example.cn" not in page

    client.post("/notices/channels/mail/change/", {"wants": "digest", "language": "zh-hans"})
    choice.refresh_from_db()
    assert (choice.wants, choice.language) == ("digest", "zh-hans")
    client.post("/notices/channels/mail/take-back/")
    choice.refresh_from_db()
    assert (bytes(choice.address_cipher), choice.address_masked, choice.verified_at) == (b"", "", None)
    verbs = list(AuditEntry.objects.filter(verb__endswith="channel").order_by("id").values_list("verb", flat=True))
    assert verbs == ["choose_channel", "verify_channel", "change_channel", "take_back_channel"]
    assert "example.cn" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_another_address_has_to_be_verified_again(as_, town, mail_on):
    client = as_("grid")
    choose(client)
    ChannelChoice.objects.update(verified_at=AT)
    old = code_of(ChannelChoice.objects.get())
    choose(client, "other@example.cn")
    assert ChannelChoice.objects.get().verified_at is None
    assert client.post("/notices/channels/mail/verify/", {"code": old}).status_code == 400


def test_a_code_is_good_for_half_an_hour(as_, town, mail_on, tuesday):
    client = as_("grid")
    choose(client)
    code = code_of(ChannelChoice.objects.get())
    tuesday.move_to(AT + dt.timedelta(minutes=30, seconds=1))
    assert client.post("/notices/channels/mail/verify/", {"code": code}).status_code == 400


def test_nobody_verifies_the_address_of_somebody_else(as_, town, mail_on):
    choose(as_("grid"))
    code = code_of(ChannelChoice.objects.get())
    assert as_("grid2").post("/notices/channels/mail/verify/", {"code": code}).status_code == 409
    assert ChannelChoice.objects.get().verified_at is None


def test_codes_are_not_guessed_and_not_ordered_without_end(as_, town, mail_on):
    client = as_("grid")
    assert [choose(client).status_code for _n in range(6)] == [302] * 5 + [403]
    assert Delivery.objects.count() == 5
    tries = [client.post("/notices/channels/mail/verify/", {"code": "x"}).status_code for _n in range(11)]
    assert tries == [400] * 10 + [403]


@pytest.mark.parametrize("address", ["", "x", "a@b", "a@example.cn\nBcc: b@example.cn", "a@example.cn, b@example.cn"])
def test_what_is_no_address_is_refused(as_, town, mail_on, address):
    assert choose(as_("grid"), address).status_code == 400
    assert not ChannelChoice.objects.exists()


def test_a_channel_that_is_off_or_unknown_is_not_there(as_, town, mail_on):
    client = as_("grid")
    assert client.post("/notices/channels/sms/choose/", {"address": "13812345678", **EACH}).status_code == 404
    assert client.post("/notices/channels/mail/nonsense/").status_code == 404
    assert client.post("/notices/channels/pigeon/choose/").status_code == 404


def test_an_installation_without_channels_says_so(as_, town):
    assert "Notices stay inside Gezhi" in as_("grid").get("/notices/channels/").text


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/notices/channels/").status_code == 302
    assert client.post("/notices/channels/mail/choose/").status_code == 302
