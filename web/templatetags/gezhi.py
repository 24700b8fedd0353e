"""Tags of the pages: icons, times, links that keep their filters."""

import datetime as dt
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases import words
from web.icons import ICONS

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite, put together once. Raises KeyError for a name that the sprite does not hold."""
    if name not in ICONS:
        raise KeyError(f"{name} is not in web/icons.py")
    return format_html(
        '<svg class="gz-icon" width="24" height="24" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("web/icons.svg"),
        name,
    )


@register.filter
def moment(at: dt.datetime | None) -> SafeString | str:
    """An instant in the office's time zone, to the minute: 2026-11-22 16:30."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html('<time class="num" datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M}")


@register.filter
def day(at: dt.datetime | dt.date | None) -> SafeString | str:
    """A day in the office's time zone: 2026-11-22."""
    if at is None:
        return ""
    on = timezone.localtime(at).date() if isinstance(at, dt.datetime) else at
    return format_html('<time class="num" datetime="{}">{}</time>', on.isoformat(), on.isoformat())


@register.filter
def last_day(end: dt.datetime) -> dt.date:
    """The last day that counts in full of what ends at an instant, in the office's time zone."""
    return timezone.localtime(end - dt.timedelta(microseconds=1)).date()


@register.filter
def moment_in_words(at: dt.datetime | None) -> SafeString | str:
    """An instant as the reader's language writes it, for residents: 2026年11月22日 16:30."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    words = formats.date_format(local, "DATETIME_FORMAT")
    return format_html('<time class="num" datetime="{}">{}</time>', local.isoformat(), words)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: str | int | None) -> str:
    """The page's query string with changes; None removes a key. For links of filters and pages."""
    present = context["request"].GET.copy()
    for key, value in changes.items():
        present.pop(key, None)
        if value not in (None, ""):
            present[key] = str(value)
    return f"?{present.urlencode()}"


def _word_filter(name: str, table: words.Words) -> None:
    """A filter from a code to its word; the empty code has none."""

    def word(code: str) -> str:
        return words.word(table, code)

    register.filter(name, word)


_word_filter("state_word", words.STATES)
_word_filter("resident_state_word", words.RESIDENT_STATES)
_word_filter("outcome_word", words.OUTCOMES)
_word_filter("severity_word", words.SEVERITIES)
_word_filter("supervision_word", words.SUPERVISIONS)
_word_filter("verb_word", words.VERBS)
