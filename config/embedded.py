"""PostgreSQL and Redis without installing them."""

from pathlib import Path


def database_url(var: Path) -> str:
    """The URL of the embedded PostgreSQL whose data lie under `var`."""
    return f"postgresql:///gezhi?host={var}/run&user=postgres"


def redis_url(var: Path) -> str:
    """The URL of the embedded Redis whose data lie under `var`."""
    return f"unix://{var}/run/redis.sock?db=0"
