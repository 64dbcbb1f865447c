"""An account that is deleted: nobody is named by it any more, and what was written stays."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, SignUp, is_in
from apps.accounts.tests.factors import code_of, confirms_by_mail, with_an_app
from apps.chat import drafts, erasing, membership_services, reactions, saved, services
from apps.chat.models import Draft, Erasure, Kind, Membership, Mention, Message, Reaction, Room, Saved
from apps.chat.tests.desk import Desk, fresh_nonce, text_of
from apps.presence import store
from tests.canary import lasting_redis_keys_with, tables_with
from tests.people import PASSWORD, a_person

DELETION = "/messager/profile/deletion/"
PROFILE = "/messager/profile/"
NAME, ADDRESS, SHOWN = "canaryname", "canaryname@example.org", "Wren Canarybird"
GONE = "Deleted account"


@pytest.fixture
def canary(db: None) -> User:
    return a_person(NAME, name=SHOWN)


@pytest.fixture
def kitchen(canary: User, alice: User, bob: User) -> Room:
    room = Room.objects.create(kind=Kind.OPEN, name="Kitchen")
    for person in (alice, bob, canary):
        services.join(person, room)
    return room


def place(person: User, room: Room) -> Membership:
    return Membership.objects.select_related("room", "user").get(room=room, user=person)


def says(person: User, room: Room, text: str, **more: object) -> Message:
    return services.post_message(place(person, room), text, fresh_nonce(), **more)


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def deletes(client: Client, username: str = NAME, password: str = PASSWORD, **more: object):
    return client.post(DELETION, {"username": username, "password": password}, **more)


@pytest.fixture
def gone(django_capture_on_commit_callbacks) -> Callable[[User], User]:
    """gone(person): the account deleted by its person, and what is left erased."""

    def gone(person: User) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            answer = deletes(browser_of(person), person.username)
            assert answer.templates[0].name == "accounts/deleted.html"
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(10):  # a slow machine needs more than one turn
                erasing.go_on()
        person.refresh_from_db()
        return person

    return gone


# --- The page ------------------------------------------------------------------------------------------


def test_the_profile_leads_to_a_page_that_says_what_happens(canary: User) -> None:
    browser = browser_of(canary)
    assert DELETION in text_of(browser.get(PROFILE))
    page = text_of(browser.get(DELETION))
    assert "What goes" in page
    assert "What stays" in page


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        (NAME, "mistaken", "This is not your password."),
        ("somebody", PASSWORD, "This is not your username."),
        ("", PASSWORD, "required"),
        (NAME, "", "required"),
    ],
)
def test_without_both_nothing_happens(canary: User, username: str, password: str, sentence: str) -> None:
    browser = browser_of(canary)
    answer = deletes(browser, username, password)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert password == "" or password not in text_of(answer)
    canary.refresh_from_db()
    assert canary.is_active
    assert browser.get(PROFILE).status_code == 200


def test_wrong_passwords_are_counted_with_those_at_signing_in(canary: User, sign_in: SignIn) -> None:
    browser = browser_of(canary)
    for _ in range(5):
        deletes(browser, password="wrong")
    assert "Too many tries" in text_of(deletes(browser))
    assert not is_in(sign_in(NAME))
    canary.refresh_from_db()
    assert canary.deleted_at is None


def test_a_page_of_another_account_deletes_nobody(canary: User, bob: User) -> None:
    answer = browser_of(bob).post(DELETION, {"username": "bob", "password": PASSWORD, "page_user": canary.pk})
    assert answer.status_code == 409


def test_the_last_superuser_stays_and_is_told_why(canary: User, gone) -> None:
    User.objects.filter(pk=canary.pk).update(is_superuser=True, is_staff=True)
    answer = deletes(browser_of(canary))
    assert answer.status_code == 422
    assert "You are the only superuser" in text_of(answer)
    a_person("another", is_superuser=True)
    assert gone(canary).is_superuser is False


def test_the_last_owner_of_a_room_names_another_first(canary: User, kitchen: Room, alice: User, gone) -> None:
    membership_services.set_owner(place(canary, kitchen), is_owner=True)
    browser = browser_of(canary)
    assert "Kitchen" in text_of(deletes(browser))
    assert browser.get(PROFILE).status_code == 200
    assert place(canary, kitchen).is_owner
    membership_services.set_owner(place(alice, kitchen), is_owner=True)
    gone(canary)


def test_whoever_has_no_password_confirms_by_mail(canary: User) -> None:
    EmailAddress.objects.create(user=canary, email=ADDRESS, verified=True, primary=True)
    browser = without_a_password(canary)
    page = browser.get(DELETION)
    assert "Your password" not in text_of(page)
    assert "asked to confirm that it is you" in text_of(page)
    assert "not your username" in text_of(browser.post(DELETION, {"username": "somebody"}))
    asked = browser.post(DELETION, {"username": NAME})
    assert asked.status_code == 302
    canary.refresh_from_db()
    assert canary.is_active
    done = confirms_by_mail(browser, asked["Location"], ADDRESS)
    assert done.templates[0].name == "accounts/deleted.html"
    canary.refresh_from_db()
    assert canary.deleted_at


def test_whoever_has_no_password_confirms_by_their_app(canary: User) -> None:
    secret = with_an_app(canary)
    browser = without_a_password(canary)
    asked = browser.post(DELETION, {"username": NAME})
    done = browser.post(asked["Location"], {"code": code_of(secret)})
    assert done.templates[0].name == "accounts/deleted.html"


def test_a_wrong_code_deletes_nobody(canary: User) -> None:
    with_an_app(canary)
    browser = without_a_password(canary)
    asked = browser.post(DELETION, {"username": NAME})
    browser.post(asked["Location"], {"code": "000000"})
    canary.refresh_from_db()
    assert canary.is_active


def without_a_password(person: User) -> Client:
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return browser_of(person)


# --- What goes ------------------------------------------------------------------------------------------


def test_all_sessions_end_at_once_and_presence_with_them(canary: User, gone) -> None:
    elsewhere = browser_of(canary)
    assert elsewhere.get(PROFILE).status_code == 200
    store.heartbeat(canary.pk, 60_000, active=True)
    here = browser_of(canary)
    with_script = {"HTTP_HX_REQUEST": "true"}
    gone(canary)
    assert elsewhere.get("/messager/updates/", **with_script).status_code == 401
    assert here.get(PROFILE).status_code == 302
    assert canary.pk not in store.statuses()


def test_no_table_and_no_key_names_them(
    canary: User, kitchen: Room, alice: User, bob: User, sign_in: SignIn, gone
) -> None:
    EmailAddress.objects.create(user=canary, email=ADDRESS, primary=True, verified=True)
    assert is_in(sign_in(ADDRESS))
    assert is_in(sign_in(NAME))
    LogEntry.objects.create(
        user=a_person("root"), object_id=canary.pk, object_repr=NAME, action_flag=CHANGE, **_of_people()
    )
    code = canary.usercode
    direct = services.open_direct(canary, alice).room
    says(canary, direct, "between us")
    message = says(alice, kitchen, "good morning")
    reactions.react(message, canary, "👍")
    saved.save(message, canary)
    drafts.save_draft(place(canary, kitchen), "half a thought")
    for text in ("hello", "**well**"):
        says(canary, kitchen, text)
    services.dispatch()
    Desk(bob, kitchen).opens()
    gone(canary)
    assert tables_with(NAME, ADDRESS, SHOWN, code, "half a thought") == set()
    assert not Draft.objects.exists()
    assert not Saved.objects.exists()
    assert not Reaction.objects.exists()
    assert not canary.memberships.exists()
    assert not EmailAddress.objects.filter(user=canary).exists()
    assert (canary.email, canary.name, canary.is_active) == ("", "", False)
    assert not canary.has_usable_password()


def test_preferences_are_as_a_newcomers(canary: User, gone) -> None:
    accounts.prefer(canary, "dark", "ctrl_enter", False)
    accounts.set_language(canary, "pt-br")
    gone(canary)
    assert (canary.theme, canary.sends_with, canary.plays_sound, canary.language) == (
        *("system", "enter", True),
        "",
    )


def test_a_newcomer_takes_name_and_address_and_inherits_nothing(
    canary: User, kitchen: Room, sign_up: SignUp, alice: User, gone
) -> None:
    EmailAddress.objects.create(user=canary, email=ADDRESS, primary=True, verified=True)
    says(canary, services.open_direct(canary, alice).room, "between us")
    gone(canary)
    answer = sign_up(NAME, ADDRESS)
    assert is_in(answer)
    newcomer = User.objects.get(username=NAME)
    assert newcomer.pk != canary.pk
    assert [one.room.kind for one in newcomer.memberships.select_related("room")] == [Kind.BROADCAST]
    assert not newcomer.messages.exists()
    assert "between us" not in text_of(answer.client.get("/messager/"))


def test_nobody_can_take_the_name_that_is_left(canary: User, sign_up: SignUp, gone) -> None:
    gone(canary)
    assert not is_in(sign_up(canary.username))


# --- What stays -----------------------------------------------------------------------------------------


def test_what_they_wrote_stays_as_by_nobody(canary: User, kitchen: Room, alice: User, gone) -> None:
    first = says(canary, kitchen, "kept for all")
    says(alice, kitchen, "indeed", reply_to=first)
    page = Desk(alice, kitchen)
    assert SHOWN in text_of(page.opens())
    gone(canary)
    shown = text_of(page.opens())
    assert "kept for all" in shown
    assert SHOWN not in shown
    assert shown.count(GONE) >= 2  # beside the message, and in the quote
    assert canary.usercode not in shown


def test_it_is_said_in_the_readers_language(canary: User, kitchen: Room, alice: User, gone) -> None:
    says(canary, kitchen, "kept for all")
    says(alice, kitchen, f"ask @{NAME}")
    services.dispatch()
    gone(canary)
    accounts.set_language(alice, "pt-br")
    shown = text_of(Desk(alice, kitchen).opens())
    assert "Conta excluída" in shown
    assert '<span class="mention">@Conta excluída</span>' in shown
    assert GONE not in shown


@pytest.mark.parametrize("path", ["/messager/saved/", "/messager/search/?q=kept+for", "/messager/"])
def test_lists_search_and_the_sidebar_say_so_too(
    canary: User, kitchen: Room, alice: User, path: str, gone
) -> None:
    direct = services.open_direct(canary, alice).room
    says(canary, direct, "kept for two")
    saved.save(says(canary, kitchen, "kept for all"), alice)
    services.dispatch()
    gone(canary)
    shown = text_of(browser_of(alice).get(path))
    assert GONE in shown
    assert SHOWN not in shown
    assert NAME not in shown


def test_the_conversation_with_them_can_be_read_and_says_that_nobody_reads_on(
    canary: User, alice: User, gone
) -> None:
    direct = services.open_direct(canary, alice).room
    says(canary, direct, "between us")
    gone(canary)
    shown = text_of(Desk(alice, direct).opens())
    assert "between us" in shown
    assert "This account has been deleted" in shown


def test_who_searches_by_their_old_name_or_code_finds_nobody(
    canary: User, kitchen: Room, alice: User, gone
) -> None:
    code = canary.usercode
    says(canary, kitchen, "kept for all")
    services.dispatch()
    gone(canary)
    for typed in (NAME, code, canary.usercode):
        answer = browser_of(alice).get("/messager/search/", {"q": f"from:{typed} kept"})
        assert "kept for all" not in re.sub("<[^>]*>", "", text_of(answer))


def test_mentions_in_old_messages_name_nobody(
    canary: User, kitchen: Room, alice: User, bob: User, gone
) -> None:
    for person in (alice, canary):
        says(person, kitchen, f"**hi** @{NAME}, and @bob")
    services.dispatch()
    page = Desk(bob, kitchen)
    before = Room.objects.get(pk=kitchen.pk).last_revision
    gone(canary)
    shown = text_of(page.opens())
    assert shown.count(f'<span class="mention">@{GONE}</span>') >= 2
    assert f'data-person="{bob.pk}">@bob</span>' in shown
    assert SHOWN not in shown
    assert not Mention.objects.filter(user=canary).exists()
    assert SHOWN not in "".join(Message.objects.values_list("html", flat=True))
    assert f"@{GONE}" in text_of(page.polls(before))  # an open page gets it with its next poll


def test_a_mention_in_a_hidden_message_comes_back_without_the_name(
    canary: User, kitchen: Room, alice: User, gone
) -> None:
    message = says(alice, kitchen, f"hi @{NAME}")
    services.dispatch()
    services.hide_message(message)
    services.dispatch()
    gone(canary)
    Erasure.objects.update(begun_at=timezone.now() - erasing.SETTLED * 2)
    erasing.go_on()
    assert tables_with(SHOWN) == set()
    services.restore_message(message)
    assert SHOWN not in text_of(Desk(alice, kitchen).opens())


def test_what_calls_them_meanwhile_is_found_by_the_next_look(
    canary: User, kitchen: Room, alice: User, gone
) -> None:
    says(alice, kitchen, f"hi @{NAME}")  # not dispatched before the account goes
    gone(canary)
    services.dispatch()
    erasing.go_on()
    assert SHOWN not in text_of(Desk(alice, kitchen).opens())
    assert Erasure.objects.exists()
    Erasure.objects.update(begun_at=timezone.now() - erasing.SETTLED * 2)
    erasing.go_on()
    assert not Erasure.objects.exists()


def test_reactions_go_from_open_pages_too(canary: User, kitchen: Room, alice: User, gone) -> None:
    message = says(alice, kitchen, "good morning")
    reactions.react(message, canary, "👍")
    page = Desk(alice, kitchen)
    assert "👍" in text_of(page.opens())
    cursor = Room.objects.get(pk=kitchen.pk).last_revision
    gone(canary)
    assert f'id="m-{message.pk}"' in text_of(page.polls(cursor))
    assert SHOWN not in text_of(page.opens())


def test_it_goes_on_where_it_stopped(canary: User, kitchen: Room, alice: User, settings) -> None:
    for number in range(5):
        reactions.react(says(alice, kitchen, f"number {number}"), canary, "👍")
    settings.CELERY_TASK_SOFT_TIME_LIMIT = 0  # one bit each time
    deletes(browser_of(canary))
    for _ in range(20):
        erasing.go_on()
    assert not Reaction.objects.exists()


def test_the_cache_keeps_no_fragment_with_a_name_that_was_called(
    canary: User, kitchen: Room, alice: User, gone
) -> None:
    says(alice, kitchen, f"hi @{NAME}")
    services.dispatch()
    page = Desk(alice, kitchen)
    page.opens()
    gone(canary)
    page.opens()
    assert lasting_redis_keys_with(SHOWN, longer_than=60) == set()


# --- The admin ------------------------------------------------------------------------------------------


def test_the_admin_names_nobody_changes_nothing_and_cannot_bring_them_back(canary: User, gone) -> None:
    gone(canary)
    root = browser_of(a_person("root", is_staff=True, is_superuser=True))
    listed = text_of(root.get("/admin/accounts/user/"))
    assert GONE in listed
    assert NAME not in listed
    changed = root.post(f"/admin/accounts/user/{canary.pk}/change/", {"username": "zombie"})
    assert changed.status_code == 403
    root.post("/admin/accounts/user/", {"action": "activate", "_selected_action": canary.pk})
    accounts.activate(canary)
    canary.refresh_from_db()
    assert not canary.is_active


def _of_people() -> dict[str, object]:
    return {"content_type": ContentType.objects.get_for_model(User)}
