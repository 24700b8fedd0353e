"""The live updates for real: their own process beside the pages, a notice on an open desk."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def wait_for(port, process):
    end = time.monotonic() + 40
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the live updates did not start")


@pytest.fixture
def live(live_server, settings):
    """`manage.py part live` on the tests' database; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgresql:///{database['NAME']}?host={database['HOST']}&user={database['USER']}",
        "REDIS_URL": settings.CACHES["default"]["LOCATION"],
        "GEZHI_SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(live_server.thread.port),
        "GEZHI_LIVE_PORT": str(port),
    }
    command = [sys.executable, "manage.py", "part", "live"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        wait_for(port, process)
        settings.LIVE_PORT = port
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_a_new_case_stands_on_the_open_desk_by_itself(live, browser_page, street, sign_in, shot):
    page = browser_page(PHONE)
    sign_in(page, "grid", "")
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto("/desk/")
    expect(page.locator(".gz-count")).to_have_count(0)
    expect(page.locator("#desk-piles .case-row")).to_have_count(0)
    case = street.report("ENV01", at=timezone.now())
    started = time.monotonic()
    page.locator(".live-toast", has_text=case.number).wait_for()
    assert time.monotonic() - started < 5
    expect(page.locator(".gz-count")).to_have_text(re.compile(r"\s*1"))
    page.locator("#desk-piles .case-row", has_text=case.number).wait_for()
    expect(page.locator("#desk-next")).to_have_text(re.compile(r"\s*有1件案件等[您你]办理。\s*"))
    shot(page, "live-toast")
    page.locator(".live-close").click()
    expect(page.locator(".live-toast")).to_have_count(0)
