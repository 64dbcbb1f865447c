"""What the tests stand on, made before Django loads its settings: a private Redis, a private database
where PostgreSQL is asked for, and times that run 20 times faster.

Real processes started by a test (tests/stack.py) get the very same environment.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from tests.identity_provider import IDENTITY
from tests.postgres import PrivatePostgres
from tests.redis_process import PrivateRedis

FASTER = 20
TIMES = {  # seconds, as in config/settings.py
    "POLL_INTERVAL": 2.0,
    "POLL_HIDDEN_INTERVAL": 60.0,
    "LIVE_HOLD": 25.0,
    "LIVE_LOOK_EVERY": 2.0,
    "REDIS_BREAK": 10.0,
    "OUTBOX_SWEEP_EVERY": 5.0,
    "PRESENCE_SHORTEST": 15.0,
    "PRESENCE_LONGEST": 105.0,
    "PRESENCE_LEAVE_GRACE": 10.0,
    "PRESENCE_EXPIRE_EVERY": 15.0,
    "PRESENCE_LAST_SEEN_EVERY": 60.0,
    "STATES_END_EVERY": 30.0,
    "ROSTER_INTERVAL": 15.0,
    "TICK_EVERY": 15.0,
}
INSECURE_HOST = "messager.test"  # what browsers call no secure context, unlike localhost
# Only 9 times faster: on a busy machine even a task without a fault takes a second now and then.
# Whole seconds, since Celery's own limits know no others; the lease stays above the hard limit.
TASK_TIMES = {
    "TASK_SOFT_TIME_LIMIT": 2,
    "TASK_TIME_LIMIT": 4,
    "OUTBOX_LEASE": 5,
    "BROKER_VISIBILITY_TIMEOUT": 12,
}


def prepare(*, postgres: bool) -> None:
    """Sets the environment of this session. A DATABASE_URL that is given wins."""
    var = Path(tempfile.mkdtemp(prefix="messager-tests-"))
    var.chmod(0o755)  # the database's own user has to reach its folder
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    (var / "static").mkdir()  # there is one in production
    os.environ |= {name: str(value / FASTER) for name, value in TIMES.items()}
    os.environ |= {name: str(value) for name, value in TASK_TIMES.items()}
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(var),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": INSECURE_HOST,
        "LOG_LEVEL": "INFO",
        "OIDC_PROVIDERS": IDENTITY.configuration(),
    }
    os.environ["REDIS_URL"] = PrivateRedis(var / "redis").start()
    os.environ.pop("CACHE_URL", None)
    if postgres and "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = PrivatePostgres(var / "postgres").start()
