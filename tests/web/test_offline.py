"""What makes a phone keep Gezhi: the manifest, the worker, and the mark on pages that may be kept."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from cases.states import Verb
from tests.town import AT, GRID
from web import offline
from web.staff.queue import OFFLINE

pytestmark = pytest.mark.usefixtures("tuesday")
SCRIPTS = Path(settings.BASE_DIR) / "web" / "static" / "web"


@pytest.fixture
def worker(client, town):
    """The browser of the grid worker."""
    client.force_login(town.user("grid"), backend="accounts.backends.PasswordBackend")
    return client


def test_the_manifest_names_the_application_in_chinese(client, db):
    response = client.get("/manifest.webmanifest")
    told = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json; charset=utf-8"
    assert (told["short_name"], told["start_url"], told["scope"], told["lang"]) == ("格治", "/desk/", "/", "zh-Hans")
    for icon in told["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(found) as image:
            assert (image.format, f"{image.width}x{image.height}") == ("PNG", icon["sizes"])
    assert [icon["purpose"] for icon in told["icons"]] == ["any", "any", "maskable"]


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(client, db):
    response = client.get("/sw.js")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    release = json.loads(re.search(r"gezhiRelease = (\{.*\});", response.text)[1])
    assert release == {"version": "plain", "hashed": False, "hours": settings.SESSION_COOKIE_AGE / 3600}


def test_a_release_names_itself_in_the_worker(client, db, monkeypatch):
    monkeypatch.setattr(offline.staticfiles_storage, "manifest_hash", "0a1b2c", raising=False)
    assert '"version": "0a1b2c", "hashed": true' in client.get("/sw.js").text


def test_desk_queue_and_cases_may_be_kept_by_their_reader_alone(worker, town):
    case = town.report("ENV01", at=AT)
    for address in ("/desk/", "/queue/", f"/cases/{case.number}/"):
        response = worker.get(address)
        assert response.headers[offline.KEEP] == str(town.user("grid").pk), address
        assert response.headers["Cache-Control"] == "private, no-store", address


def test_nothing_else_may_be_kept(worker, town):
    case = town.report("ENV01", at=AT)
    sensitive = town.report("LIV01", at=AT, area=GRID)
    reveal = worker.post(f"/cases/{case.number}/reveal/", {"reveal-why": "arrange_visit"})
    assert "13812345678" in reveal.text
    others = [worker.get(address) for address in ("/", "/cases/", "/street/", "/notices/", "/cases/new/")]
    refused = worker.post(f"/cases/{case.number}/settle/", {"settle-reply": ""})
    assert refused.status_code == 400
    for response in (reveal, refused, worker.get(f"/cases/{sensitive.number}/"), *others):
        assert offline.KEEP not in response.headers


def test_what_may_be_kept_shows_no_contact_data(worker, town):
    case = town.report("ENV01", at=AT)
    page = worker.get(f"/cases/{case.number}/").text
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "张三丰" not in page


def test_only_staff_get_the_worker(client, town):
    assert "offline.js" not in client.get("/").text
    assert "manifest" not in client.get("/").text
    client.force_login(town.user("grid"), backend="accounts.backends.PasswordBackend")
    page = client.get("/").text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert f'data-person="{town.user("grid").pk}"' in page
    assert client.get("/queue/").status_code == 200


def test_the_queue_asks_for_a_sign_in(client, db):
    assert client.get("/queue/").url == "/sign-in/?next=/queue/"


def test_the_worker_and_the_page_know_the_same_verbs():
    assert OFFLINE == (Verb.SIGN, Verb.NOTE, Verb.SETTLE, Verb.SUBMIT_RESULT)
    script = (SCRIPTS / "worker.js").read_text(encoding="utf-8")
    # And what was found and settled, which is a form of its own.
    assert f"({'|'.join([*(verb.replace('_', '-') for verb in OFFLINE), 'settled'])})" in script
