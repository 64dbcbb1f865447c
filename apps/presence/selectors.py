from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from apps.accounts.blocks import blocked_with
from apps.accounts.models import User
from apps.presence import people, store
from apps.presence.status import Status

MOST_HERE = 200
COUNT_KEPT = 60  # seconds
MOST_OFFLINE = 50
UNKNOWN_VERSION = "unknown"
SHOWN = (
    *("usercode", "name", "username", "picture", "deleted_at"),
    *("status_text", "status_until", "is_quiet", "quiet_until"),
)


def roster_for(user: User) -> "Roster":
    seen, apart = store.look(), blocked_with(user)
    return Roster(seen, apart, _others_online(user, apart, seen), user.appear_offline)


def _others_online(user: User, apart: frozenset[int], seen: store.Look | None) -> int:
    """Whom a broadcast of this person would reach. Counted once for each version of the roster."""
    if seen is None or seen.age <= settings.PRESENCE_LONGEST:  # the database has a say: see `reachable`
        return people.reachable(seen).exclude(pk__in=[user.pk, *apart]).count()
    everyone: int | None = cache.get_or_set(f"online:{seen.version}", people.here(seen).count, COUNT_KEPT)
    unseen = people.here(seen).filter(pk__in=apart).count() if apart else 0
    return (everyone or 0) - unseen - int(user.pk in seen.statuses and not user.appear_offline)


def status_of(person: User) -> Status | None:
    """As others see it; None while it is not known."""
    statuses = store.statuses()
    if statuses is None:
        return None
    return Status.OFFLINE if person.appear_offline else statuses.get(person.pk, Status.OFFLINE)


def current_version() -> str:
    return store.version() or UNKNOWN_VERSION


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    usercode: str
    name: str
    picture: str
    status: Status | None  # None: not known
    says: str  # of themselves
    is_quiet: bool  # not to be disturbed


@dataclass(frozen=True, slots=True)
class Group:
    """As many people as are shown, and how many are not."""

    people: list[Person]
    more: int


@dataclass(frozen=True)
class Roster:
    """Its groups are the same for every viewer that has blocked nobody and whom nobody has blocked; they are
    read only when no rendered copy of this version is kept.
    """

    seen: store.Look | None
    apart: frozenset[int]  # who is out of the viewer's sight
    others_online: int
    appears_offline: bool

    @property
    def unknown(self) -> bool:
        return self.seen is None

    @property
    def version(self) -> str:
        return self.seen.version if self.seen else UNKNOWN_VERSION

    @property
    def view(self) -> str:
        """Viewers with the same one see the same people."""
        return ",".join(map(str, sorted(self.apart)))

    @property
    def interval_ms(self) -> int:
        return round(settings.ROSTER_INTERVAL * 1000)

    @cached_property
    def here(self) -> Group:
        if self.seen is None:
            return Group([], more=0)
        here = people.by_status_and_name(people.here(self.seen), self.seen)
        return self._group(here, MOST_HERE)

    @cached_property
    def others(self) -> Group:
        """Those OFFLINE; everybody while presence is unknown."""
        if self.seen is None:
            everybody = people.latest_first(User.objects.filter(is_active=True))
            return self._group(everybody, MOST_OFFLINE)
        return self._group(people.not_here(self.seen), MOST_OFFLINE, Status.OFFLINE)

    @property
    def people(self) -> list[Person]:
        return self.here.people + self.others.people

    def _group(self, found: QuerySet[User], most: int, status: Status | None = None) -> Group:
        found = found.exclude(pk__in=self.apart)
        shown = list(found.only(*SHOWN)[: most + 1])
        more = found.count() - most if len(shown) > most else 0
        statuses = self.seen.statuses if self.seen and status is None else {}
        return Group([self._person(user, statuses.get(user.pk, status)) for user in shown[:most]], more)

    def _person(self, user: User, status: Status | None) -> Person:
        return Person(
            user.pk, user.usercode, user.display_name, user.picture, status, user.status, user.is_quiet_now
        )
