"""Ten recipients and ten strangers of broadcasts at the same cursor: no byte of one reaches a stranger,
whatever happens between any two steps of the look that tells them.
"""

import random
import re
from uuid import uuid4

import pytest

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.chat import services
from apps.chat.live import examine, reader
from apps.chat.live.answers import BUSY
from apps.chat.live.examine import Examiner, Memberships
from apps.chat.live.memory import Memory, read_numbers
from apps.chat.live.waiter import Asking, Waiter
from apps.chat.models import Membership
from apps.chat.polls import read_poll
from apps.chat.tests.conftest import place
from apps.chat.tests.live.hall import inbox_of
from tests.people import a_person, a_session

PEOPLE = 20
STEPS = [  # of a look: in front of and behind each of them anything can happen
    (reader.Reader, "read"),
    (reader.selectors, "changes_of"),
    (reader.selectors, "addressees_of"),
    (examine, "identify"),
    (Memberships, "learn"),
    (reader, "read_numbers"),
    (reader, "render_changes"),
]


class ChecksTooEarly(Examiner):
    """The naive order: who was let in a moment ago is told what came since."""

    def examine(self, batch, memory):
        people = examine.identify(waiter.asking.session_key for waiter in batch)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(examine, "identify", lambda keys: people)
            return super().examine(batch, memory)


class World:
    """Everybody's poll, and all that happens to them. `allowed` is kept apart from the database."""

    def __init__(self, seed, everyone, alice, people, monkeypatch):
        self.random = random.Random(seed)
        self.everyone, self.alice, self.people = everyone, alice, people
        self.monkeypatch = monkeypatch
        self.gone: set[int] = set()
        self.allowed: dict[str, set[int]] = {}  # a broadcast's text, and who may get it
        self.examiner = Examiner()
        self.memory = Memory()
        self.sessions = {person.pk: a_session(person) for person in people}
        self.everyone.refresh_from_db()
        self.cursor = self.everyone.last_revision
        self.waiters = [self.waiter(person) for person in people]
        self.got: list[tuple[int, str]] = []

    def waiter(self, person, body=""):
        """A poll of the page after it was told `body`."""
        cursor = re.search(r'data-cursor="(\d+)"', body)
        inbox = re.search(r'data-inbox="(.*?)"', body)
        shown = {
            "room": str(self.everyone.pk),
            "cursor": cursor[1] if cursor else str(self.cursor),
            "inbox": inbox[1] if inbox else inbox_of(person),
        }
        asking = Asking(read_poll(shown), self.sessions[person.pk], str(person.pk), "en", 25_000)
        return Waiter(asking, None, 25)

    # --- what happens -------------------------------------------------------------------------

    def broadcast(self):
        """To ten of those who are shown as online; some of them may have just been shut out."""
        addressed = self.random.sample([person.pk for person in self.people], 10)
        self.monkeypatch.setattr(services, "online_ids", lambda excluding: addressed)
        text = f"secret-{uuid4().hex}"
        services.post_message(place(self.alice, self.everyone), text, uuid4())
        self.allowed[text] = set(addressed) - self.gone

    def edit(self):
        if self.allowed:
            message = self.random.choice(list(self.everyone.messages.filter(deleted_at=None)))
            changed = f"secret-{uuid4().hex}"
            services.edit_message(message, changed)
            addressed = set(message.recipients.values_list("user_id", flat=True))
            self.allowed[changed] = addressed - self.gone

    def suspend(self):
        accounts.deactivate(User.objects.get(pk=self.someone().pk))

    def remove(self):
        Membership.objects.filter(user=self.someone(), room=self.everyone).delete()

    def sign_out(self):
        accounts.end_sessions(User.objects.get(pk=self.someone().pk))

    def someone(self):
        person = self.random.choice(self.people)
        self.gone.add(person.pk)
        return person

    def anything(self):
        what = [self.broadcast, self.broadcast, self.edit, self.suspend, self.remove, self.sign_out]
        self.random.choice(what)()

    # --- the looks ----------------------------------------------------------------------------

    def interrupt(self, owner, name):
        step = getattr(owner, name)

        def interrupted(*args, **kwargs):
            self.perhaps()
            result = step(*args, **kwargs)
            self.perhaps()
            return result

        self.monkeypatch.setattr(owner, name, interrupted)

    def perhaps(self):
        for _ in range(self.random.choice([0, 0, 0, 1, 2, 4])):
            self.anything()

    def look(self):
        """As the hub does, for all who still wait."""
        outcome = self.examiner.examine(self.waiters, self.memory)
        self.hear(outcome.numbers)
        waiting = []
        for waiter, finding in zip(self.waiters, outcome.findings, strict=True):
            if finding.answer is None:
                waiter.person_id = finding.person.id
                waiting.append(waiter)
                continue
            assert finding.answer is not BUSY
            body = finding.answer.body.decode()
            self.got.append((waiter.person_id, body))
            if finding.answer.status == 200 and body:
                person = next(person for person in self.people if person.pk == waiter.person_id)
                waiting.append(self.waiter(person, body))
        self.waiters = waiting

    def hint(self):
        self.hear(read_numbers([self.everyone.pk]))

    def hear(self, numbers):
        for room, one in numbers.items():
            self.memory.hear(room, one)

    def told(self):
        """Everything that was told, against what was allowed when it was said."""
        for text, allowed in self.allowed.items():
            for person, body in self.got:
                assert text not in body or person in allowed, (text, person)

    def is_found(self, text):
        return {person for person, body in self.got if text in body}


@pytest.fixture
def world(db, everyone, alice, monkeypatch):
    people = [a_person(f"person{n}") for n in range(PEOPLE)]
    return lambda seed: World(seed, everyone, alice, people, monkeypatch)


def test_ten_get_it_and_ten_don_t(world):
    world = world(1)
    world.look()
    world.broadcast()
    world.hint()
    world.look()
    [(text, addressed)] = world.allowed.items()
    assert world.is_found(text) == addressed
    assert len(addressed) == 10


@pytest.mark.parametrize("seed", range(12))
def test_nothing_reaches_a_stranger_however_it_interleaves(world, seed, is_long):
    """Each round goes through several looks, with something happening between any two of their steps."""
    told = sum(play(world(seed * 1000 + round_)) for round_ in range(100 if is_long else 12))
    assert told > 0


def test_the_naive_order_is_caught(world):
    """Or the test above would prove nothing."""

    def play_naively():
        for seed in range(300):
            naive = world(seed)
            naive.examiner = ChecksTooEarly()
            play(naive)

    with pytest.raises(AssertionError, match="secret-"):
        play_naively()


def play(world):
    """One round. Returns how many were told something."""
    with pytest.MonkeyPatch.context() as world.monkeypatch:
        world.look()
        for step in STEPS:
            world.interrupt(*step)
        for _ in range(5):
            world.perhaps()
            world.hint()
            world.look()
    world.told()
    restore(world)
    return sum("secret-" in body for _, body in world.got)


def restore(world):
    """Everybody is back for the next round."""
    ids = [person.pk for person in world.people]
    User.objects.filter(pk__in=ids).update(is_active=True)
    services.welcome(User.objects.filter(pk__in=ids))
