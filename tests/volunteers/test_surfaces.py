import datetime as dt

import time_machine

from api import volunteers as api
from tests.volunteers.conftest import publish
from volunteers.models import ServicePost
from volunteers.states import Verb
from volunteers.tasks import finish_past_posts
from web import volunteers as web


def test_pages_and_api_have_every_verb_once():
    pages = [pattern.default_args["verb"] for pattern in web.urlpatterns if "verb" in pattern.default_args]
    calls = [pattern.callback.view_initkwargs.get("verb") for pattern in api.urlpatterns]
    assert sorted(pages) == sorted(verb for verb in calls if verb) == sorted(Verb)


def test_the_task_finishes_what_has_ended(people):
    post = publish(people["clerk_a"])
    with time_machine.travel(post.ends_at + dt.timedelta(seconds=1)):
        finish_past_posts()
    assert ServicePost.objects.get().state == "finished"
