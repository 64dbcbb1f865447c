"""The check's two parts: `python3 compose/check plain`, `python3 compose/check tls`."""

import sys
from pathlib import Path

import containers
import conversation
import first_run
import grades
import two_people
from browser import Site

PLAIN = [Site("http://localhost:8000"), Site("http://0.0.0.0:8000")]
CERTIFICATE = Path("/tmp/messager-check-root.crt")  # public, and of this check alone


def plain() -> None:
    containers.grade()
    containers.examine()
    first_run.set_up(PLAIN[0])
    for site in PLAIN:
        grades.headers(site)
        two_people.talk(site)
    grades.static_files(PLAIN[0])
    grades.staff_only(PLAIN[0])
    grades.figures(PLAIN[0])
    grades.names(PLAIN[0])


def tls() -> None:
    CERTIFICATE.write_text(containers.in_one("proxy", "cat", "/data/caddy/pki/authorities/local/root.crt"))
    site = Site("https://localhost:8443", CERTIFICATE)
    grades.headers(site)
    two_people.talk(site)
    conversation.under_fire(site)


if __name__ == "__main__":
    try:
        {"plain": plain, "tls": tls}[sys.argv[1]]()
    except AssertionError as error:
        sys.exit(f"FAILED: {error}")
