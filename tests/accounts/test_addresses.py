import pytest
from django.test import RequestFactory

from accounts.addresses import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, None, "10.0.0.1", "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1", "10.0.0.1"),
        (1, "1.1.1.1", "10.0.0.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "10.0.0.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "10.0.0.1", "1.1.1.1"),
        (2, "2.2.2.2", "10.0.0.1", "10.0.0.1"),
        (1, None, "10.0.0.1", "10.0.0.1"),
        (1, "unknown", "10.0.0.1", "10.0.0.1"),
        (1, "2001:DB8:0:7:1:2:3:4", "10.0.0.1", "2001:db8:0:7::"),
        (0, None, "2001:db8:0:7:ffff::9", "2001:db8:0:7::"),
        (0, None, "fe80::1%eth0", "fe80::"),
        (0, None, "::ffff:10.0.0.1", "10.0.0.1"),
        (0, None, "", None),
    ],
)
def test_address_of_trusts_only_what_our_proxies_appended(settings, proxies, forwarded, remote, expected):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == expected
