"""Where processes of one parent put their figures together: gunicorn's workers, a Celery worker's pool."""

import os
import shutil
import socket
from pathlib import Path

from django.conf import settings
from prometheus_client import values


def prepare() -> None:
    base, here = Path(settings.METRICS_DIR), socket.gethostname()
    for left_over in base.glob(f"{here}-*"):
        if not is_alive(int(left_over.name.rpartition("-")[2])):
            shutil.rmtree(left_over, ignore_errors=True)
    ours = base / f"{here}-{os.getppid()}"
    ours.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(ours)
    # It looks for the folder when it is imported: here, or before by Flower, which the celery command loads.
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
