"""The clock of the pages stands still, on the town's Tuesday morning."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.town import AT


@pytest.fixture
def tuesday():
    """10:00 in the office; `tuesday.move_to(instant)` goes on from there."""
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def picture():
    """A fresh upload of a small photo in one colour."""

    def make(colour="teal", name="photo.jpg"):
        out = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(out, "JPEG")
        return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")

    return make
