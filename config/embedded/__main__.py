import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config import tether
from config.embedded.place import ROOT, addresses, alone_in, settle
from config.embedded.private_redis import private_redis
from config.embedded.problem import Problem
from config.embedded.team import Team

READY = "Messager is ready: {url}/messager/"
STAFF_HINT = """\
  A new one asks its first visitor for a name and the owner's account.
  Another account for {url}/admin/: `make staff` in another terminal.
  Data and mail are kept in {var}. Ctrl-C ends everything."""
DEMO_HINT = """\
{people}
  Sign in as one of them here and as another in a second, private window: then talk to yourself.
  Ctrl-C ends everything."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--demo", action="store_true", help="with sample people and conversations")
    demo = parser.parse_args().demo
    if "MAKELEVEL" in os.environ:
        tether.end_with_parent()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, until the manager has its own
    try:
        return run(demo=demo)
    except Problem as problem:
        print(f"Messager cannot start: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def run(*, demo: bool) -> int:
    var = settle(demo=demo)
    doors = addresses()
    with alone_in(var), private_redis(var) as redis:
        print("Preparing the database and the static files …", flush=True)
        _ours("-m", "config.embedded.prepare_data")
        people = _ours("manage.py", "demo") if demo else ""
        hint = READY + "\n" + (DEMO_HINT if demo else STAFF_HINT)
        team = Team(doors, redis)
        with _saying_when_ready(doors[0], hint.format(people=people, url=os.environ["PUBLIC_URL"], var=var)):
            team.loop()
    return _verdict(team)


def _ours(*arguments: str) -> str:
    """What one of our commands says; when it fails, nothing starts."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # on Ctrl-C only we speak
        preexec_fn=tether.die_with_parent,
    )
    if done.returncode and "Traceback" in done.stderr:
        print(done.stderr, file=sys.stderr)
        raise Problem(f"{arguments[-1]} failed; the lines above say why.")
    if done.returncode:
        raise Problem(done.stderr.strip())
    return done.stdout.rstrip()


@contextmanager
def _saying_when_ready(address: str, sentence: str) -> Iterator[None]:
    herald = subprocess.Popen(
        [sys.executable, "-m", "config.embedded.ready", address, sentence],
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=tether.die_with_parent,  # noqa: PLW1509 (no thread runs yet)
    )
    try:
        yield
    finally:
        herald.kill()
        herald.wait()


def _verdict(team: Team) -> int:
    if team.first_to_end:
        print(
            f"Messager has ended because its {team.first_to_end} did; the lines above say why.",
            file=sys.stderr,
        )
        return 1
    print("Messager has ended. Everything is kept for the next start.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
