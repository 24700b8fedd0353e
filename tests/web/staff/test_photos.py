"""Photos: through the case's own gate, and nothing but a JPEG."""

from cases import photos
from tests.town import GRID


def test_a_photo_is_for_who_may_see_its_case(as_, town, picture):
    case = town.report("ENV01", area=GRID, photos=[photos.read(picture())])
    other = town.report("ENV01", area=GRID, photos=[photos.read(picture("red"))])
    photo = case.attachments.get()
    address = f"/cases/{case.number}/photos/{photo.pk}/"
    response = as_("grid").get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert as_("grid2").get(address).status_code == 404
    assert as_("grid").get(f"/cases/{other.number}/photos/{photo.pk}/").status_code == 404
    assert f'src="{address}"' in as_("grid").get(f"/cases/{case.number}/").text


def test_a_photo_asks_for_a_sign_in(client, town, picture):
    case = town.report("ENV01", photos=[photos.read(picture())])
    assert client.get(f"/cases/{case.number}/photos/{case.attachments.get().pk}/").status_code == 302
