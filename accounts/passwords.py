"""The one password that everybody knows, and where it counts."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "gezhi-demo"  # noqa: S105 - printed by `bin/run`, refused outside the demo


class DemoPasswordValidator:
    """Refuses the password of the demo accounts unless this installation is a demo."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if password == DEMO_PASSWORD and not settings.DEMO:
            raise ValidationError(_("This is the password of the demo."), code="demo_password")

    def get_help_text(self) -> Promise:
        return _("The password of the demo is not allowed.")
