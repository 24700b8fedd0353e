"""What is dear to count and changes little is counted once in a while, and kept in the cache in between."""

import hashlib
import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
T = TypeVar("T")


def kept(name: str, question: str, seconds: int, make: Callable[[], T]) -> T:
    """What `make` makes, at most so many seconds old. `question` says all that the answer hangs on.

    Where Redis does not answer it is made each time: a lost cache makes pages slow, not wrong.
    """
    key = f"kept:{name}:{hashlib.sha256(question.encode()).hexdigest()}"
    try:
        found: T | None = cache.get(key)
    except RedisError:
        log.warning("%s not looked up: Redis does not answer", name, exc_info=True)
        return make()
    if found is not None:
        return found
    made = make()
    try:
        cache.set(key, made, timeout=seconds)
    except RedisError:
        log.warning("%s not kept: Redis does not answer", name, exc_info=True)
    return made
