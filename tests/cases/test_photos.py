"""Photos: what comes in is judged by its content, what is kept is a small clean JPEG."""

import hashlib
import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.refusals import Kind, Refusal
from cases import photos


def upload(data, name="photo.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, data, content_type)


def encoded(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width, height):
    """A PNG that claims its size and holds almost nothing: what a bomb looks like."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def noise(width, height):
    return Image.effect_noise((width, height), 60).convert("RGB")


def refused(data, **names):
    with pytest.raises(Refusal) as caught:
        photos.read(upload(data, **names))
    return caught.value


def test_read_keeps_a_small_photo_in_size_and_names_its_digest():
    photo = photos.read(upload(encoded(noise(640, 480))))
    assert (photo.width, photo.height) == (640, 480)
    assert photo.digest == hashlib.sha256(photo.jpeg).hexdigest()
    assert Image.open(io.BytesIO(photo.jpeg)).format == "JPEG"


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 3000), (2048, 1536)), ((1000, 5000), (410, 2048)), ((2048, 2048), (2048, 2048))]
)
def test_read_makes_large_photos_smaller_in_proportion(size, kept):
    photo = photos.read(upload(encoded(Image.new("RGB", size, "teal"))))
    assert (photo.width, photo.height) == kept


def test_read_turns_the_photo_upright_and_drops_where_and_when_it_was_made():
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side: a quarter turn clockwise makes it upright
    exif[0x0132] = "2026:11:22 16:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(image, exif=exif, comment=b"serial 4711")
    assert b"2026:11:22" in data
    photo = photos.read(upload(data))
    assert (photo.width, photo.height) == (100, 200)
    kept = Image.open(io.BytesIO(photo.jpeg))
    assert dict(kept.getexif()) == {}
    assert not {"exif", "comment", "icc_profile"}.intersection(kept.info)
    assert b"2026:11:22" not in photo.jpeg
    assert b"serial 4711" not in photo.jpeg
    red, green, _ = kept.getpixel((50, 20))
    assert red > 200 > 100 > green


@pytest.mark.parametrize(
    ("orientation", "corner", "is_turned"),
    [
        (1, (0, 0), False),
        (2, (1, 0), False),
        (3, (1, 1), False),
        (4, (0, 1), False),
        (5, (0, 0), True),
        (6, (1, 0), True),
        (7, (1, 1), True),
        (8, (0, 1), True),
        (9, (0, 0), False),
    ],
)
def test_read_knows_every_orientation(orientation, corner, is_turned):
    """The red quarter was stored at the left above; the expected corners are those of the EXIF standard."""
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (0, 0, 100, 50))
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = photos.read(upload(encoded(image, exif=exif)))
    assert (photo.width, photo.height) == ((100, 200) if is_turned else (200, 100))
    right, low = corner
    kept = Image.open(io.BytesIO(photo.jpeg))
    red, green, _ = kept.getpixel((photo.width * (1 + 2 * right) // 4, photo.height * (1 + 2 * low) // 4))
    assert red > 200 > 100 > green


UNREADABLE_EXIF = {
    "a description that is a fraction": b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    b"\x0e\x01\x0b\0\x01\0\0\0\0\0\0\0\0\0\0\0",
    "half a head": b"II*\0",
    "no head": b"Gezhi",
}


@pytest.mark.parametrize("tiff", UNREADABLE_EXIF.values(), ids=UNREADABLE_EXIF.keys())
def test_read_takes_a_whole_picture_with_broken_metadata(tiff):
    plain = encoded(Image.new("RGB", (40, 30), "navy"))
    segment = b"Exif\0\0" + tiff
    data = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]
    photo = photos.read(upload(data))
    assert {photo.width, photo.height} == {30, 40}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP"])
def test_read_takes_the_other_formats_under_any_name(kind):
    photo = photos.read(
        upload(encoded(Image.new("RGB", (30, 20), "navy"), kind), name="notes.txt", content_type="text/plain")
    )
    assert Image.open(io.BytesIO(photo.jpeg)).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_read_takes_every_kind_of_pixel(mode):
    photo = photos.read(upload(encoded(Image.new(mode, (30, 20)), "PNG")))
    assert Image.open(io.BytesIO(photo.jpeg)).mode == "RGB"


def test_read_puts_transparent_parts_on_white():
    photo = photos.read(upload(encoded(Image.new("RGBA", (8, 8), (200, 0, 0, 0)), "PNG")))
    assert Image.open(io.BytesIO(photo.jpeg)).getpixel((4, 4)) == (255, 255, 255)


def test_read_takes_the_first_picture_of_a_moving_one():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("white", "black")]
    photo = photos.read(upload(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    assert Image.open(io.BytesIO(photo.jpeg)).getpixel((10, 10)) == (255, 255, 255)


JPEG = encoded(noise(400, 300))
PNG = encoded(noise(400, 300), "PNG")
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
REFUSED = {
    "a little more than a present telephone takes": (png_header(5800, 4400), "photo_too_large"),
    "50 megapixels": (png_header(8000, 6250), "photo_too_large"),
    "more pixels than a computer holds": (png_header(60000, 65000), "photo_too_large"),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "photo_broken"),
    "the head of a JPEG": (JPEG[:300], "photo_broken"),
    "half a PNG": (PNG[: len(PNG) // 2], "photo_broken"),
    "a PNG whose picture is missing": (png_header(100, 100), "photo_broken"),
    "HEIC": (HEIC, "photo_heic"),
    "HTML named as a photo": (b"<!doctype html><script>alert(1)</script>", "photo_unknown"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo_unknown"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "photo_unknown"),
    "nothing": (b"", "photo_unknown"),
    "zeros": (bytes(4096), "photo_unknown"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_read_refuses_with_a_reason_of_its_own(data, code):
    refusal = refused(data)
    assert (refusal.kind, refusal.code, refusal.field) == (Kind.INVALID, code, "photos")


def test_read_refuses_a_heavy_file_before_reading_it():
    heavy = upload(JPEG)
    heavy.size = photos.MOST_BYTES + 1
    heavy.file = None
    with pytest.raises(Refusal, match="photo_too_large"):
        photos.read(heavy)


def test_read_refuses_a_bomb_before_decoding_it(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    assert refused(png_header(8000, 6250)).code == "photo_too_large"


def test_a_flood_of_photos_is_told_to_wait(monkeypatch):
    small = encoded(noise(20, 20))
    for _ in range(photos.MOST_AT_ONCE):
        assert photos._READERS.acquire(blocking=False)
    try:
        with pytest.raises(Refusal, match="photos_busy") as told:
            photos.read_all([upload(small)])
        assert photos.read_all([]) == []
    finally:
        for _ in range(photos.MOST_AT_ONCE):
            photos._READERS.release()
    assert (told.value.kind, told.value.retry_after) == (Kind.TOO_MANY, 60)


def test_the_place_of_a_reader_is_free_again_after_a_bad_photo():
    for _ in range(photos.MOST_AT_ONCE + 1):
        with pytest.raises(Refusal, match="photo_unknown"):
            photos.read_all([upload(b"no picture")])


def test_one_picture_is_decoded_at_a_time(monkeypatch):
    decoding = []
    decode = photos._decoded

    def watched(stream):
        decoding.append(1)
        assert len(decoding) == 1
        try:
            return decode(stream)
        finally:
            decoding.pop()

    monkeypatch.setattr(photos, "_decoded", watched)
    small = encoded(noise(2000, 2000))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _n: photos.read(upload(small)), range(8)))
    assert len(found) == 8


def test_read_all_takes_four_and_refuses_a_fifth():
    small = encoded(noise(20, 20))
    assert len(photos.read_all([upload(small)] * 4)) == 4
    with pytest.raises(Refusal, match="too_many_photos"):
        photos.read_all([upload(small)] * 5)
