"""Where a gateway may be, and what of its answers is kept."""

import pytest

from notices.channels import Message, Undelivered, WebhookSender
from tests.notices.conftest import SECRET, local

AT = local("2026-03-03 10:00")


@pytest.mark.parametrize(
    "url",
    [
        "http://sms.example.cn/send",
        "http://169.254.169.254/latest/",
        "http://localhost.example.cn/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https:///send",
        "https://name@sms.example.cn/",
        "127.0.0.1:8099",
    ],
)
def test_a_gateway_is_https_or_on_this_machine(url):
    with pytest.raises(ValueError, match="gateway"):
        WebhookSender("sms", url, SECRET)


@pytest.mark.parametrize("url", ["https://sms.example.cn/send?a=b", "http://127.0.0.1:8099/", "http://[::1]:8099/"])
def test_these_may_be_gateways(url):
    WebhookSender("sms", url, SECRET)


def test_a_gateway_has_a_secret():
    with pytest.raises(ValueError, match="secret"):
        WebhookSender("sms", "https://sms.example.cn/", "")


def test_a_message_with_another_secret_is_refused_for_good(gateway):
    with pytest.raises(Undelivered) as refused:
        WebhookSender("sms", gateway.url, "other").send(Message("k", "kind", "en", "text", "", "1"), AT)
    assert (refused.value.code, refused.value.permanent) == ("gateway_401", True)
    assert gateway.refused == 1


def test_nobody_there_is_for_now(gateway):
    with pytest.raises(Undelivered) as away:
        WebhookSender("sms", "http://127.0.0.1:9/", SECRET).send(Message("k", "kind", "en", "text", "", "1"), AT)
    assert (away.value.code, away.value.permanent) == ("gateway_away", False)


def test_a_slow_gateway_is_not_waited_for(gateway, monkeypatch):
    monkeypatch.setattr("notices.channels.webhook.TIMEOUT_SECONDS", 0.1)
    gateway.moods.slow_seconds = 0.5
    with pytest.raises(Undelivered) as slow:
        WebhookSender("sms", gateway.url, SECRET).send(Message("k", "kind", "en", "text", "", "1"), AT)
    assert (slow.value.code, slow.value.permanent) == ("gateway_slow", False)


def test_a_message_does_not_print_its_address():
    assert "13812345678" not in repr(Message("k", "kind", "en", "text", "", "13812345678"))
