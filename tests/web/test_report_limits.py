"""Reports without sign-in are limited by address, and nothing that was typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import photos
from cases.models import Case
from tests.town import GRID

pytestmark = pytest.mark.usefixtures("town", "tuesday")
HOME, OTHER = "198.51.100.7", "198.51.100.8"


def send(address, **values):
    return Client().post(
        "/report/",
        {"text": "三号楼门口的垃圾没人收。", "area_code": GRID, **values},
        headers={"Accept-Language": "en"},
        REMOTE_ADDR=address,
    )


def test_an_address_sends_so_many_reports_and_keeps_its_words(settings):
    settings.REPORTS_PER_ADDRESS = 2
    assert [send(HOME).status_code for _ in range(2)] == [302, 302]
    refused = send(HOME)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert "Too many reports have come from here." in refused.text
    assert "三号楼门口的垃圾没人收。" in refused.text
    assert Case.objects.count() == 2
    assert send(OTHER).status_code == 302


def test_looking_for_a_place_is_no_report(settings):
    settings.REPORTS_PER_ADDRESS = 1
    assert [send(HOME, find="1", query="红星").status_code for _ in range(3)] == [200] * 3
    assert send(HOME).status_code == 302


def test_too_many_photos_are_refused_before_they_are_decoded(settings, monkeypatch):
    settings.REPORTS_PER_ADDRESS = 1
    monkeypatch.setattr(photos, "read", lambda upload: pytest.fail("decoded"))
    files = [SimpleUploadedFile(f"{n}.jpg", b"no picture", "image/jpeg") for n in range(5)]
    refused = send(HOME, photos=files)
    assert refused.status_code == 429
    assert not Case.objects.exists()
