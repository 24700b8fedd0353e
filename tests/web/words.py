"""What a page says, without its marks."""

import re


def words(page):
    """The text of an answer on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
