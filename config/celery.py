"""The worker's and the beat's Celery application.

The database is the truth and holds every due instant: a task lost with Redis is found again by the next
beat, so nothing here uses `eta` or `countdown`, and results are not kept.
"""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Root may run Gezhi; messages are JSON, which is what the warning is about.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("gezhi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
