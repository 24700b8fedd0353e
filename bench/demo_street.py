"""A small demo street for the benches that look at pages, and browsers that are signed in to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from demo_doors import asked_case
from ground import ROOT, ready, web

CASES = 90
RESIDENTS = {"resident": "processing", "asked": "asked", "rater": "closed"}
"""Who has reported something, by the state of the case."""
os.environ["GEZHI_DEMO"] = "yes"  # before the settings are read: the demo, and the page of the design system


@contextmanager
def demo_street() -> Iterator[str]:
    """Servers of their own with a small demo street; the address of the web."""
    with ready():
        import datetime as dt  # noqa: PLC0415 -- beside what needs the settings

        from config.demo import loading  # noqa: PLC0415 -- after setup
        from config.translations import compile_catalogues  # noqa: PLC0415 -- as above

        compile_catalogues([ROOT / "locale"])
        loading.load(dt.datetime.now(dt.UTC).date(), lambda _day: None, count=CASES)
        with web() as port:
            yield f"http://127.0.0.1:{port}"


def session_of(who: str) -> str:
    """The key of a new session: of an account of the demo, of one of the `RESIDENTS`, or of a mere `passer`."""
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.contrib.auth import login  # noqa: PLC0415 -- as above
    from django.http import HttpRequest  # noqa: PLC0415 -- as above

    from accounts.models import User  # noqa: PLC0415 -- as above

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    if who == "passer":
        pass
    elif who in RESIDENTS:
        request.session.update(_reported(RESIDENTS[who]))
    else:
        login(request, User.objects.get(username=who), backend="accounts.backends.PasswordBackend")
    request.session.save()
    return str(request.session.session_key)


def _reported(state: str) -> dict[str, dict[str, object]]:
    """What a browser keeps after a report: of the newest case in a state, or of the one last asked about."""
    from cases import query_code  # noqa: PLC0415 -- after setup
    from cases.models import Case  # noqa: PLC0415 -- as above

    case = asked_case() if state == "asked" else Case.objects.filter(state=state).order_by("-reported_at").first()
    case = case or Case.objects.latest("pk")
    tracked = {"number": case.number, "code": query_code.of(case.number)}
    promise = case.due_at or case.reported_at
    shown = {**tracked, "state": case.state, "call_first": []}
    shown |= {"reported_at": case.reported_at.isoformat(), "promise_at": promise.isoformat()}
    return {"tracked": tracked, "receipt": shown}
