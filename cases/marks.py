"""Marks: what stands for something that a person saw, so that it is known whether it is still the same."""

import hashlib


def mark_of(seen: object) -> str:
    """Sixteen characters, others as soon as the `repr` of what was seen is another. No secret."""
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
