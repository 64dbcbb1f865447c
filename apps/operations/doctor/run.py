"""Runs the checks, all at once: each in a thread that is not waited for beyond its time."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connections

PATIENCE = 22.0  # seconds for the slowest, which counts three turns of beat

Check = Callable[[], str | None]


@dataclass
class Finding:
    """`problem` is None where all is well."""

    name: str
    problem: str | None


def run(checks: Iterable[Check]) -> list[Finding]:
    started = [_start(check) for check in checks]
    return [_end(check, thread, box) for check, thread, box in started]


def _start(check: Check) -> tuple[Check, threading.Thread, list[str | None]]:
    box: list[str | None] = []
    thread = threading.Thread(target=_look, args=(check, box), daemon=True)
    thread.start()
    return check, thread, box


def _look(check: Check, box: list[str | None]) -> None:
    try:
        box.append(check())
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is wrong)
        box.append(f"{type(error).__name__}: {_first_line(error)}")
    finally:
        connections.close_all()


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


def _end(check: Check, thread: threading.Thread, box: list[str | None]) -> Finding:
    thread.join(PATIENCE)
    late = f"no answer within {PATIENCE:.0f} s; whatever it asks hangs."
    return Finding(check.__name__.replace("_", " "), box[0] if box else late)
