"""A person's page without the browser: what it asks and when, and what it has shown."""

import asyncio
import random
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode
from uuid import uuid4

from bench.wire import Answer, Wire, request

FORM = "application/x-www-form-urlencoded"
MESSAGE = re.compile(
    rb'data-sequence="(\d+)"\s+data-revision="\d+"\s+data-sender="\d+"\s+data-nonce="([0-9a-f-]+)"'
)
LOG = re.compile(rb'<ol data-room="(\d+)"\s+data-since="(\d+)"\s+data-cursor="(\d+)"\s*(data-reload)?')
INBOX = re.compile(rb'data-inbox="([\d.]+)"')
READ_EVERY = 3.0  # seconds, as the page's script has it
HOLD_MS = 25_000


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says. Read once for all who were sent the same bytes."""

    room: int
    since: int
    cursor: int
    messages: tuple[tuple[int, str], ...]
    inbox: str


_said: dict[bytes, Said] = {}


def read(body: bytes) -> Said:
    if body not in _said:
        if len(_said) > 2000:
            _said.clear()
        _said[body] = _parse(body)
    return _said[body]


def _parse(body: bytes) -> Said:
    log, inbox = LOG.search(body), INBOX.search(body)
    messages = tuple((int(sequence), nonce.decode()) for sequence, nonce in MESSAGE.findall(body))
    room, since, cursor = map(int, log.groups()[:3]) if log else (0, 0, 0)
    return Said(room, since, cursor, messages, inbox[1].decode() if inbox else "")


@dataclass
class Doors:
    """Where `/live/` and everything else are: the proxy of the stack in two lines."""

    web: tuple[str, int]
    live: tuple[str, int]

    def to(self, path: str) -> tuple[str, int]:
        return self.live if path.startswith("/live/") else self.web


@dataclass
class Page:
    """`user`'s page of one room."""

    doors: Doors
    user: int
    session: str
    room: int
    cursor: int
    inbox: str
    on_message: Callable[["Page", str, float], None] = lambda page, nonce, at: None
    path: str = "/live/updates/"
    wait: float = 0.0  # seconds between two polls that are not held
    sequences: list[int] = field(default_factory=list)  # as they came by polls
    problems: list[str] = field(default_factory=list)
    answers: int = 0

    def __post_init__(self) -> None:
        self._web = Wire(self.doors.web)
        self._poll = Wire(self.doors.to(self.path))
        self.sign_in_as(self.session)
        self._is_over = False
        self._others: set[asyncio.Task[None]] = set()
        self._asking_web = asyncio.Lock()
        self._read_at = 0.0

    def sign_in_as(self, session: str) -> None:
        self._csrf = secrets.token_hex(16)
        self._base = {
            "Cookie": f"sessionid={session}; csrftoken={self._csrf}",
            "HX-Request": "true",
            "Messager-User": str(self.user),
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) bench",
            "Accept": "text/html",
        }
        self._tail = request("GET", "/", self._base).split(b"\r\n", 1)[1]

    # --- the poll -------------------------------------------------------------------------------

    async def start(self) -> None:
        self._poll.on_loss = lambda: self._failed("the poll's connection was lost")
        await self._poll.open()
        self._ask()

    def end(self) -> None:
        self._is_over = True
        self._poll.close()
        self._web.close()
        for task in self._others:
            task.cancel()

    def _ask(self) -> None:
        if self._is_over or not self._poll.is_open:
            return
        next_ms = round(self.wait * 1000) or HOLD_MS
        line = b"GET %s?room=%d&cursor=%d&inbox=%s&roster=&away=0&next=%d HTTP/1.1\r\n" % (
            self.path.encode(),
            self.room,
            self.cursor,
            self.inbox.encode(),
            next_ms,
        )
        self._poll.ask(line + self._tail, self._answered)

    def _answered(self, answer: Answer) -> None:
        self.answers += 1
        if answer.status == 200:
            self._take(answer)
        elif answer.status != 204:
            self._failed(f"a poll was answered {answer.status}: {answer.body[:200]!r}")
        if b"sidebar-moved" in answer.head:
            self._do(self.short_poll())
        self._ask_in(self.wait or self._pace(answer))

    def _pace(self, answer: Answer) -> float:
        if b"messager-poll: 0" in answer.head:
            return 0.0
        return int(answer.header("messager-poll") or 2000) / 1000 * random.uniform(0.9, 1.1)

    def _ask_in(self, seconds: float) -> None:
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._ask)
        else:
            self._ask()

    def _take(self, answer: Answer) -> None:
        said = read(answer.body)
        if said.since > self.cursor:
            self._failed(f"a hole: since {said.since}, but this page stands at {self.cursor}")
        for sequence, nonce in said.messages:
            self.sequences.append(sequence)
            self.on_message(self, nonce, answer.at)
        self._move(said)

    def _move(self, said: Said) -> None:
        self.cursor = max(self.cursor, said.cursor)
        self.inbox = said.inbox or self.inbox

    def _failed(self, what: str) -> None:
        if not self._is_over:
            self.problems.append(f"{what} (person {self.user})")

    # --- what goes to web -----------------------------------------------------------------------

    async def ask_web(self, method: str, path: str, form: dict[str, object] | None = None) -> Answer:
        body = urlencode(form).encode() if form is not None else b""
        headers = {**self._base, "X-CSRFToken": self._csrf, "Origin": "http://localhost"}
        headers |= {"Content-Type": FORM} if form is not None else {}
        async with self._asking_web:
            return await self._web.fetch(request(method, path, headers, body))

    async def load(self) -> Answer:
        """Opens the page in full."""
        plain = {"Cookie": self._base["Cookie"], "Accept": "text/html"}
        async with self._asking_web:
            return await self._web.fetch(request("GET", f"/messager/rooms/{self.room}/", plain))

    async def send(self, body: str, nonce: str = "") -> Answer:
        """The answer's messages are merged as the page does it: they are not counted as polled."""
        form = {"body": body, "nonce": nonce or str(uuid4()), "cursor": self.cursor}
        answer = await self.ask_web("POST", f"/messager/rooms/{self.room}/messages/", form)
        if answer.status == 200:
            said = read(answer.body)
            if said.room == self.room:
                self._move(said)
        return answer

    async def mark_read(self, sequence: int) -> Answer:
        answer = await self.ask_web(
            "POST", f"/messager/rooms/{self.room}/read-marker/", {"sequence": sequence}
        )
        self._move(read(answer.body))
        return answer

    async def short_poll(self) -> None:
        path = (
            f"/messager/updates/?room={self.room}&cursor={self.cursor}&inbox={self.inbox}&away=0&next=25000"
        )
        self._move(read((await self.ask_web("GET", path)).body))

    def reads(self) -> None:
        """It is in front of somebody: the mark follows, as often as the page posts it."""
        if perf_counter() - self._read_at > READ_EVERY and self.sequences:
            self._read_at = perf_counter()
            self._do(self._mark_newest())

    async def _mark_newest(self) -> None:
        await self.mark_read(self.sequences[-1])

    def _do(self, work: "asyncio._CoroutineLike[object]") -> None:
        async def done() -> None:
            try:
                await work
            except ConnectionError as error:
                self._failed(f"{error!r}")

        task = asyncio.get_running_loop().create_task(done())
        self._others.add(task)
        task.add_done_callback(self._others.discard)
