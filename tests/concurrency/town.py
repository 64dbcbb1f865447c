"""Who writes and who reads, over one busy room and many quiet ones. Everybody is a member of every room."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator

from apps.accounts.models import User
from apps.chat.models import Kind, Membership, Room
from tests.browserlike import Page
from tests.history import End, Send
from tests.people import a_person
from tests.stack import Stack

PROCESSES = 2
WRITERS_PER_PROCESS = 7
POSTING = 2  # writers through HTTP
READERS = 8
QUIET_ROOMS = 20


class Town:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.busy, *self.quiet = [
            Room.objects.create(kind=Kind.OPEN, name=f"Room {n}") for n in range(QUIET_ROOMS + 1)
        ]
        self.writers = self.people("writer", PROCESSES * WRITERS_PER_PROCESS)
        self.posting = [self.page(person) for person in self.people("posting", POSTING)]
        self.readers = [self.page(person) for person in self.people("reader", READERS)]
        self.sends: list[Send] = []

    @property
    def rooms(self) -> list[Room]:
        return [self.busy, *self.quiet]

    def people(self, role: str, number: int) -> list[User]:
        people = [a_person(f"{role}{n}") for n in range(number)]
        places = [Membership(user=person, room=room) for person in people for room in self.rooms]
        Membership.objects.bulk_create(places)
        return people

    def page(self, person: User, room: Room | None = None) -> Page:
        page = Page(self.stack.host, person, (room or self.busy).pk)
        page.load_all()
        return page

    def writer_processes(self, messages: int) -> Iterator[subprocess.Popen[str]]:
        """Started; each writer sends `messages`."""
        job = {"busy": self.busy.pk, "quiet": [room.pk for room in self.quiet], "messages": messages}
        for n in range(PROCESSES):
            people = self.writers[n * WRITERS_PER_PROCESS : (n + 1) * WRITERS_PER_PROCESS]
            argument = json.dumps(job | {"people": [person.pk for person in people]})
            yield subprocess.Popen(
                [sys.executable, "-m", "tests.concurrency.writers", argument],
                env=self.stack.env,
                stdout=subprocess.PIPE,
                text=True,
            )

    def listen(self, process: subprocess.Popen[str]) -> None:
        """Takes down what a writer process reports, to its end."""
        assert process.stdout
        self.sends += [Send.from_json(line) for line in process.stdout]
        assert process.wait() == 0

    def post(self, page: Page, messages: int) -> None:
        """Sends through HTTP; each answer is taken as the page takes it."""
        for number in range(messages):
            form = page.form(f"{page.user.username}: {number}")
            reply = page.request("POST", page.messages_path, form, **page.headers)
            assert reply.status == 200, reply
            page.take(reply)
            page.scroll_up()  # after a reload; others can have pushed off even one's own
            (mine,) = [shown for shown in page.log.shown.values() if shown.nonce == form["nonce"]]
            self.sends.append(Send(page.room, mine.nonce, End.OK, mine.id, mine.sequence))

    def sends_by_room(self) -> dict[int, list[Send]]:
        by_room = defaultdict(list)
        for send in self.sends:
            by_room[send.room].append(send)
        return by_room
