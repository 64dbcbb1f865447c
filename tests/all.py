"""Every test, on SQLite and on PostgreSQL: `python -m tests.all`.

Those that need no quiet machine run on both databases side by side; then the others, one after the other.
"""

import subprocess
import sys
import tempfile

QUIET = "browser or faults or concurrency"  # the markers of tests that want the machine for themselves
PYTEST = [sys.executable, "-m", "pytest"]
BESIDE = ["-m", f"not ({QUIET})"]
ALONE = ["-m", QUIET]


def main() -> int:
    codes = _both(BESIDE)
    for database in ([], ["--postgres"]):
        codes.append(subprocess.run([*PYTEST, *database, *ALONE], check=False).returncode)
    return max(codes)


def _both(selection: list[str]) -> list[int]:
    """At once; what the second one says is shown when the first has ended."""
    with tempfile.TemporaryFile("w+") as said:
        postgres = subprocess.Popen(
            [*PYTEST, "--postgres", *selection], stdout=said, stderr=subprocess.STDOUT, text=True
        )
        sqlite = subprocess.run([*PYTEST, *selection], check=False)
        codes = [sqlite.returncode, postgres.wait()]
        said.seek(0)
        sys.stdout.write(said.read())
        sys.stdout.flush()
    return codes


if __name__ == "__main__":
    sys.exit(main())
