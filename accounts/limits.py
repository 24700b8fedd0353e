"""Rate limits: counters in fixed windows, kept in the cache."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def hit(name: str, key: str, limit: int, seconds: int, uses: int = 1) -> bool:
    """Count one more use, or several; True while the uses of this window number `limit` or fewer.

    A window opens with the first use and lasts `seconds`. `key` says who (an address, a user's id) and
    is kept only as a digest. Where Redis does not answer the use is allowed and logged: a lost cache
    must not stop residents.
    """
    counter = _counter(name, key)
    try:
        if cache.add(counter, uses, timeout=seconds):
            return limit >= uses
        count = _increased(counter, seconds, uses)
    except RedisError:
        log.warning("rate limit %s not counted: Redis does not answer", name, exc_info=True)
        return True
    return count <= limit


def spent(name: str, key: str, limit: int) -> bool:
    """Whether `limit` uses or more are counted in the present window; counts none itself.

    For what is counted only when it fails. False where Redis does not answer.
    """
    try:
        count: int = cache.get(_counter(name, key), 0)
    except RedisError:
        log.warning("rate limit %s not looked at: Redis does not answer", name, exc_info=True)
        return False
    return count >= limit


def _counter(name: str, key: str) -> str:
    return f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def _increased(counter: str, seconds: int, uses: int) -> int:
    # The window may close between `add` and here. Redis then counts from nothing, without an end: give it one.
    try:
        count = cache.incr(counter, uses)
    except ValueError:
        cache.set(counter, uses, timeout=seconds)
        return uses
    if count == uses:
        cache.touch(counter, timeout=seconds)
    return count
