"""Signing in and out: django-axes counts the failures and locks, the audit trail keeps the rest."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.actions import audit
from accounts.addresses import address_of
from accounts.models import User
from accounts.refusals import Refusal, invalid, too_many

LONGEST_USERNAME = 150
LONGEST_PASSWORD = 256
FAILURES_OF_AN_ADDRESS = 60
"""Within the minutes of a lock, under whatever names: one office behind one address stays well below."""


def sign_in(*, username: str, password: str, request: HttpRequest, at: dt.datetime) -> User:
    """The user whom name and password open; the caller makes a session or a token of it.

    Raises `Refusal` invalid `bad_credentials`, the same for an unknown name, a wrong password and an
    account that is closed; too_many `locked`, with one sentence for both, after too many failures of the
    name at this address (settings.AXES_FAILURE_LIMIT) or of the address under any names (60).
    """
    if not _plausible(username, LONGEST_USERNAME) or not _plausible(password, LONGEST_PASSWORD):
        raise _bad_credentials()
    trace = _trace(request)
    address = trace.META["REMOTE_ADDR"] or "unknown"
    if limits.spent("sign_in", address, FAILURES_OF_AN_ADDRESS):
        raise locked()
    user = authenticate(trace, username=username, password=password)
    if not isinstance(user, User):
        if _was_counted(trace):
            limits.hit("sign_in", address, FAILURES_OF_AN_ADDRESS, _lock_seconds())
        raise _refused(trace, username, at)
    audit.record(by=user, verb="sign_in", subject_kind="user", subject_id=user.pk, at=at)
    return user


def sign_out(user: User, *, at: dt.datetime) -> None:
    """Record the end of a session; the caller ends it."""
    audit.record(by=user, verb="sign_out", subject_kind="user", subject_id=user.pk, at=at)


def _plausible(text: str, longest: int) -> bool:
    """Short enough to be worth a hash, and storable: no NUL, no half of a surrogate pair."""
    return 0 < len(text) <= longest and "\0" not in text and text.encode(errors="replace").decode() == text


def _trace(request: HttpRequest) -> HttpRequest:
    # All that django-axes sees of the attempt: with the request itself it would keep the form's fields
    # for ever and replace the surface's own answer by a general one.
    trace = HttpRequest()
    trace.META["REMOTE_ADDR"] = address_of(request) or ""
    return trace


def _refused(trace: HttpRequest, username: str, at: dt.datetime) -> Refusal:
    if not getattr(trace, "axes_locked_out", False):
        return _bad_credentials()
    if _was_counted(trace):
        # A name that nobody bears is not recorded: people type passwords into the wrong field.
        user = User.objects.filter(username=username).only("pk").first()
        if user is not None:
            audit.record(by=None, verb="lock_out", subject_kind="user", subject_id=user.pk, at=at)
    return locked()


def _was_counted(trace: HttpRequest) -> bool:
    """Whether this very attempt was counted by django-axes, and not refused because the lock was on already."""
    return getattr(trace, "axes_failures_since_start", None) is not None


def locked() -> Refusal:
    """Too many wrong passwords: 429 `locked`, with the minutes of settings.AXES_COOLOFF_TIME."""
    seconds = _lock_seconds()
    sentence = format_lazy(_("Too many failed sign-ins. Try again in {minutes} minutes."), minutes=seconds // 60)
    return too_many("locked", sentence, seconds)


def _lock_seconds() -> int:
    return round(settings.AXES_COOLOFF_TIME * 3600)


def _bad_credentials() -> Refusal:
    return invalid("bad_credentials", _("User name or password is wrong."))
