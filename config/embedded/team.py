"""The processes that make the messenger, under one manager; all end together."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from honcho.compat import ProcessManager
from honcho.manager import Manager
from honcho.process import Popen, Process

from config import tether

ONE_MOMENT = 0.2  # seconds until another try to end what has not told its id yet
LOOK_EVERY = 0.5  # seconds between two looks at Redis


def commands(addresses: list[str]) -> dict[str, list[str]]:
    celery = ["-m", "celery", "--quiet", "--app"]
    level = ["--loglevel", os.environ.get("LOG_LEVEL", "WARNING")]
    return {
        "web": ["-m", "config.embedded.web", *addresses],
        "worker": [
            *(*celery, "config", "worker", *level, "--queues", "dispatch,maintenance", "--concurrency", "1"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        "beat": [*celery, "config.beat", "beat", *level],
    }


class Tethered(Process):
    """Two generations, honcho's helper and our program, and both go when their parent goes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._child_ctor = partial(Popen, preexec_fn=tether.end_with_parent)

    def run(self, *arguments: Any, **options: Any) -> None:
        tether.die_with_parent()
        super().run(*arguments, **options)


class Gently(ProcessManager):
    def terminate(self, pid: int) -> None:
        """Not the whole group: Celery's pool child finishes its task."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Team(Manager):
    def __init__(self, addresses: list[str], redis: "subprocess.Popen[bytes] | None") -> None:
        super().__init__()
        self.first_to_end: str | None = (
            None  # of itself; None while nobody has, and when we were asked to end
        )
        self._redis = redis
        self._process_ctor = Tethered
        self._procmgr = Gently()
        for name, arguments in commands(addresses).items():
            self.add_process(name, "exec " + shlex.join([sys.executable, *arguments]))

    def loop(self) -> None:
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, lambda *_: _ask_to_end())
        try:
            super().loop()
        finally:
            self._leave_nobody()

    def terminate(self) -> None:
        """Called by the manager when a signal comes, and when any process has ended."""
        if not self._all_started():  # then it does not know whom to signal: a little later
            _ask_to_end_in(ONE_MOMENT)
            return
        if not self._terminating:
            self.first_to_end = self.first_to_end or next(filter(self._has_ended, self._processes), None)
        super().terminate()

    def _start(self) -> None:
        super()._start()
        if self._redis is not None:  # a thread only now: no fork comes any more
            threading.Thread(target=self._end_without, args=(self._redis,), daemon=True).start()

    def _end_without(self, redis: "subprocess.Popen[bytes]") -> None:
        while redis.poll() is None:
            if self._terminating:
                return
            threading.Event().wait(LOOK_EVERY)
        self.first_to_end = "private Redis"
        _ask_to_end()

    def _has_ended(self, name: str) -> bool:
        return "returncode" in self._processes[name]

    def _leave_nobody(self) -> None:
        """When the loop broke, for instance because nobody reads our output any more."""
        for name, process in self._processes.items():
            if "pid" in process and not self._has_ended(name):
                self._procmgr.kill(process["pid"])


def _ask_to_end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _ask_to_end_in(seconds: float) -> None:
    threading.Timer(seconds, _ask_to_end).start()
