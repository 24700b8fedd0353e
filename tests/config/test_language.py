import re

import pytest
from django.conf import settings

from config import settings as product


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", "zh-hans"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr", "zh-hans"),
    ],
)
def test_the_product_speaks_chinese_unless_asked_for_english(db, client, settings, asked, expected):
    settings.LANGUAGE_CODE = product.LANGUAGE_CODE
    page = client.get("/", headers={"Accept-Language": asked} if asked else {})

    assert re.search(r'<html[^>]* lang="([^"]+)"', page.content.decode())[1].lower() == expected
    assert ("反映" in page.content.decode()) is (expected == "zh-hans")


def test_the_tests_speak_english():
    assert settings.LANGUAGE_CODE == "en"
