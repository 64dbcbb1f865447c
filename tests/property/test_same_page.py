"""Answers delivered to a page in any order, twice or never, give the page that a fresh load gives.

The page is the real one in Chromium, cut off from polling by itself; the answers are the real ones of the
real server, and come in where poll.js and the composer let theirs in. What is random: the history of sends,
edits, deletes, reactions, replies and reads by two people and of messages that go for good, which cursor a
request carried (one that the page can have had), and the order of delivery, in which some come twice and some
get lost. Like the page, the test polls at the end from where the page then is: what is missing has to come
again; whatever was merged wrongly would stay.
"""

import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from apps.chat import reactions, retention, services
from apps.chat.models import Kind, Membership, Room
from tests.browserlike import Page
from tests.people import a_person, a_session
from tests.transcript import read_answer

pytestmark = [pytest.mark.browser, pytest.mark.once]

EXAMPLES, EXAMPLES_LONG = 20, 400
A_PAGE = 50  # messages; more than that begin with a loader of older ones

PEOPLE = st.sampled_from(["alice", "bob"])
NUMBERS = st.integers(0, 10**6)
# What happens, to whom or to which message, and from which earlier cursor the viewer then asks.
STEPS = st.tuples(
    st.sampled_from(["send", "send", "type", "edit", "delete", "react", "reply", "read", "free", "nothing"]),
    PEOPLE,
    NUMBERS,
    NUMBERS,
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=12)
EMOJI = ("🎉", "👍")
BEFORE = st.sampled_from([0, 1, 3, A_PAGE + 2])

DELIVER = """
async text => {
  const list = document.getElementById("messages");
  await htmx.swap({ text, sourceElement: list, target: list, swap: "none" });
}
"""
WHERE = """
() => [document.getElementById("messages").dataset.cursor, document.getElementById("sidebar").dataset.inbox]
"""
# The log and the sidebar as one text. The New line tells when the page was opened, not what is in the room;
# receipts come with polls that say which ones the page shows, and these don't.
LOOK = """
() => {
  const list = document.getElementById("messages");
  list.dataset.firstUnread = "";
  const nothing = { added: [], incoming: [], wasAtBottom: true };
  list.dispatchEvent(new CustomEvent("messager:merged", { bubbles: true, detail: nothing }));
  const bare = node => {
    const copy = node.cloneNode(true);
    for (const receipt of copy.querySelectorAll(".receipt")) receipt.remove();
    return copy.outerHTML;
  };
  const kept = node => bare(node).replace(/ data-(htmx-[a-z]+|first)="[^"]*"/g, "").replace(/\\s+/g, " ")
    .replace(/> ?</g, ">\\n<").replaceAll(' class=""', "");
  return kept(list) + "\\n" + kept(document.getElementById("sidebar"));
}
"""


@dataclass
class Viewer:
    """Alice: her page in a browser, and her requests, whose answers wait to be delivered."""

    person: object
    requests: Page
    answers: list[str] = field(default_factory=list)
    cursors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page(self):
        return self.person.page

    def opens(self):
        self.page.goto(f"/messager/rooms/{self.requests.room}/")
        self.page.wait_for_function(
            "() => window.htmx && document.querySelector('#poll').matches('[hx-get]')"
        )
        self.cursors = [tuple(self.page.evaluate(WHERE))]

    def take(self, reply):
        """Keeps the answer; from now on the page may have been where it leads."""
        assert reply.status in (200, 204), reply
        if reply.status == 204:
            return
        self.answers.append(reply.text)
        if answer := read_answer(reply.text):
            self.cursors.append((str(answer.cursor), self.cursors[-1][1]))

    def been_at(self, pick):
        """Where the page is if all answers came in order; now and then, somewhere before."""
        return self.cursors[pick % len(self.cursors)] if pick % 4 == 0 else self.cursors[-1]

    def polls(self, where):
        cursor, inbox = where
        query = f"room={self.requests.room}&cursor={cursor}&inbox={inbox}&away=0&next=2000"
        return self.requests.request("GET", f"/messager/updates/?{query}", **self.requests.headers)

    def posts(self, path, where, **fields):
        form = {**fields, "cursor": where[0]}
        self.take(self.requests.request("POST", path, form, **self.requests.headers))

    def delivers(self, text):
        self.page.evaluate(DELIVER, text)

    def settles(self):
        """As the page's own polls do: until there is nothing new."""
        for _ in range(10):
            reply = self.polls(self.page.evaluate(WHERE))
            if reply.status == 204:
                return
            self.delivers(reply.text)
        raise AssertionError("the polls never come to an end")

    def looks(self):
        """With all older pages, which come as the reader scrolls up."""
        self.page.evaluate("() => { document.getElementById('scroller').scrollTop = -1e6 }")
        self.page.wait_for_function("() => !document.querySelector('#messages > .older')")
        return self.page.evaluate(LOOK)

    def types(self, text):
        """Sends by the page itself; the answer is lost, so the bubble waits for the server's copy."""
        with self.page.expect_event("requestfailed", lambda request: request.method == "POST"):
            self.person.writes(text).presses_send()


