"""Where this start lives: its address, its folder, its environment."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.problem import Problem

ROOT = Path(__file__).resolve().parent.parent.parent
# This machine alone. Browsers take `localhost` for either of the two; `0.0.0.0` leads to the first.
LOOPBACK = ["127.0.0.1", "::1"]


def port() -> int:
    said = os.environ.get("PORT") or "8000"
    if not (said.isdecimal() and 0 < int(said) < 65536):
        raise Problem(f"PORT is {said!r}: give a number from 1 to 65535, for example `make run PORT=8001`.")
    return int(said)


def settle(*, demo: bool) -> Path:
    """Tells all children by the environment where they are; what the person has set stays.

    Returns the folder of the data.
    """
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    var = var / "demo" if demo else var
    var.mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(var)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port()}")
    os.environ["PYTHONUNBUFFERED"] = "1"
    # Celery's warning about root is for servers; here it would be the first thing a newcomer reads.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:celery.platforms")
    return var


def addresses() -> list[str]:
    """What to listen on, as `host:port`. HOST opens another door than this machine's own."""
    host = os.environ.get("HOST")
    wanted = [host.strip("[]")] if host else LOOPBACK
    number = port()
    found = [one for one in wanted if _is_free(one, number)]
    if not found:
        raise Problem(f"HOST is {host!r}, no address of this machine. Leave it out, or try HOST=0.0.0.0.")
    return [f"[{one}]:{number}" if ":" in one else f"{one}:{number}" for one in found]


def _is_free(host: str, number: int) -> bool:
    """False when this machine has no such address (no IPv6, for instance)."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except socket.gaierror:
        return False
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(
                f"port {number} is taken by another program. End that one, or choose another port: "
                f"`make run PORT={number + 1}`."
            ) from None
        if error.errno == errno.EACCES:
            raise Problem(f"port {number} is for the system's administrator: `make run PORT=8000`.") from None
        return False
    return True


@contextmanager
def alone_in(var: Path) -> Iterator[None]:
    """Two starts over the same data would be two beats, and two Redis that know nothing of each other."""
    with (var / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"it already runs with the data in {var}. End that one, or give this one a folder "
                "of its own: `make run PORT=8001 VAR_DIR=/another/folder`."
            ) from None
        yield
