"""What a look costs the database, pinned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import blocking, services
from apps.chat.live.examine import Examiner
from apps.chat.live.memory import Memory, read_numbers
from apps.chat.live.waiter import Asking, Waiter
from apps.chat.polls import read_poll
from apps.chat.tests.live.hall import inbox_of
from tests.people import a_person, a_session
from tests.transcript import read_answer

MEMBERS = 10


class Office:
    """Ten people look at one room of twenty members, and are in three more."""

    def __init__(self, room, everyone, says, alice):
        self.room, self.says, self.alice = room, says, alice
        self.people = [a_person(f"person{n}") for n in range(MEMBERS)]
        for person in self.people:
            services.join(person, room)
        self.examiner, self.memory = Examiner(), Memory()
        self.sessions = {person.pk: a_session(person) for person in self.people}

    def waiters(self, **shown):
        self.room.refresh_from_db()
        page = {"room": str(self.room.pk), "cursor": str(self.room.last_revision), **shown}
        return [
            Waiter(
                Asking(
                    read_poll({**page, "inbox": inbox_of(person)}), self.sessions[person.pk], "", "en", 25_000
                ),
                None,
                25,
            )
            for person in self.people
        ]

    def look(self, waiters):
        """Returns the findings and the statements it took."""
        with CaptureQueriesContext(connection) as queries:
            outcome = self.examiner.examine(waiters, self.memory)
        for room, numbers in outcome.numbers.items():
            self.memory.hear(room, numbers)
        self.memory.learn_marks(outcome.marks)
        for waiter, finding in zip(waiters, outcome.findings, strict=True):
            if finding.person:
                waiter.person_id = finding.person.id
        return outcome.findings, [query["sql"] for query in queries]

    def hint(self):
        for room, numbers in read_numbers([self.room.pk]).items():
            self.memory.hear(room, numbers)


def sequences_in(answer):
    return [message.sequence for message in read_answer(answer.body.decode()).messages]


@pytest.fixture
def office(room, everyone, says, alice):
    return Office(room, everyone, says, alice)


def test_a_quiet_poll_is_one_query_for_its_whole_batch(office):
    office.look(office.waiters())  # these arrive for the first time: their rooms are learned
    findings, queries = office.look(office.waiters())
    assert {finding.answer for finding in findings} == {None}
    assert {finding.wait for finding in findings} == {None}
    assert len(queries) == 1, queries
    assert "accounts_user" in queries[0]


def test_so_it_is_with_receipts_once_they_are_known(office):
    waiters = office.waiters(receipts="0.0")
    office.look(waiters)
    office.look(waiters)  # as they are woken a moment later
    findings, queries = office.look(office.waiters(receipts="0.0"))
    assert len(queries) == 1, queries
    assert {finding.wait for finding in findings} == {None}


def test_a_message_is_read_once_for_all_who_wait_for_it(office):
    waiters = office.waiters()
    office.look(waiters)
    office.says(office.alice, office.room)
    office.hint()
    findings, queries = office.look(waiters)
    bodies = {finding.answer.body for finding in findings}
    assert len(bodies) == 1
    assert [
        next(table for table in ("chat_room", "chat_message", "accounts_user") if table in sql)
        for sql in queries
    ] == [
        "chat_room",
        "chat_message",
        "accounts_user",
    ]


def test_who_is_ahead_of_what_is_known_cuts_nothing_off_for_the_others(office):
    """Its page has heard more than this process: another one has told it, or the answer to its own post."""
    waiters = office.waiters()
    office.look(waiters)
    for _ in range(2):
        office.says(office.alice, office.room)
    ahead = office.waiters()[0]
    office.look([ahead])
    office.says(office.alice, office.room)
    findings, _ = office.look([*waiters[1:], ahead])
    *others, of_ahead = [sequences_in(finding.answer) for finding in findings]
    assert others == [[1, 2, 3]] * len(others)
    assert of_ahead == [3]


def test_far_behind_the_log_is_read_anew_once_for_all(office, settings, monkeypatch):
    monkeypatch.setattr("apps.chat.live.reader.MOST_CHANGES", 3)
    monkeypatch.setattr("apps.chat.selectors.transcript.MOST_CHANGES", 3)
    waiters = office.waiters()
    office.look(waiters)
    for _ in range(5):
        office.says(office.alice, office.room)
    office.hint()
    findings, queries = office.look(waiters)
    assert {b"data-reload" in finding.answer.body for finding in findings} == {True}
    assert len(queries) == 3, queries


def test_one_that_fails_does_not_fail_the_others(office, monkeypatch):
    waiters = office.waiters()
    office.look(waiters)
    bad = waiters[3].person_id
    news = office.examiner._find

    def fails_for_one(waiter, *args):
        if waiter.person_id == bad:
            raise ValueError("of its own")
        return news(waiter, *args)

    monkeypatch.setattr(office.examiner, "_find", fails_for_one)
    findings, _ = office.look(waiters)
    assert [finding.answer and finding.answer.status for finding in findings].count(503) == 1


def test_blocks_are_one_query_more_and_only_where_there_are_any(office):
    office.look(office.waiters())
    blocking.block(office.people[0], office.people[1])
    office.look(office.waiters())
    findings, queries = office.look(office.waiters())
    assert len(queries) == 2, queries
    assert [len(finding.person.apart) for finding in findings] == [1, 1] + [0] * (MEMBERS - 2)
    blocking.unblock(office.people[0], office.people[1])
    office.look(office.waiters())
    _, queries = office.look(office.waiters())
    assert len(queries) == 1, queries
