import argparse
import os
import signal
import subprocess
import sys

from config import tether
from config.embedded.place import ROOT, addresses, alone_in, settle
from config.embedded.private_redis import private_redis
from config.embedded.problem import Problem
from config.embedded.team import Team
from config.embedded.watch import ending_without, say_when_ready

STAFF_HINT = """\
  The first staff account (for {url}/admin/): `make staff` in another terminal.
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
        our("-m", "config.embedded.prepare_data")
        people = our("manage.py", "demo") if demo else ""
        hint = DEMO_HINT if demo else STAFF_HINT
        team = Team(doors)
        say_when_ready(doors[0], hint.format(people=people, url=os.environ["PUBLIC_URL"], var=var))
        with ending_without(redis):
            team.loop()
        return verdict(team, redis)


def our(*arguments: str) -> str:
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
    if done.returncode:
        raise Problem(done.stderr.strip())
    return done.stdout.rstrip()


def verdict(team: Team, redis: "subprocess.Popen[bytes] | None") -> int:
    gone = "private Redis" if redis and redis.poll() is not None else team.first_to_end
    if gone:
        print(
            f"Messager has ended because its {gone} did; the lines above say why. `make run` starts it again."
        )
        return 1
    print("Messager has ended. Everything is kept for the next start.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
