"""The worker's and the beat's Celery application.

The database is the truth and holds every due instant: a task lost with Redis is found again by the next
beat, so nothing here uses `eta` or `countdown`, and results are not kept.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("gezhi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
