"""Who may act on whom: Moderators on people, Owners on Moderators too, nobody on superusers or themselves."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from apps.accounts.moderators import may_moderate
from apps.chat import services as chat
from apps.chat.models import Membership
from apps.moderation import services
from apps.moderation.models import AuditEntry
from apps.moderation.problems import AboveYou, NotAllowed, NotInRoom, Oneself
from apps.moderation.rights import GROUPS
from apps.moderation.tests.team import HOUR, a_moderator, again
from tests.people import a_person


@pytest.fixture
def people(db):
    return {
        "person": a_person("pat"),
        "helper": a_person("helga", is_staff=True),
        "moderator": a_moderator("mia"),
        "colleague": a_moderator("max"),
        "owner": a_moderator("olga", "Owner"),
        "superuser": a_person("root", is_staff=True, is_superuser=True),
        "another": a_person("toor", is_staff=True, is_superuser=True),
    }


@pytest.mark.parametrize(
    ("actor", "target", "refusal"),
    [
        ("person", "helper", NotAllowed),
        ("helper", "person", NotAllowed),
        ("moderator", "person", None),
        ("moderator", "helper", None),
        ("moderator", "moderator", Oneself),
        ("moderator", "colleague", AboveYou),
        ("moderator", "owner", AboveYou),
        ("moderator", "superuser", AboveYou),
        ("owner", "person", None),
        ("owner", "moderator", None),
        ("owner", "owner", Oneself),
        ("owner", "superuser", AboveYou),
        ("superuser", "owner", None),
        ("superuser", "another", None),
        ("superuser", "superuser", Oneself),
    ],
)
@pytest.mark.parametrize("verb", ["mute", "warn", "suspend", "hide", "remove"])
def test_who_may_act_on_whom(people, room, says, actor, target, refusal, verb):
    who, whom = again(people[actor]), again(people[target])
    Membership.objects.get_or_create(room=room, user=whom)
    message = says(whom, room)
    act = {
        "mute": lambda: services.mute(who, whom, HOUR, "why"),
        "warn": lambda: services.warn(who, whom, "why"),
        "suspend": lambda: services.suspend(who, whom, HOUR, "why"),
        "hide": lambda: services.hide(who, message, "why"),
        "remove": lambda: services.remove(who, whom, room, "why"),
    }[verb]
    if refusal is None:
        act()
        assert AuditEntry.objects.get().action == verb
        return
    with pytest.raises(refusal):
        act()
    assert not AuditEntry.objects.exists()


def test_a_suspended_moderator_is_still_one(people):
    services.suspend(people["owner"], people["moderator"], HOUR, "why")
    assert not may_moderate(again(people["moderator"]))
    with pytest.raises(AboveYou):
        services.let_in(people["colleague"], again(people["moderator"]), "a friend")


def test_a_group_alone_does_not_open_the_admin(db):
    person = a_moderator()
    person.is_staff = False
    person.save()
    assert not may_moderate(again(person))


def test_nobody_is_removed_from_a_conversation(people, alice, bob, says):
    direct = chat.open_direct(alice, bob).room
    with pytest.raises(NotInRoom):
        services.remove(people["moderator"], bob, direct, "why")
    with pytest.raises(NotInRoom):
        services.remove(people["moderator"], people["person"], direct, "why")
    assert direct.memberships.count() == 2


def test_the_groups_have_exactly_these_rights(db):
    for name, rights in GROUPS.items():
        group = Group.objects.get(name=name)
        has = {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}
        assert has == set(rights)


def test_what_an_administrator_changes_in_them_stays(db):
    Group.objects.get(name="Moderator").permissions.clear()
    call_command("migrate", verbosity=0)
    assert not Group.objects.get(name="Moderator").permissions.exists()
