"""Makes .venv hold what a lock file names: `python3 config/prepare.py requirements-embedded.lock`.

Runs on a bare Python, a too old one included, before anything of ours or of others is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
INTERPRETER = VENV / "interpreter"  # stamp: for which Python, and where, the environment was made
PIP = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r"]


def main(lock: str) -> None:
    if sys.version_info < OLDEST:
        needed, here = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"Messager needs Python {needed} or newer, this is {here}. "
            "Install one and name it: `make run PYTHON=python3.13`."
        )
    if not _is_current(INTERPRETER, _interpreter()) or not VENV_PYTHON.exists():
        _make_venv()
    stamp, wanted = VENV / f"{lock}.installed", _digest(ROOT / lock)
    if not _is_current(stamp, wanted):
        _install(lock)
        stamp.write_text(wanted)


def _interpreter() -> str:
    return f"{sys.version_info[:3]} {sys.base_prefix} {VENV}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _make_venv() -> None:
    made = _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"{made.stdout}\nThis Python cannot make a virtual environment: install its venv module "
            f"(on Debian and Ubuntu `apt-get install python3-venv` or `python{version}-venv`) and try again."
        )
    INTERPRETER.write_text(_interpreter())


def _install(lock: str) -> None:
    print(f"Installing what {lock} names (about half a minute, only when it changed) …", flush=True)
    installed = _run([str(VENV_PYTHON), *PIP, str(ROOT / lock)])
    if installed.returncode:
        sys.exit(
            f"{installed.stdout}\nInstalling failed; the lines above say why. Without a network it cannot "
            "work the first time; otherwise try again, or `make clean` and then again."
        )


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
