"""Rate limits: counters in fixed windows, kept in the cache."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def hit(name: str, key: str, limit: int, seconds: int) -> bool:
    """Count one more use; True while the uses of this window number `limit` or fewer.

    A window opens with the first use and lasts `seconds`. `key` says who (an address, a user's id) and
    is kept only as a digest. Where Redis does not answer the use is allowed and logged: a lost cache
    must not stop residents.
    """
    counter = f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    try:
        if cache.add(counter, 1, timeout=seconds):
            return limit >= 1
        count = _increased(counter, seconds)
    except RedisError:
        log.warning("rate limit %s not counted: Redis does not answer", name, exc_info=True)
        return True
    return count <= limit


def _increased(counter: str, seconds: int) -> int:
    # The window may close between `add` and here. Redis then counts from one, without an end: give it one.
    try:
        count = cache.incr(counter)
    except ValueError:
        cache.set(counter, 1, timeout=seconds)
        return 1
    if count == 1:
        cache.touch(counter, timeout=seconds)
    return count
