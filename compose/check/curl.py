"""What the standard library cannot: HTTP/2, over TLS as browsers do it."""

import subprocess
from threading import Thread
from typing import Self

from person import Person

ASKED = "\n%{http_version} %{http_code}"


class HeldPoll:
    """One poll on its way over HTTP/2, for `person`."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.version = ""
        self.status = 0
        self._thread = Thread(target=self._ask)

    def start(self) -> Self:
        self._thread.start()
        return self

    def is_held(self) -> bool:
        return self._thread.is_alive()

    def wait(self) -> Self:
        self._thread.join()
        return self

    def _ask(self) -> None:
        site, browser = self.person.site, self.person.browser
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        headers = {**self.person.headers, "Cookie": cookies}
        done = subprocess.run(
            [
                *("curl", "--silent", "--http2", "--noproxy", "*", "--max-time", "40", "--write-out", ASKED),
                *(["--cacert", str(site.authority)] if site.authority else []),
                *(part for name, value in headers.items() for part in ("--header", f"{name}: {value}")),
                site.url + self.person.updates(held=True),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        body, _, said = done.stdout.rpartition("\n")
        self.version, status = said.split()
        # An answer that was cut off has its status all the same; a browser throws it away, and so does this.
        self.status = int(status) if done.returncode == 0 else 0
        if self.status == 200:
            self.person.takes(body)
