"""What befalls the stack: one of each, restarted or killed, and back before the next."""

import subprocess
import time

import containers

CALM = 4.0  # seconds of conversation before each
STEPS = [
    ("web", "restart"),
    ("web", "kill"),
    ("live", "restart"),
    ("live", "kill"),
    ("worker", "restart"),
    ("worker", "kill"),
    ("beat", "restart"),
    ("beat", "kill"),
    ("redis", "restart"),
    ("redis", "kill"),
    ("cache", "restart"),
    ("cache", "kill"),
]
BACK = 90.0


def one_after_the_other() -> None:
    for service, how in STEPS:
        time.sleep(CALM)
        container = containers.of(service)[0]
        began = time.monotonic()
        if how == "restart":
            containers.docker("restart", container)
        else:
            containers.docker("kill", "--signal", "KILL", container)
            containers.docker("start", container)
        _wait_until_healthy(container)
        print(f"  {service}: {how}, healthy again after {time.monotonic() - began:.1f} s", flush=True)
    time.sleep(CALM)
    _roll()


def _roll() -> None:
    """A rolling restart: each web and live in turn."""
    began = time.monotonic()
    for service in ("web", "live"):
        for container in containers.of(service):
            containers.docker("restart", container)
            _wait_until_healthy(container)
    print(f"  all of web and live restarted in turn in {time.monotonic() - began:.0f} s", flush=True)


def _wait_until_healthy(container: str) -> None:
    end = time.monotonic() + BACK
    question = ["docker", "inspect", "--format", "{{.State.Health.Status}}", container]
    while time.monotonic() < end:
        if subprocess.check_output(question, text=True).strip() == "healthy":
            return
        time.sleep(0.3)
    raise AssertionError(f"{container} did not come back within {BACK:.0f} s")
