"""A room's page without the browser: signs in, sends, polls and keeps its transcript as the page does."""

import http.client
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from apps.accounts.models import User
from tests.people import a_session
from tests.transcript import Transcript, read_answer

Form = Mapping[str, object]
PERSON = re.compile(r'data-usercode="(\w+)".*?person__status--(\w+)', re.DOTALL)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str


class Browser:
    """One keep-alive connection with its cookies; one thread at a time."""

    def __init__(self, host: str, timeout: float = 30) -> None:
        self.host = host
        self.cookies = {"csrftoken": secrets.token_hex(16)}
        self.connection = http.client.HTTPConnection(host, timeout=timeout)

    def request(self, method: str, path: str, form: Form | None = None, **headers: str) -> Reply:
        """Raises OSError or HTTPException when no answer comes."""
        try:
            self.ask(method, path, form, **headers)
            response = self.connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Reply(response.status, response.headers, text)

    def ask(self, method: str, path: str, form: Form | None = None, **headers: str) -> None:
        """The request alone, for who does not wait for the answer."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "X-CSRFToken": self.cookies["csrftoken"]}
        body = None if form is None else urlencode(form)
        if body is not None:
            sent["Content-Type"] = FORM
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, sent)

    def close(self) -> None:
        self.connection.close()


class Page(Browser):
    """`user`'s page of one room."""

    def __init__(self, host: str, user: User, room: int, timeout: float = 30) -> None:
        super().__init__(host, timeout)
        self.user, self.room = user, room
        self.cookies["sessionid"] = a_session(user)
        self.log = Transcript(room)

    @property
    def headers(self) -> dict[str, str]:
        return {"HX_Request": "true", "Messager_User": str(self.user.pk)}

    def load(self) -> Reply:
        """Opens the page in full."""
        reply = self.request("GET", f"/messager/rooms/{self.room}/")
        assert reply.status == 200, reply
        answer = read_answer(reply.text)
        assert answer
        self.log.load(answer)
        return reply

    def load_all(self) -> None:
        """Opens the page and scrolls to the very start."""
        self.load()
        self.scroll_up()

    def scroll_up(self) -> None:
        """Loads older pages down to what has been seen before, or to the very start."""
        while self.log.has_more_above:
            reply = self.request("GET", f"{self.messages_path}?before={self.log.start}", **self.headers)
            assert reply.status == 200, reply
            answer = read_answer(reply.text)
            assert answer
            if not self.log.prepend(answer):
                self.poll()

    @property
    def messages_path(self) -> str:
        return f"/messager/rooms/{self.room}/messages/"

    def poll(self) -> Reply:
        reply = self.ask_updates(self.log.cursor)
        assert reply.status in (200, 204), reply
        self.take(reply)
        return reply

    def ask_updates(self, cursor: int) -> Reply:
        query = urlencode({"room": self.room, "cursor": cursor, "away": 0, "next": 2000})
        return self.request("GET", f"/messager/updates/?{query}", **self.headers)

    def take(self, reply: Reply) -> None:
        if reply.status == 200 and (answer := read_answer(reply.text)):
            self.log.merge(answer)

    def post(self, body: str, nonce: str | None = None) -> Reply:
        """Sends; the answer is taken as the page takes it."""
        reply = self.request("POST", self.messages_path, self.form(body, nonce), **self.headers)
        self.take(reply)
        return reply

    def form(self, body: str, nonce: str | None = None) -> dict[str, object]:
        return {"body": body, "nonce": nonce or str(uuid.uuid4()), "cursor": self.log.cursor}

    def _changes(self, path: str, **fields: object) -> Reply:
        reply = self.request("POST", path, {"cursor": self.log.cursor, **fields}, **self.headers)
        self.take(reply)
        return reply

    def edit(self, message: int, body: str) -> Reply:
        return self._changes(f"{self.messages_path}{message}/", body=body)

    def delete(self, message: int) -> Reply:
        return self._changes(f"{self.messages_path}{message}/deletion/")

    def roster(self) -> dict[str, str]:
        """Usercode to status, of everyone in the roster."""
        reply = self.request("GET", "/messager/roster/?version=", **self.headers)
        assert reply.status == 200, reply
        return dict(PERSON.findall(reply.text))

    def mark_read(self, sequence: int) -> Reply:
        path = f"/messager/rooms/{self.room}/read-marker/"
        return self.request("POST", path, {"sequence": sequence}, **self.headers)
