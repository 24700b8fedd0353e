"""Photos on their way into the store: kept with the case's transaction, gone without it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cases.models import Attachment, Case
from cases.photos import Photo


@contextmanager
def kept(photos: Sequence[Photo]) -> Iterator[list[str]]:
    """Stores the photos under unguessable names; removes them again where the body raises."""
    names: list[str] = []
    try:
        for photo in photos:
            token = token_hex(16)
            names.append(default_storage.save(f"photos/{token[:2]}/{token}.jpg", ContentFile(photo.jpeg)))
        yield names
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def rows(case: Case, photos: Sequence[Photo], names: Sequence[str], at: dt.datetime) -> list[Attachment]:
    """The rows of stored photos of a report; the requester may see the own photos again."""
    return [
        Attachment(
            case=case,
            seq=1,
            file=name,
            width=photo.width,
            height=photo.height,
            digest=photo.digest,
            public=True,
            at=at,
        )
        for photo, name in zip(photos, names, strict=True)
    ]
