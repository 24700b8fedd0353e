"""API tokens: issued against a password, shown once, revocable, found by digest."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest

from accounts.actions import audit
from accounts.actions.sign_in import sign_in
from accounts.models import ApiToken, User


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


def find(token: str, at: dt.datetime) -> ApiToken | None:
    """The live token with its user, in one statement; None when unknown, expired, revoked or its user closed.

    The digest makes the work the same for every token, so that time tells nothing about its characters.
    """
    rows = ApiToken.objects.select_related("user").filter(
        digest=_digest(token), revoked_at=None, expires_at__gt=at, user__is_active=True
    )
    return (rows if settings.DEMO else rows.filter(user__is_demo=False)).first()


@transaction.atomic
def revoke(token: ApiToken, *, by: User, at: dt.datetime) -> None:
    """End a token. Ending it twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        audit.record(by=by, verb="revoke_token", subject_kind="token", subject_id=token.pk, at=at)


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
