"""The real worker with a fault in it, for `celery -A tests.faults.saboteur`. The product knows nothing of it.

What goes wrong is said by files in SABOTAGE, a folder: `pause` (one dispatch stands still, once, and leaves
its process id in `paused`), `poison` (whoever dispatches the message whose id is in the file dies at once),
`hang` (whoever dispatches that message never ends).
"""

import os
import time
from multiprocessing import current_process
from pathlib import Path

import django

django.setup()

from apps.chat import notifications  # noqa: E402
from config.celery import app  # noqa: E402

__all__ = ["app"]

FOLDER = Path(os.environ["SABOTAGE"])
announce = notifications.announce


def sabotaged(rows):
    rows = list(rows)
    messages = {row.message_id for row in rows}
    if names(FOLDER / "poison", messages):
        os._exit(1)
    if names(FOLDER / "hang", messages):
        hang()
    if is_pool_child() and was_asked_to_pause():
        (FOLDER / "paused").write_text(str(os.getpid()))
        time.sleep(3600)
    announce(rows)


def hang():
    """Deaf to Celery's soft limit, which only raises in it."""
    while True:
        try:
            time.sleep(3600)
        except Exception:  # noqa: BLE001 (that is the fault)
            continue


def is_pool_child() -> bool:
    return current_process().name != "MainProcess"


def names(file, messages) -> bool:
    return file.exists() and int(file.read_text()) in messages


def was_asked_to_pause() -> bool:
    try:
        (FOLDER / "pause").unlink()
    except FileNotFoundError:
        return False
    return True


notifications.announce = sabotaged
