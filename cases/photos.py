"""Photos that people send: known by their content, made small, rid of metadata; or refused.

A photo carries more than a picture: the place and hour of its making, sometimes a serial number. So
nothing of the file is kept: the pixels are encoded anew as JPEG.
"""

import hashlib
import io
import struct
import threading
import warnings
from dataclasses import dataclass
from typing import IO, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, UnidentifiedImageError

from accounts.refusals import Refusal, invalid, too_many

MOST = 4
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 25_000_000
"""The 24 megapixels of a present telephone are 24.5 million."""
EDGE_PIXELS = 2048
QUALITY = 82

MOST_AT_ONCE = 4
BUSY_SECONDS = 60
_READERS = threading.BoundedSemaphore(MOST_AT_ONCE)
"""Reports of this process whose photos are being read. Half of its threads stay free for everybody else."""
_DECODER = threading.Lock()
"""One decoded picture at a time: each takes up to 100 MB."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the orientation that the camera wrote."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif", b"avif", b"avis"})


class Upload(Protocol):
    """What Django's and the API's uploaded files have in common."""

    size: int | None
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept: JPEG bytes, edges in pixels, SHA-256 of the bytes in hex."""

    jpeg: bytes
    width: int
    height: int
    digest: str


def read(upload: Upload) -> Photo:
    """The photo in an uploaded file, upright, at most 2,048 pixels wide or high, without metadata.

    The name and the declared type of the file count for nothing. Raises `Refusal` invalid, field
    `photos`: `photo_too_large` (over 15 MB, or over 25 million pixels: read from the header, before
    anything is decoded), `photo_heic`, `photo_unknown` (no picture), `photo_broken` (truncated).
    """
    if (upload.size or 0) > MOST_BYTES:
        raise _refusal("photo_too_large", _("A photo is larger than 15 MB."))
    stream = upload.file
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        raise _refusal("photo_heic", _("HEIC photos cannot be read here. Send it as JPEG, or take a screenshot of it."))
    with _DECODER:
        return _encoded(_decoded(stream))


def read_all(uploads: "list[Upload]") -> list[Photo]:
    """Every photo of a report; more than four are refused with `too_many_photos`.

    Raises `Refusal` too_many `photos_busy` where four reports with photos are being read already.
    """
    if len(uploads) > MOST:
        raise _refusal("too_many_photos", _("Send at most 4 photos."))
    if not uploads:
        return []
    if not _READERS.acquire(blocking=False):
        message = _("Many photos are arriving at this moment. Wait a minute and send it again.")
        raise too_many("photos_busy", message, BUSY_SECONDS)
    try:
        return [read(upload) for upload in uploads]
    finally:
        _READERS.release()


def _decoded(stream: IO[bytes]) -> Image.Image:
    """The first picture of the file in RGB; transparent parts become white."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata in a photo is the sender's, and is dropped anyway
            image = Image.open(stream, formats=_FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise _too_many_pixels()
            image.draft("RGB", (EDGE_PIXELS, EDGE_PIXELS))
            image.load()
            upright = _upright(image)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        raise _refusal("photo_unknown", _("This is no photo that can be read here. Send JPEG, PNG or WebP.")) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error):
        raise _refusal("photo_broken", _("A photo is damaged or arrived only in part. Choose it again.")) from None
    return _on_white(upright)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held. Metadata that cannot be read say nothing; the picture is whole."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 -- the sender chooses the bytes, and Pillow's reader fails on them in many ways
        return image
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGB", "L"}:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _encoded(image: Image.Image) -> Photo:
    image.thumbnail((EDGE_PIXELS, EDGE_PIXELS), Image.Resampling.LANCZOS)
    pixels = Image.new("RGB", image.size)
    pixels.paste(image)
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=QUALITY, optimize=True)
    jpeg = out.getvalue()
    return Photo(jpeg, pixels.width, pixels.height, hashlib.sha256(jpeg).hexdigest())


def _too_many_pixels() -> Refusal:
    return _refusal("photo_too_large", _("A photo has more than 25 million pixels. Send a smaller one."))


def _refusal(code: str, message: "str | Promise") -> Refusal:
    return invalid(code, message, "photos")
