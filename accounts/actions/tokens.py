"""API tokens: issued against a password, shown once, revocable, found by digest."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest

from accounts.actions import audit
from accounts.actions.sign_in import sign_in
from accounts.models import ApiToken, User
from accounts.prepared import Prepared


def issue(*, username: str, password: str, request: HttpRequest, at: dt.datetime) -> tuple[str, dt.datetime]:
    """A new token and when it expires (settings.TOKEN_DAYS). Raises what `sign_in` raises."""
    user = sign_in(username=username, password=password, request=request, at=at)
    token = secrets.token_urlsafe(32)
    expires_at = at + dt.timedelta(days=settings.TOKEN_DAYS)
    with transaction.atomic():
        row = ApiToken.objects.create(user=user, digest=_digest(token), created_at=at, expires_at=expires_at)
        audit.record(by=user, verb="issue_token", subject_kind="token", subject_id=row.pk, at=at)
    # Django's own announcement of a sign-in: the failures counted so far are forgotten, as for a session.
    user_logged_in.send(sender=User, request=request, user=user)
    return token, expires_at


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a live token speaks for."""

    user: User
    token_id: int


def find(token: str, at: dt.datetime) -> Bearer | None:
    """Whom the token speaks for, in one statement; None when unknown, expired, revoked or its user closed.

    The digest makes the work the same for every token, so that time tells nothing about its characters.
    """
    found = next(iter(_BEARER.of(_digest(token), at)), None)
    if found is None or (found.is_demo and not settings.DEMO):
        return None
    return Bearer(found, found.token_id)


def _bearer(digest: str, at: dt.datetime) -> QuerySet[Any]:
    live = User.objects.filter(
        is_active=True, api_tokens__digest=digest, api_tokens__revoked_at=None, api_tokens__expires_at__gt=at
    )
    return live.annotate(token_id=F("api_tokens__id"))


_BEARER: Prepared[Any] = Prepared(_bearer, "a digest", dt.datetime.max.replace(tzinfo=dt.UTC))


@transaction.atomic
def revoke(token_id: int, *, by: User, at: dt.datetime) -> None:
    """End a token. Ending it twice changes nothing."""
    if ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at):
        audit.record(by=by, verb="revoke_token", subject_kind="token", subject_id=token_id, at=at)


@transaction.atomic
def revoke_all(user: User, *, by: User | None, at: dt.datetime) -> None:
    """End every token of a user."""
    count = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    if count:
        audit.record(by=by, verb="revoke_tokens", subject_kind="user", subject_id=user.pk, at=at, data={"count": count})


def purge(before: dt.datetime) -> int:
    """Delete tokens that ended before an instant; how many."""
    return ApiToken.objects.filter(expires_at__lt=before).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
