"""Sign-in by password, with the demo kept inside the demo."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from accounts.passwords import DEMO_PASSWORD
from accounts.prepared import of_id

_USER = of_id(lambda pk: User.objects.filter(pk=pk))


class PasswordBackend(ModelBackend):
    """Outside the demo neither its accounts nor its password open anything, open sessions included."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if password == DEMO_PASSWORD and not settings.DEMO:
            return None
        return super().authenticate(request, username, password, **kwargs)

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in: every page asks."""
        user = next(iter(_USER.of(user_id)), None)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not getattr(user, "is_demo", False))
