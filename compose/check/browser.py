"""A browser as far as this check needs one: cookies, forms, one connection that is opened anew when lost."""

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = "application/x-www-form-urlencoded"
Form = Mapping[str, object]


@dataclass(frozen=True)
class Site:
    """Where the stack is reached; `authority` is who vouches for its certificate."""

    url: str
    authority: Path | None = None

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https")

    def connect(self, timeout: float) -> http.client.HTTPConnection:
        host = urlsplit(self.url).netloc
        if not self.is_secure:
            return http.client.HTTPConnection(host, timeout=timeout)
        trust = ssl.create_default_context(cafile=str(self.authority))
        return http.client.HTTPSConnection(host, timeout=timeout, context=trust)

    def cookie(self, name: str) -> str:
        return f"__Host-{name}" if self.is_secure else name


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    text: str


class Browser:
    def __init__(self, site: Site, timeout: float = 40) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}
        self._connection = site.connect(timeout)

    def get(self, path: str, **headers: str) -> Reply:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, form: Form, **headers: str) -> Reply:
        token = {"X-CSRFToken": self.cookies.get(self.site.cookie("csrftoken"), "")}
        return self._ask("POST", path, urlencode(form), {"Content-Type": FORM, **token, **headers})

    def fill_in(self, path: str, form: Form) -> Reply:
        """Opens a page and sends its form."""
        page = self.get(path)
        token = TOKEN.search(page.text)
        assert page.status == 200 and token, f"{path} was answered {page.status} {page.text[:300]}"
        return self.post(path, {**form, "csrfmiddlewaretoken": token[1]})

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        """Raises OSError or HTTPException when no answer comes."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            sent |= {"Origin": self.site.url, "Referer": self.site.url + path}
        try:
            self._connection.request(method, path, body, sent | headers)
            response = self._connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Reply(response.status, response.headers, text)
