"""Encryption of single fields: Fernet under the keys of `settings.FIELD_KEYS`."""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(clear: str) -> bytes:
    """Under the first key. Nothing stays nothing, so that an empty column means "not given"."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(clear.encode()) if clear else b""


def decrypt(cipher: bytes | memoryview) -> str:
    """Under whichever key fits. Raises `cryptography.fernet.InvalidToken` where none does: a key was lost."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(bytes(cipher)).decode() if cipher else ""
