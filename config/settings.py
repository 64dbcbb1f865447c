"""All settings, one file. What differs between machines comes from the environment (config/env.py)."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from environs import validate

from apps.redis_address import for_celery
from config import oidc
from config.env import ADMIN_PATH_SHAPE, LOCAL_HOSTS, env, require_safe, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

# Who we are to the outside: decides cookies, redirects and what is refused at start.
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")
OVER_TLS = PUBLIC_URL.startswith("https://")
PROXY_URL = env.str("PROXY_URL", PUBLIC_URL).rstrip("/")  # the same from inside, for `doctor`
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret_key(VAR_DIR)
require_safe(
    debug=DEBUG,
    public_url=PUBLIC_URL,
    has_own_key=bool(env.str("SECRET_KEY", "")),
)
# LOCAL_HOSTS is a setting too: what the first visitor may ask for without a token.
ALLOWED_HOSTS = [*LOCAL_HOSTS, urlsplit(PUBLIC_URL).hostname or "localhost", *env.list("ALLOWED_HOSTS", [])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env.list("CSRF_TRUSTED_ORIGINS", [])]
BUILD = env.str("BUILD", "dev")

# Another one keeps those away who try "admin/" everywhere. What is ours, messager/ or live/, it cannot be.
ADMIN_PATH = env.str("ADMIN_PATH", "admin/", validate=validate.Regexp(ADMIN_PATH_SHAPE)).lstrip("/")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.apps.StaticFiles",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "apps.accounts",
    "apps.presence",
    "apps.chat",
    "apps.moderation",
    "apps.operations",
]

MIDDLEWARE = [
    "apps.operations.middleware.RequestIds",
    "apps.operations.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "config.middleware.WholeForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.languages.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.DatabaseAway",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
                "apps.accounts.context.entrance",
            ],
        },
    },
]

# --- Database: SQLite by default, PostgreSQL by DATABASE_URL ---------------------------------

LOCK_TIMEOUT_MS = 2000  # on PostgreSQL: who waits longer for a room's row is told to come again
# "transaction": what DATABASE_URL names is a pooler that hands out a connection for each transaction.
DATABASE_POOLER = env.str("DATABASE_POOLER", "", validate=validate.OneOf(["", "transaction"]))
DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'messager.sqlite3'}"),
        conn_max_age=env.int("DATABASE_CONN_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that reads and then writes would otherwise fail as "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for the one writer
        # FULL: an acknowledged message survives power loss.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})
    if DATABASE_POOLER:  # no session is ours: config/pooler.py gives the role its lock timeout
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        DATABASES["default"]["OPTIONS"] |= {"options": f"-c lock_timeout={LOCK_TIMEOUT_MS}"}
    if env.bool("DATABASE_PREPARES", not DATABASE_POOLER):
        # A statement is planned once for each connection: a third of what a send costs the database.
        DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}

# --- Redis: broker, presence, cache. Without CACHE_URL the same one serves for all -----------

REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
CACHE_URL = env.str("CACHE_URL", REDIS_URL)
REDIS_TIMEOUT = env.float("REDIS_TIMEOUT", 0.5)  # seconds for a connect or an answer
REDIS_BREAK = env.float("REDIS_BREAK", 10.0)  # seconds to leave a failing Redis alone

CACHES = {
    "default": {
        "BACKEND": "apps.guarded_redis.FailOpenCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Celery: reasons in docs/architecture.md --------------------------------------------------

CELERY_BROKER_URL, _behind_sentinels = for_celery(REDIS_URL, REDIS_TIMEOUT)
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "dispatch"
CELERY_TASK_ROUTES = {
    "apps.presence.tasks.*": {"queue": "maintenance"},
    "apps.chat.tasks.sweep": {"queue": "maintenance"},
    "apps.chat.tasks.purge": {"queue": "maintenance"},
    "apps.chat.tasks.free": {"queue": "maintenance"},
    "apps.chat.tasks.index_messages": {"queue": "maintenance"},
    "apps.chat.tasks.erase": {"queue": "maintenance"},
    "apps.chat.tasks.make_exports": {"queue": "maintenance"},
    "apps.chat.tasks.clean_exports": {"queue": "maintenance"},
    "apps.moderation.tasks.*": {"queue": "maintenance"},
    "apps.operations.tasks.*": {"queue": "maintenance"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = env.int("TASK_TIME_LIMIT", 30)  # seconds
CELERY_TASK_SOFT_TIME_LIMIT = env.int("TASK_SOFT_TIME_LIMIT", 20)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("BROKER_VISIBILITY_TIMEOUT", 120),
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": REDIS_TIMEOUT,
    "socket_timeout": 1.0,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "health_check_interval": 25,
    "global_keyprefix": "messager:",
    **_behind_sentinels,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"],
    "global_keyprefix": "messager:",
    **_behind_sentinels,
}
CELERY_TASK_PUBLISH_RETRY = False  # the outbox sweep is the retry
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = 1000  # without it Celery opens the database anew for every task

# --- Times, in seconds. Each rule stands in the module that reads it; tests run them faster ---

POLL_INTERVAL = env.float("POLL_INTERVAL", 2.0)
POLL_HIDDEN_INTERVAL = env.float("POLL_HIDDEN_INTERVAL", 60.0)
LIVE_HOLD = env.float("LIVE_HOLD", 25.0)  # below every proxy's patience
LIVE_MOST = env.int("LIVE_MOST", 5000)  # held polls in one process; beyond it pages poll slowly
LIVE_MOST_EACH = env.int("LIVE_MOST_EACH", 6)  # held polls of one person: their devices
LIVE_LOOK_EVERY = env.float("LIVE_LOOK_EVERY", 2.0)
OUTBOX_LEASE = env.float("OUTBOX_LEASE", 45.0)
OUTBOX_SWEEP_EVERY = env.float("OUTBOX_SWEEP_EVERY", 5.0)
PRESENCE_SHORTEST = env.float("PRESENCE_SHORTEST", 15.0)
PRESENCE_LONGEST = env.float("PRESENCE_LONGEST", 105.0)
PRESENCE_LEAVE_GRACE = env.float("PRESENCE_LEAVE_GRACE", 10.0)
PRESENCE_EXPIRE_EVERY = env.float("PRESENCE_EXPIRE_EVERY", 15.0)
PRESENCE_LAST_SEEN_EVERY = env.float("PRESENCE_LAST_SEEN_EVERY", 60.0)
STATES_END_EVERY = env.float("STATES_END_EVERY", 30.0)  # what is over is shown in rosters for so long at most
ROSTER_INTERVAL = env.float("ROSTER_INTERVAL", 15.0)
TICK_EVERY = env.float("TICK_EVERY", 15.0)
FREE_EVERY = env.float("FREE_EVERY", 3600.0)
COUNT_EVERY = env.float("COUNT_EVERY", 900.0)
TYPING_LASTS = env.float("TYPING_LASTS", 6.0)  # pages say it again every three
RATE_LIMITS = env.bool("RATE_LIMITS", True)  # off in benchmarks alone

CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "apps.chat.tasks.sweep",
        "schedule": OUTBOX_SWEEP_EVERY,
        "options": {"expires": OUTBOX_SWEEP_EVERY},
    },
    "purge": {
        "task": "apps.chat.tasks.purge",
        "schedule": 24 * 3600,
        "options": {"expires": 3600},
    },
    "free": {
        "task": "apps.chat.tasks.free",
        "schedule": FREE_EVERY,
        "options": {"expires": FREE_EVERY},
    },
    "index-messages": {
        "task": "apps.chat.tasks.index_messages",
        "schedule": 24 * 3600,
        "options": {"expires": 3600},
    },
    "erase": {
        "task": "apps.chat.tasks.erase",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "clean-exports": {
        "task": "apps.chat.tasks.clean_exports",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "tick": {
        "task": "apps.operations.tasks.tick",
        "schedule": TICK_EVERY,
        "options": {"expires": TICK_EVERY},
    },
    "count-days": {
        "task": "apps.operations.tasks.count_days",
        "schedule": COUNT_EVERY,
        "options": {"expires": COUNT_EVERY},
    },
    "end-suspensions": {
        "task": "apps.moderation.tasks.end_suspensions",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "tell-moderators": {
        "task": "apps.moderation.tasks.tell_moderators",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "expire-presence": {
        "task": "apps.presence.tasks.expire_presence",
        "schedule": PRESENCE_EXPIRE_EVERY,
        "options": {"expires": PRESENCE_EXPIRE_EVERY},
    },
    "end-states": {
        "task": "apps.presence.tasks.end_states",
        "schedule": STATES_END_EVERY,
        "options": {"expires": STATES_END_EVERY},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Accounts ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "chat:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "apps.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.LoginForm",
    "signup": "apps.accounts.forms.SignupForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "add_email": "apps.accounts.email_form.AddressForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "apps.accounts.factor_forms.ReauthenticateForm",
    "request_login_code": "apps.accounts.factor_forms.RequestLoginCodeForm",
    "confirm_login_code": "apps.accounts.factor_forms.ConfirmLoginCodeForm",
    "confirm_reauthentication_code": "apps.accounts.factor_forms.ConfirmReauthenticationCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_USERNAME_MIN_LENGTH = 2
# A newcomer gets in at once, with or without a mail server, so an unconfirmed address must do at first. Then
# the only answer that does not tell a taken address from a free one is to take it too: addresses are unique
# among confirmed ones alone ("strict"). The mailbox's owner gets a mail; the first to confirm has it.
# With a mail server "mandatory" is the stricter choice: nobody gets in before having confirmed.
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", "optional")
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True  # one address a person: a new one takes the old one's place when it is confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if OVER_TLS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Wide for an address, behind which a whole office can be; narrow for an account ("key").
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "100/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "signup": "50/m/ip",
    "signup_address": "5/d/key",
    "first_run": "10/m/ip",  # wrong setup tokens
    "confirm_email": "5/h/key",
    "reset_password": "50/m/ip,5/h/key",
    "reset_password_from_key": "50/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "request_login_code": "50/m/ip,5/h/key",
    "reauthenticate": "10/m/user",
    "picture": "20/h/user",
}
MFA_RATE_LIMITS: dict[str, str] | bool = {"webauthn_login": "100/m/ip"}
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# How many proxies of ours add to X-Forwarded-For. With 0 the header counts for nothing: anybody can send it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

# A code sent by mail signs in, to a confirmed address alone (apps/accounts/factor_forms.py).
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; mail can be slow
# Whoever finds an open browser must not change how its owner signs in.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of such a change, to a confirmed address

MFA_ADAPTER = "apps.accounts.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "apps.accounts.factor_forms.ActivateTOTPForm",
    "authenticate": "apps.accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "apps.accounts.factor_forms.ReauthenticateByCodeForm",
    "add_webauthn": "apps.accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.factor_forms.RenamePasskeyForm",
    "login_webauthn": "apps.accounts.factor_forms.LoginPasskeyForm",
    "authenticate_webauthn": "apps.accounts.factor_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "apps.accounts.factor_forms.ReauthenticatePasskeyForm",
}
MFA_TOTP_ISSUER = "Messager"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which a phone's clock may be wrong
MFA_PASSKEY_LOGIN_ENABLED = True
# An unconfirmed address keeps nobody out of an account: whoever owns it can make one with it too (see above).
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_TLS  # localhost; browsers refuse any other without TLS

# Outside identity providers. The tables of allauth.socialaccount are always there, so that configuring one
# needs no migration, and an account that is deleted while none is configured takes its connections with it.
# Addresses, buttons, and what speaks with a provider, are there only with one.
OIDC_PROVIDERS = oidc.apps(env.str("OIDC_PROVIDERS", ""))
if OIDC_PROVIDERS:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
SOCIALACCOUNT_ADAPTER = "apps.accounts.newcomers.Adapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "apps.accounts.oidc.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": OIDC_PROVIDERS,
    }
}
SOCIALACCOUNT_EMAIL_REQUIRED = (
    False  # a provider may have none to say; who needs one is asked in newcomers.py
)
# Who signs in by an address that both sides have confirmed stays connected when the address changes.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# --- Mail: the embedded default writes it to var/mail/ ------------------------------------------

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Messager <messager@localhost>")

# --- Cookies and headers ------------------------------------------------------------------------

# __Host- cookies need TLS; on plain http at a LAN address they would break sign-in.
SESSION_COOKIE_NAME = "__Host-sessionid" if OVER_TLS else "sessionid"
SESSION_COOKIE_SECURE = OVER_TLS
CSRF_COOKIE_NAME = "__Host-csrftoken" if OVER_TLS else "csrftoken"
CSRF_COOKIE_SECURE = OVER_TLS
CSRF_FAILURE_VIEW = "apps.accounts.gates.csrf_failure"
SECURE_SSL_REDIRECT = False  # the proxy does it
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # which asks for it
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_TLS
SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Static files, language, logs ---------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pt-br", "Português (Brasil)")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = OVER_TLS
USE_TZ = True
TIME_ZONE = "UTC"

# The pictures of people. Written and read by web, tidied by workers.
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
# What people have asked to be given of what is kept of them. Written by workers, read by web.
EXPORT_DIR = env.str("EXPORT_DIR", str(VAR_DIR / "exports"))

# Nothing is measured, and nothing for it imported, where nobody may look.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
METRICS_ADDRESS = env.str("METRICS_ADDRESS", "127.0.0.1:9101")
METRICS_DIR = env.str("METRICS_DIR", str(VAR_DIR / "metrics"))
if METRICS_TOKEN:
    MIDDLEWARE.insert(1, "apps.operations.metrics.requests.Requests")
SENTRY_DSN = env.str("SENTRY_DSN", "")

LOG_FORMAT = env.str("LOG_FORMAT", "text", validate=validate.OneOf(["text", "json"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "apps.operations.log_lines.Text"},
        "json": {"()": "apps.operations.log_lines.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {  # the servers bring handlers of their own
        name: {"handlers": [], "propagate": True}
        for name in ("gunicorn.error", "gunicorn.access", "uvicorn", "uvicorn.error", "uvicorn.access")
    },
}
