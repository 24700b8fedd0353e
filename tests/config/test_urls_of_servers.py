import pytest

from config import urls_of_servers


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("redis://:word@cache:6380/2", "redis://:word@cache:6380/2"),
        ("rediss://cache/0", "rediss://cache/0"),
    ],
)
def test_celery_broker(url, expected):
    assert urls_of_servers.celery_broker(url) == expected


@pytest.mark.parametrize(
    ("url", "name", "user", "password", "host", "port", "options"),
    [
        ("postgresql:///gezhi?host=/run/pg&user=postgres", "gezhi", "postgres", "", "/run/pg", "", {}),
        ("postgresql://u:p%40ss@db:5433/street", "street", "u", "p@ss", "db", "5433", {}),
        ("postgresql://u@db/street?sslmode=require", "street", "u", "", "db", "", {"sslmode": "require"}),
        ("postgresql://u@db", "gezhi", "u", "", "db", "", {}),
    ],
)
def test_django_database(url, name, user, password, host, port, options):
    entry = urls_of_servers.django_database(url)

    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == (name, user, password)
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == (host, port, options)


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "ssl", "tls"),
    [
        ("smtp://mail.example.cn", "mail.example.cn", 25, "", "", False, False),
        ("smtps://u:p%40ss@mail.example.cn", "mail.example.cn", 465, "u", "p@ss", True, False),
        ("smtp+starttls://u:p@mail.example.cn:2525", "mail.example.cn", 2525, "u", "p", False, True),
    ],
)
def test_django_mail(url, host, port, user, password, ssl, tls):
    entry = urls_of_servers.django_mail(url)

    assert (entry["EMAIL_HOST"], entry["EMAIL_PORT"]) == (host, port)
    assert (entry["EMAIL_HOST_USER"], entry["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (entry["EMAIL_USE_SSL"], entry["EMAIL_USE_TLS"]) == (ssl, tls)


@pytest.mark.parametrize("url", ["mail.example.cn", "http://mail.example.cn", "smtp://"])
def test_django_mail_refuses_anything_else(url):
    with pytest.raises(ValueError, match="mail server"):
        urls_of_servers.django_mail(url)
