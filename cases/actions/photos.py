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


def rows(
    case: Case, photos: Sequence[Photo], names: Sequence[str], at: dt.datetime, *, seq: int = 1, public: bool = True
) -> list[Attachment]:
    """The rows of stored photos: of a report, which the requester may see again, or of another event."""
    return [
        Attachment(
            case=case,
            seq=seq,
            file=name,
            width=photo.width,
            height=photo.height,
            digest=photo.digest,
            public=public,
            at=at,
        )
        for photo, name in zip(photos, names, strict=True)
    ]
