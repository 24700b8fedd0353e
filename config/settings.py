"""Django settings. Every variable from outside goes through `config.env` and stands in docs/settings.md."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import embedded, env, schedule, secrets, urls_of_servers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(
    env.text("GEZHI_VAR", str(BASE_DIR / "var"), "Folder of the embedded servers, uploads and generated keys.", "var/")
).resolve()

DEBUG = env.flag("GEZHI_DEBUG", False, "Django's debug pages. Never on a machine that others can reach.")
DEMO = env.flag("GEZHI_DEMO", False, "Demo installation: allows the demo accounts' password. `bin/run` sets it.")
SECRET_KEY = env.secret(
    "GEZHI_SECRET_KEY", lambda: secrets.generated(VAR, "secret"), "Signs sessions, query codes and sampling."
)
SECRET_KEY_FALLBACKS = env.words(
    "GEZHI_OLD_SECRET_KEYS", "", "Comma-separated older secret keys: printed place codes and sessions stay good."
)
FIELD_KEYS = env.split(
    env.secret(
        "GEZHI_FIELD_KEYS",
        lambda: secrets.generated(VAR, "field"),
        "Comma-separated Fernet keys that encrypt contact data; the first encrypts, all decrypt.",
    )
)
ALLOWED_HOSTS = env.words("GEZHI_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to.")
CSRF_TRUSTED_ORIGINS = env.words("GEZHI_ORIGINS", "", "Origins trusted for forms behind a proxy, https://host.")
HTTPS = env.flag("GEZHI_HTTPS", False, "The site is reached over HTTPS: secure cookies, redirect and HSTS.")
PROXIES = env.number("GEZHI_PROXIES", 0, "Number of trusted reverse proxies that append to X-Forwarded-For.")

DATABASE_URL = env.text(
    "DATABASE_URL",
    embedded.database_url(VAR),
    "PostgreSQL >= 15 as postgresql://user:password@host:port/name.",
    "embedded under GEZHI_VAR",
)
REDIS_URL = env.text(
    "REDIS_URL",
    embedded.redis_url(VAR),
    "Redis >= 6.2 as redis://host:port/0, rediss:// or unix:///path?db=0.",
    "embedded under GEZHI_VAR",
)
DATABASES: dict[str, dict[str, Any]] = {"default": urls_of_servers.django_database(DATABASE_URL)}
CACHES = {"default": {"BACKEND": "config.cache.KeptRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "gezhi"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "accounts",
    "notices",
    "grids",
    "residents",
    "cases",
    "volunteers",
    "meetings",
    "procedures",
    "reports",
    "api",
    "web",
    "config",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.middleware.PageCompression",
    "web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "web.middleware.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.middleware.PageCaching",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "web.middleware.Refusals",
]
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.chrome",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # web/templates/django/forms comes before Django's own

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.DemoPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TOKEN_DAYS = env.number("GEZHI_TOKEN_DAYS", 30, "Days until an API token expires.")

AXES_FAILURE_LIMIT = env.number("GEZHI_SIGN_IN_FAILURES", 5, "Failed sign-ins before an account is locked.")
AXES_COOLOFF_TIME = env.number("GEZHI_LOCK_MINUTES", 15, "Minutes a locked account stays locked.") / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or a stranger could keep an account locked for ever
AXES_LOCKOUT_CALLABLE = "web.sign_in.locked"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail has the sign-ins
AXES_VERBOSE = False

REPORTS_PER_ADDRESS = env.number(
    "GEZHI_REPORTS_PER_ADDRESS",
    30,
    "Reports without sign-in from one address in ten minutes, four times as many photos, and twenty times as many "
    "looks for likely duplicates; not from this machine.",
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = env.text("GEZHI_TIME_ZONE", "Asia/Shanghai", "Time zone of the office hours and of every printed time.")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "config.vendor.VendorFinder"]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "png", "webp", "gz", "woff2", "map")
MEDIA_ROOT = Path(env.text("GEZHI_MEDIA", str(VAR / "media"), "Folder of uploaded photos.", "media/ under GEZHI_VAR"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.errors.problem",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gezhi",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "POSTPROCESSING_HOOKS": [],  # or equal lists of codes would be given made-up names of their own
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

BIND = env.text("GEZHI_BIND", "127.0.0.1", "Address that `bin/run` listens on; 0.0.0.0 lets other machines in.")
PORT = env.number("PORT", 8000, "Port that `bin/run` listens on.")
WEB_PROCESSES = env.number("GEZHI_WEB_PROCESSES", 2, "Web processes of `bin/run`; one per core.")
WEB_THREADS = env.number("GEZHI_WEB_THREADS", 4, "Threads of each web process; each keeps a database connection.")
WORKER_PROCESSES = env.number("GEZHI_WORKER_PROCESSES", 2, "Worker processes of `bin/run`.")

LIVE_PORT = (
    env.number("GEZHI_LIVE_PORT", 0, "Port of the live updates, where a reverse proxy sends /live/; 0 is PORT + 1.")
    or PORT + 1
)
LIVE_MOST = env.number("GEZHI_LIVE_MOST", 5000, "Open pages that the live updates serve at once.")

SITE_URL = env.text(
    "GEZHI_SITE_URL",
    f"http://localhost:{PORT}",
    "Address of the site in messages, without a slash at its end.",
    "http://localhost:PORT",
)
MAP_TILES = env.tiles(
    "GEZHI_MAP_TILES",
    "Map pictures below the outlines, https://host/{z}/{x}/{y}.png; empty: the maps draw the outlines alone.",
)
MAP_ATTRIBUTION = env.text("GEZHI_MAP_ATTRIBUTION", "", "Whose the map pictures are, as their provider wants it said.")
MAP_MAX_ZOOM = env.number("GEZHI_MAP_MAX_ZOOM", 18, "The closest zoom at which there are map pictures.", least=1)
MAP_DATUM = env.choice(
    "GEZHI_MAP_DATUM",
    "wgs84",
    ("wgs84", "gcj02"),
    "How the map pictures are drawn: `wgs84`, or `gcj02` as by Chinese providers; outlines are shifted to fit them.",
)
SMTP_URL = env.text("GEZHI_SMTP_URL", "", "Mail server: smtp://user:password@host, smtps:// or smtp+starttls://.")
DEFAULT_FROM_EMAIL = env.text("GEZHI_MAIL_FROM", "gezhi@localhost", "Sender of mail.")
MAIL_IS_ON = bool(SMTP_URL) or DEMO
EMAIL_TIMEOUT = 10
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", VAR / "mail"
if SMTP_URL:
    globals().update(urls_of_servers.django_mail(SMTP_URL))
GATEWAYS = {
    "sms": (
        env.text("GEZHI_SMS_URL", "", "Webhook of the SMS gateway, https:; empty switches SMS off."),
        env.text("GEZHI_SMS_SECRET", "", "Signs what goes to the SMS gateway and its receipts."),
    ),
    "chat": (
        env.text("GEZHI_CHAT_URL", "", "Webhook of the enterprise chat's gateway; empty switches it off."),
        env.text("GEZHI_CHAT_SECRET", "", "Signs what goes to the enterprise chat's gateway and its receipts."),
    ),
}
QUIET_FROM = env.time("GEZHI_QUIET_FROM", "21:00", "From when only critical messages leave the house.")
QUIET_UNTIL = env.time("GEZHI_QUIET_UNTIL", "08:00", "Until when only critical messages leave the house.")
DIGEST_AT = env.time("GEZHI_DIGEST_AT", "08:30", "When the daily digest leaves, on working days.")
MESSAGES_KEPT_DAYS = env.number(
    "GEZHI_MESSAGES_KEPT_DAYS", 180, "Days that the log keeps what became of a message by mail, SMS or chat.", least=7
)
NOTICES_KEPT_DAYS = env.number(
    "GEZHI_NOTICES_KEPT_DAYS", 731, "Days that a notice stays in the inbox, with what became of it.", least=31
)

CELERY_BROKER_URL = urls_of_servers.celery_broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = schedule.BEAT
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True  # each task may run twice

SETTLE_SAMPLING_PERCENT = env.number(
    "GEZHI_SAMPLING_PERCENT", 8, "Share of on-the-spot settlements that go to a check, in percent (case process §4.2)."
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Line", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "celery": {"level": "WARNING"},  # or each beat and each task prints two lines
        "axes": {"level": "ERROR"},  # it would print user names and addresses
    },
    "root": {"handlers": ["console"], "level": env.text("GEZHI_LOG_LEVEL", "INFO", "Level of the log on stderr.")},
}
