"""Users: made, given a password, closed and opened again."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.actions import audit, tokens
from accounts.actions.sign_in import LONGEST_PASSWORD, locked
from accounts.characters import has_unprintable
from accounts.models import User
from accounts.refusals import invalid


@transaction.atomic
def create(*, username: str, name: str, password: str, by: User | None, at: dt.datetime, is_demo: bool = False) -> User:
    """A user who may sign in and has no post yet.

    Raises `Refusal` invalid `bad_username`, `bad_name`, `bad_password` or `username_taken`, with the field.
    """
    user = User(username=User.normalize_username(username), name=name.strip(), is_demo=is_demo, date_joined=at)
    check_fields(user)
    check_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise invalid("username_taken", _("This user name is taken."), "username") from None
    audit.record(by=by, verb="create_user", subject_kind="user", subject_id=user.pk, at=at)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None, at: dt.datetime) -> None:
    """Give a new password; sessions and tokens opened with the old one end.

    Raises `Refusal` invalid `bad_password` with every reason.
    """
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    tokens.revoke_all(user, by=by, at=at)
    audit.record(by=by, verb="set_password", subject_kind="user", subject_id=user.pk, at=at)


def change_password(user: User, *, present: str, password: str, at: dt.datetime) -> None:
    """Give oneself a new password; other sessions and all tokens end.

    Raises `Refusal` invalid `wrong_password` (field `present`) or `bad_password`; too_many `locked` after as
    many wrong ones as lock a name: whoever finds an open session is a stranger too.
    """
    who, most = str(user.pk), settings.AXES_FAILURE_LIMIT
    if limits.spent("own_password", who, most):
        raise locked()
    if not user.check_password(present):
        limits.hit("own_password", who, most, locked().retry_after)
        raise invalid("wrong_password", _("This is not your present password."), "present")
    set_password(user, password, by=user, at=at)


@transaction.atomic
def deactivate(user: User, *, by: User | None, at: dt.datetime) -> None:
    """Close an account: no sign-in, no session, no token. What the person did stays."""
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        tokens.revoke_all(user, by=by, at=at)
        audit.record(by=by, verb="deactivate_user", subject_kind="user", subject_id=user.pk, at=at)


@transaction.atomic
def activate(user: User, *, by: User | None, at: dt.datetime) -> None:
    """Open a closed account again; its old tokens stay revoked."""
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        audit.record(by=by, verb="activate_user", subject_kind="user", subject_id=user.pk, at=at)


def check_fields(user: User) -> None:
    """User name and name can be stored and printed. Raises `Refusal` invalid `bad_username` or `bad_name`."""
    for field in ("username", "name"):
        try:
            getattr(User, field).field.clean(getattr(user, field), user)
        except ValidationError as error:
            raise invalid(f"bad_{field}", " ".join(error.messages), field) from None
        if has_unprintable(getattr(user, field)):
            raise invalid(f"bad_{field}", _("The name has characters that cannot be printed."), field)


def check_password(password: str, user: User) -> None:
    """The password is good enough for this user. Raises `Refusal` invalid `bad_password` with every reason."""
    if len(password) > LONGEST_PASSWORD:
        raise invalid("bad_password", _("The password is too long to sign in with."), "password")
    if "\0" in password:
        raise invalid("bad_password", _("The password has characters that cannot be stored."), "password")
    try:
        password.encode()
        validate_password(password, user)
    except UnicodeEncodeError:
        raise invalid("bad_password", _("The password has characters that cannot be stored."), "password") from None
    except ValidationError as error:
        raise invalid("bad_password", " ".join(error.messages), "password") from None
