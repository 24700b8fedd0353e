"""Signed webhooks: the published example, and everything that is not it."""

import pytest

from notices.signing import is_signed, sign

ID, AT, BODY = "msg-1", 1_700_000_000, b'{"a":1}'
GOOD = sign("secret", ID, AT, BODY)


SECRET = "secret"


def signed(secret=SECRET, message_id=ID, timestamp=str(AT), signature=GOOD, body=BODY, now=AT):
    return is_signed(secret, message_id, timestamp, signature, body, now=now)


def test_the_signature_is_what_another_implementation_computes():
    # printf '%s' 'msg-1.1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret -binary | base64
    assert GOOD == "v1,5BMrxZj5lscjjZHEiwaXTqWqF5C2p/s5OpAP74+Gt7Q="


def test_a_good_signature_counts_alone_or_among_others():
    assert signed()
    assert signed(signature=f"v1,AAAA {GOOD}")
    assert signed(now=AT + 300)
    assert signed(now=AT - 300)


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "other"},
        {"secret": ""},
        {"message_id": "msg-2"},
        {"message_id": ""},
        {"timestamp": str(AT + 1)},
        {"timestamp": "x"},
        {"timestamp": ""},
        {"timestamp": "9" * 500},
        {"signature": ""},
        {"signature": GOOD[3:]},
        {"signature": GOOD.lower()},
        {"signature": "v1,ü"},
        {"body": b'{"a":2}'},
        {"now": AT + 301},
        {"now": AT - 301},
    ],
)
def test_any_other_does_not(change):
    assert not signed(**change)
