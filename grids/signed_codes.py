"""The letters of a place code: ten by chance, four that sign them.

The signature tells a guess or a slip of the finger from a code of this installation before anybody asks the
database. It is made under the installation's secret; sheets hang for years, so codes signed under an older
secret stay good (`settings.SECRET_KEY_FALLBACKS`).
"""

import hmac
import secrets
import unicodedata

from django.conf import settings

# Nothing that a tired eye takes for something else: no I L O U, no 0 1.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
BY_CHANCE, SIGNING = 10, 4
LENGTH = BY_CHANCE + SIGNING


def fresh() -> str:
    """A new code: 49 bits by chance, then 19 bits of HMAC-SHA256 over them."""
    chance = "".join(secrets.choice(LETTERS) for _letter in range(BY_CHANCE))
    return chance + _signature(chance, settings.SECRET_KEY)


def tidy(typed: str) -> str:
    """A code as it is kept, however it was typed: in small or wide letters, in groups."""
    return "".join(unicodedata.normalize("NFKC", typed).upper().replace("-", " ").split())


def is_signed(code: str) -> bool:
    """The tidy code was made here, under the present secret or an older one."""
    if len(code) != LENGTH or not code.isascii():
        return False
    chance, given = code[:BY_CHANCE], code[BY_CHANCE:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(_signature(chance, key), given) for key in keys)


def in_groups(code: str) -> str:
    """The code as it is printed: easy to read out and to type."""
    return f"{code[:5]}-{code[5:BY_CHANCE]}-{code[BY_CHANCE:]}"


def _signature(chance: str, key: str) -> str:
    number = int.from_bytes(hmac.digest(key.encode(), f"place-code:{chance}".encode(), "sha256")[:8])
    letters = []
    for _place in range(SIGNING):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)
