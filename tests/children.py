"""Child processes that never outlive the tests."""

import atexit
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from config.tether import end_with_parent

LOOK_EVERY = 0.02  # seconds between two looks at a condition


class NotInTimeError(AssertionError):
    pass


def wait_until(condition: Callable[[], object], *, within: float, what: str) -> object:
    """The condition's first true value. Fails loudly, with `what` was waited for."""
    end = time.monotonic() + within
    while True:
        if value := condition():
            return value
        if time.monotonic() > end:
            raise NotInTimeError(f"not within {within} s: {what}")
        time.sleep(LOOK_EVERY)


class Child:
    """One process group with its log: started, stopped, killed and started anew at will."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        last_signal: signal.Signals = signal.SIGTERM,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.pass_fds = pass_fds
        self.argv, self.log, self.user, self.last_signal = list(argv), log, user, last_signal
        self.env = dict(env) if env is not None else None
        self.process: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    def start(self) -> "Child":
        self._log_from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                pass_fds=self.pass_fds,
                preexec_fn=partial(end_with_parent, self.last_signal),
            )
        atexit.register(self.kill)
        return self

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def says(self) -> str:
        """What it has logged since its last start."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return log.read().decode(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """To the whole group."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9 of the whole group; also what ends it when nothing else did."""
        if self.process is None:
            return
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.process = None
        atexit.unregister(self.kill)

    def end(self, within: float = 20.0) -> None:
        """In order, as a deploy does it."""
        if self.process is None:
            return
        self.thaw()
        self.process.send_signal(self.last_signal)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        self.kill()