class World:
    """Alice and Bob in a new room."""

    def __init__(self, viewer, people, before):
        self.viewer, self.people = viewer, people
        self.room = Room.objects.create(kind=Kind.OPEN, name=f"Kitchen {Room.objects.count()}")
        for person in people.values():
            services.join(person, self.room)
        viewer.requests.room = self.room.pk
        self.bodies = 0
        for _ in range(before):
            self.send("bob")

    def place(self, who):
        return Membership.objects.select_related("room", "user").get(room=self.room, user=self.people[who])

    def text(self):
        self.bodies += 1
        return f"text {self.bodies}"

    def send(self, who, where=None):
        if who == "alice" and where:
            nonce = str(uuid.uuid4())
            self.viewer.posts(self.viewer.requests.messages_path, where, body=self.text(), nonce=nonce)
        else:
            services.post_message(self.place(who), self.text(), uuid.uuid4())

    def change(self, who, number, where, path, service, **fields):
        own = list(self.room.messages.filter(sender=self.people[who], deleted_at=None).order_by("sequence"))
        if not own:
            return
        message = own[number % len(own)]
        if who == "alice":
            address = f"{self.viewer.requests.messages_path}{message.pk}/{path}"
            self.viewer.posts(address, where, **fields)
        else:
            service(message, **fields)

    def step(self, what, who, number, where):
        steps = {
            "send": lambda: self.send(who, where),
            "type": lambda: self.viewer.types(self.text()),
            "edit": lambda: self.change(who, number, where, "", services.edit_message, body=self.text()),
            "delete": lambda: self.change(who, number, where, "deletion/", services.delete_message),
            "react": lambda: self.change(
                who, number, where, "reactions/", self.react, emoji=EMOJI[number % 2]
            ),
            "reply": lambda: self.reply(number),
            "read": lambda: self.read(who),
            "free": lambda: self.free(number),
            "nothing": lambda: None,
        }
        steps[what]()

    def react(self, message, emoji):
        reactions.react(message, self.people["bob"], emoji)

    def free(self, number):
        """What was said before one of the messages goes for good."""
        kept = list(self.room.messages.order_by("sequence").values_list("sent_at", flat=True))
        if kept:
            retention.free_batch(self.room.pk, kept[number % len(kept)])

    def reply(self, number):
        """By Bob, to anything: the quote follows what becomes of the original."""
        standing = list(self.room.messages.standing().order_by("sequence"))
        original = standing[number % len(standing)] if standing else None
        services.post_message(self.place("bob"), self.text(), uuid.uuid4(), reply_to=original)

    def read(self, who):
        latest = Room.objects.get(pk=self.room.pk).last_sequence
        if who == "bob":
            services.mark_read(self.place("bob"), latest)
            return
        reply = self.viewer.requests.mark_read(latest)
        if reply.status == 200:
            self.viewer.answers.append(reply.text)


@pytest.fixture
def people(town):
    return {name: a_person(name) for name in ("alice", "bob")}


def in_a_browser(arrives, town, user):
    """A page that neither polls nor marks as read by itself, and whose sends reach the server but lose
    their answers."""
    person = arrives(user.username).has_session(a_session(user))
    person.context.route("**/updates/**", lambda route: route.abort())
    person.context.route("**/read-marker/**", lambda route: route.abort())
    person.context.route("**/messages/", lose_the_answer)
    return person


def lose_the_answer(route):
    route.fetch()
    route.abort()


def test_any_order_and_twice_is_the_page_of_a_fresh_load(arrives, town, people, is_long):
    viewer = Viewer(in_a_browser(arrives, town, people["alice"]), Page(town.host, people["alice"], 0))
    fresh = Viewer(in_a_browser(arrives, town, people["alice"]), viewer.requests)

    @settings(
        max_examples=EXAMPLES_LONG if is_long else EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        database=None,
        phases=[Phase.generate],  # a history is short enough to be read as it is
    )
    @given(BEFORE, HISTORIES, st.randoms(use_true_random=False))
    def same_page(before, history, chance):
        viewer.answers.clear()
        world = World(viewer, people, before)
        viewer.opens()
        for what, who, number, pick in history:
            where = viewer.been_at(pick)
            world.step(what, who, number, where)
            if number % 2:
                viewer.take(viewer.polls(where))
        answers = [answer for answer in viewer.answers for _ in range(chance.choice([0, 1, 2, 2]))]
        chance.shuffle(answers)
        for answer in answers:
            viewer.delivers(answer)
        viewer.settles()
        fresh.opens()
        expected = fresh.looks()
        assert viewer.looks() == expected
        for answer in answers:  # once more, all of them too late
            viewer.delivers(answer)
        viewer.settles()
        note("late copies")
        assert viewer.looks() == expected

    same_page()
