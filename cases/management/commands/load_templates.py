"""`manage.py load_templates`: the reply templates that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.reply_templates import load_shipped


class Command(BaseCommand):
    """Adds what is missing; a template whose words were changed here stays as it is."""

    help = "Load the prepared replies that ship with the product; those that are there stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%(count)d templates added.") % {"count": load_shipped(at=timezone.now())})
