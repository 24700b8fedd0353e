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
