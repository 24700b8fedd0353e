"""Template tags: icons, times in the office's zone, words, links that keep their filters."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

AT = dt.datetime(2026, 3, 3, 17, 5, tzinfo=dt.UTC)  # 01:05 of the next day in Shanghai


def rendered(source, **context):
    return Template("{% load gezhi %}" + source).render(Context(context))


def test_icon_points_into_the_sprite():
    assert '<use href="/static/web/icons.svg#map-pin"></use>' in rendered('{% icon "map-pin" %}')
    with pytest.raises(KeyError, match="no-such-icon"):
        rendered('{% icon "no-such-icon" %}')


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ at|moment }}", '<time class="num" datetime="2026-03-04T01:05:00+08:00">2026-03-04 01:05</time>'),
        ("{{ at|day }}", '<time class="num" datetime="2026-03-04">2026-03-04</time>'),
        ("{{ none|moment }}{{ none|day }}{{ none|moment_in_words }}", ""),
    ],
)
def test_times_are_the_office_clock(source, text):
    assert rendered(source, at=AT, none=None) == text


def test_moment_in_words_speaks_the_readers_language():
    with override("zh-hans"):
        assert ">2026年3月4日 01:05<" in rendered("{{ at|moment_in_words }}", at=AT)
    with override("en"):
        assert ">4 March 2026, 01:05<" in rendered("{{ at|moment_in_words }}", at=AT)


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{{ 'closed'|state_word }}", "Closed"),
        ("{{ 'closed'|resident_state_word }}", "Finished"),
        ("{{ 'withdrawn'|outcome_word }}", "Withdrawn"),
        ("{{ 'critical'|severity_word }}", "Critical"),
        ("{{ 'red'|supervision_word }}", "Red card"),
        ("{{ 'settle'|verb_word }}", "Settle on the spot"),
        ("{{ ''|outcome_word }}", ""),
    ],
)
def test_codes_become_words(source, word):
    with override("en"):
        assert rendered(source) == word


@pytest.mark.parametrize(
    ("source", "query"),
    [
        ("{% query %}", "?state=closed&cursor=abc"),
        ("{% query cursor=None %}", "?state=closed"),
        ('{% query cursor=None state="reported" %}', "?state=reported"),
        ('{% query area="37 & 0" %}', "?state=closed&cursor=abc&area=37+%26+0"),
    ],
)
def test_query_keeps_what_it_is_not_told_to_change(source, query):
    request = RequestFactory().get("/cases/?state=closed&cursor=abc")
    template = Template("{% load gezhi %}{% autoescape off %}" + source + "{% endautoescape %}")
    assert template.render(Context({"request": request})) == query
