from dataclasses import dataclass
from pathlib import Path

import pytest

from apps.chat.models import Outbox
from tests.children import Child, wait_until
from tests.faults.hints import Hints
from tests.stack import Stack, is_ready

RESTART = 30  # seconds a worker may take to be there on a busy machine; no promise is about it


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@dataclass
class Sabotage:
    """Says what goes wrong in a worker that tests/faults/saboteur.py runs in."""

    folder: Path
    worker: Child

    def start(self) -> None:
        self.worker.start()
        wait_until(lambda: is_ready(self.worker), within=RESTART, what="the worker is ready")

    def restart_when_dead(self) -> bool:
        """As the process manager does. Returns whether it was dead."""
        if self.worker.is_running:
            return False
        self.worker.kill()
        self.start()
        return True

    def pause_one_dispatch(self) -> None:
        (self.folder / "pause").touch()

    def paused_pid(self) -> int:
        file = self.folder / "paused"
        found = wait_until(
            lambda: file.exists() and file.read_text(), within=20, what="a dispatch stands still"
        )
        return int(found)

    def poison(self, how: str, message: int) -> None:
        (self.folder / how).write_text(str(message))


@pytest.fixture
def sabotage(stack: Stack, tmp_path: Path):
    stack.worker.end()
    stack.beat.end()
    worker = stack.another_worker("sabotaged", "tests.faults.saboteur", SABOTAGE=str(tmp_path))
    yield Sabotage(tmp_path, worker)
    worker.kill()


@pytest.fixture
def hints(stack: Stack):
    """What is said to the readers."""
    stack.start("redis")
    heard = Hints(stack.connection())
    yield heard
    heard.close()


@pytest.fixture
def is_drained():
    """Whether all work is done."""
    return lambda: not Outbox.objects.open().exists()
