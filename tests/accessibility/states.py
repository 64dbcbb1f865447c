"""Every page and what can be opened on it: one list, for all that has to hold everywhere.

A new page or dialog gets its line here, and is looked at in light and dark, on desktops and phones.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts import announcements
from apps.accounts.models import Announcement, Server, SignUp, Tone, User
from apps.chat import services
from apps.chat.models import HeldMessage, Kind, LockedBy, Membership, Message, Room
from apps.presence import store
from tests.fixtures import Cast

Opened = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """`path` is filled in with the scene's numbers; `opened` does the rest, by what a person would do."""

    name: str
    path: str
    opened: Opened = lambda page: None
    signed_in: bool = True


@dataclass(frozen=True)
class Scene:
    """What stands in the rooms that are looked at: something of every kind."""

    person: object
    numbers: dict[str, int]

    @classmethod
    def set_up(cls, cast: Cast) -> "Scene":
        own = [_say(cast.room, cast.alice, text) for text in ("mine", "https://example.org/a?b=c", "to edit")]
        theirs = [_say(cast.room, cast.bob, text) for text in ("theirs", "gone", "hidden")]
        services.edit_message(own[2], "edited")
        services.delete_message(theirs[1])
        services.hide_message(theirs[2])
        direct = services.open_direct(cast.alice, cast.bob).room
        _say(direct, cast.bob, "only to you")
        empty = Room.objects.create(kind=Kind.OPEN, name="Nobody has written here")
        services.join(cast.alice, empty)
        store.heartbeat(cast.bob.pk, 60_000, active=True)
        held = _with_held_messages(cast.alice)
        broadcast = _say(Room.objects.broadcast(), cast.alice, "to all")
        long = Room.objects.create(kind=Kind.OPEN, name="Long")
        services.join(cast.alice, long)
        for number in range(55):
            _say(long, cast.alice, f"line {number}")
        numbers = {
            "room": cast.room.pk,
            "direct": direct.pk,
            "empty": empty.pk,
            "long": long.pk,
            "held": held.pk,
            "everyone": broadcast.room_id,
            "message": own[0].pk,
            "broadcast": broadcast.pk,
        }
        return cls(cast.alice, numbers)


def _with_held_messages(sender: User) -> Room:
    """One waits for a moderator, one was rejected."""
    room = Room.objects.create(kind=Kind.OPEN, name="Held")
    services.join(sender, room)
    for more in ({}, {"rejected_at": timezone.now(), "reason": "No advertising, please."}):
        HeldMessage.objects.create(sender=sender, room=room, body="buy pills", nonce=uuid.uuid4(), **more)
    return room


def _say(room: Room, sender, text: str) -> Message:
    place = Membership.objects.select_related("room", "user").get(room=room, user=sender)
    return services.post_message(place, text, uuid.uuid4())


# --- what a person does to get there ------------------------------------------------------------------


def _opens_sidebar(page: Page) -> None:
    if page.locator(".room__back").is_visible():
        page.locator(".room__back").click()


def _opens_people(page: Page) -> None:
    if page.locator(".room__people").is_visible():
        page.locator(".room__people").click()


def _is_refused(page: Page) -> None:
    page.locator("#body").fill("x" * 10_001)
    page.locator("#composer [type=submit]").click()
    expect(page.locator("#composer-problem")).not_to_be_empty()


def _fails_to_send(page: Page) -> None:
    page.route("**/messages/", lambda route: route.abort())
    page.locator("#body").fill("not sent")
    page.locator("#composer [type=submit]").click()
    expect(page.locator("#messages .failed")).to_be_visible()


