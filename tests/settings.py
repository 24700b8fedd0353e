"""The settings of the test session: its own servers and folder, cheap passwords, no collected assets."""

import os
from pathlib import Path

from tests import free_folder

# The workers of pytest-xdist inherit the environment in which the controller has already chosen a folder.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:
    root = Path(os.environ.get("GEZHI_VAR") or Path(__file__).resolve().parent.parent / "var")
    FOLDER, FOLDER_LOCK = free_folder.taken(root)
    os.environ["GEZHI_VAR"] = str(FOLDER)

from config import embedded, urls_of_servers  # noqa: E402 - the folder is chosen above
from config.settings import *  # noqa: E402, F403 - every setting, then the few that differ
from config.settings import CACHES, STORAGES, VAR  # noqa: E402 - as above

if not os.environ.get("REDIS_URL"):
    # Each worker has its own numbered Redis database beside its own PostgreSQL database.
    REDIS_URL = embedded.redis_url(VAR).replace("db=0", f"db={int(WORKER[2:] or 0) % 16}")
    CACHES["default"]["LOCATION"] = REDIS_URL
    CELERY_BROKER_URL = urls_of_servers.celery_broker(REDIS_URL)
# The tests compare with the words in the source; those about Chinese ask for it.
LANGUAGE_CODE = "en"
SETTLE_SAMPLING_PERCENT = 0  # which settlement is checked follows from its number; tests of the sample set a share
LIVE_PORT = 0  # no stream beside the tests' server; the tests of the live updates start one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = VAR / f"media-{WORKER}"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
