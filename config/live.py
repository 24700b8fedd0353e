"""The live process: `granian --interface asgi config.live:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from web.live.app import Live  # noqa: E402 - Django is set up above

application = Live()