def _loses_the_server(page: Page) -> None:
    page.route("**/updates/**", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#banner")).not_to_be_empty()


def _finds_it_locked(page: Page) -> None:
    locked = Room.objects.filter(name="Kitchen")
    locked.update(locked_by=LockedBy.MODERATORS)
    page.reload()
    expect(page.locator("#voice")).to_contain_text("locked")
    locked.update(locked_by=LockedBy.NOBODY)


def _reads_an_announcement(page: Page) -> None:
    announcement = Announcement(text="Look at https://example.org", tone=Tone.WARNING)
    announcements.make(announcement)
    expect(page.locator("#announcement")).to_be_visible(timeout=60_000)  # with a poll that was held
    announcements.end(announcement)


def _signs_in_wrongly(page: Page) -> None:
    page.fill("[name=login]", "alice")
    page.fill("[name=password]", "wrong")
    page.locator("form:has([name=password]) [type=submit]").click()
    expect(page.locator("[role=alert], .errorlist").first).to_be_visible()


def _asks_for_a_code(page: Page) -> None:
    page.fill("[name=email]", "alice@example.org")
    page.locator("form:has([name=email]) [type=submit]").click()
    expect(page.locator("[name=code]")).to_be_visible()


def _signs_up_wrongly(page: Page) -> None:
    page.fill("[name=username]", "alice")
    page.fill("[name=email]", "alice@example.org")
    page.fill("[name=password1]", "12345")
    page.locator("form:has([name=password1]) [type=submit]").click()
    expect(page.locator(".field__error").first).to_be_visible()


def _finds_it_closed(page: Page) -> None:
    Server.objects.update(sign_up=SignUp.CLOSED)
    page.reload()
    expect(page.get_by_role("heading", name="No new accounts")).to_be_visible()
    Server.objects.update(sign_up=SignUp.OPEN)


def _comes_first(page: Page) -> None:
    Server.objects.all().delete()
    page.reload()
    expect(page.get_by_role("heading", name="Set up this server")).to_be_visible()
    Server.objects.create()


def _opens_replacement(page: Page) -> None:
    page.locator("details summary").first.click()


SIGNED_OUT = [
    State("sign in", "accounts/login/", signed_in=False),
    State("sign in, refused", "accounts/login/", _signs_in_wrongly, signed_in=False),
    State("sign in by mail", "accounts/login/code/", signed_in=False),
    State("sign in by mail, code sent", "accounts/login/code/", _asks_for_a_code, signed_in=False),
    State("sign up", "accounts/signup/", signed_in=False),
    State("sign up, refused", "accounts/signup/", _signs_up_wrongly, signed_in=False),
    State("sign up, closed", "accounts/signup/", _finds_it_closed, signed_in=False),
    State("first run", "accounts/login/", _comes_first, signed_in=False),
    State("invitation that leads nowhere", "invitation/of-nobody/", signed_in=False),
    State("forgotten password", "accounts/password/reset/", signed_in=False),
    State("forgotten password, mail sent", "accounts/password/reset/done/", signed_in=False),
    State("new password, link too old", "accounts/password/reset/key/1-x-y/", signed_in=False),
    State("new password, done", "accounts/password/reset/key/done/", signed_in=False),
    State("mail to confirm", "accounts/confirm-email/", signed_in=False),
    State("link of a mail, too old", "accounts/confirm-email/x-y/", signed_in=False),
    State("sign in by a provider", "accounts/oidc/team/login/", signed_in=False),
    State("refused by a provider", "accounts/oidc/team/login/callback/", signed_in=False),
    State("account that is closed", "accounts/inactive/", signed_in=False),
    State("nothing there, signed out", "nowhere/", signed_in=False),
]
SIGNED_IN = [
    State("everyone online", ""),
    State("room", "rooms/{room}/"),
    State("room, list of conversations", "rooms/{room}/", _opens_sidebar),
    State("room, people", "rooms/{room}/", _opens_people),
    State("room, refused", "rooms/{room}/", _is_refused),
    State("room, not sent", "rooms/{room}/", _fails_to_send),
    State("room, locked", "rooms/{room}/", _finds_it_locked),
    State("room, announcement", "rooms/{room}/", _reads_an_announcement),
    State("room, server away", "rooms/{room}/", _loses_the_server),
    State("direct conversation", "rooms/{direct}/"),
    State("empty room", "rooms/{empty}/"),
    State("room with held messages", "rooms/{held}/"),
    State("long room", "rooms/{long}/"),
    State("long room, history", "rooms/{long}/?before=20"),
    State("own message", "rooms/{room}/messages/{message}/"),
    State("to whom a broadcast went", "rooms/{everyone}/messages/{broadcast}/recipients/"),
    State("profile", "profile/", _opens_replacement),
    State("change of password", "accounts/password/change/"),
    State("change of address", "accounts/email/"),
    State("other ways to sign in", "accounts/connections/"),
    State("two-step sign-in", "accounts/2fa/"),
    State("passkeys", "accounts/2fa/webauthn/"),
    State("where one is signed in", "accounts/sessions/"),
    State("is it you", "accounts/reauthenticate/"),
    State("sign out", "accounts/logout/"),
    State("no such conversation", "rooms/999999999/"),
    State("nothing there", "nowhere/"),
]
EVERY = SIGNED_OUT + SIGNED_IN
