"""Who and where is meant by `from:` and `in:`. Raises NoSuchPerson and NoSuchPlace."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from apps.accounts.blocks import blocked_with
from apps.accounts.models import User
from apps.accounts.usercode import normalise
from apps.chat.models import Membership
from apps.chat.problems import NoSuchPerson, NoSuchPlace
from apps.chat.searching.fold import fold
from apps.chat.selectors.people import others_by_room, title_of


def people_named(user: User, typed: Iterable[str]) -> list[int]:
    return [person for name in typed for person in _people(user, name)]


def _people(user: User, name: str) -> list[int]:
    if name.lower() == "me":
        return [user.pk]
    by_code = Q(usercode=normalise(name)) & ~Q(pk__in=blocked_with(user))
    exactly = Q(username__iexact=name) | by_code | Q(name__iexact=name)
    if found := list(User.objects.filter(exactly, deleted_at=None).values_list("pk", flat=True)):
        return found
    raise NoSuchPerson(name)


def places_named(user: User, places: list[Membership], typed: Iterable[str]) -> list[Membership]:
    """Those of the person's own `places` that are meant: by the whole name, or else by a part of it."""
    others = others_by_room(user, [place.room for place in places])
    titles = {place: fold(title_of(place.room, others[place.room_id])) for place in places}
    meant: list[Membership] = []
    for name in typed:
        if name.startswith("@"):
            people = people_named(user, [name.removeprefix("@")])
            meant += [place for place in places if _is_with(others[place.room_id], people)] or _none(name)
        else:
            meant += _titled(titles, fold(name.removeprefix("#"))) or _none(name)
    return meant


def _titled(titles: dict[Membership, str], wanted: str) -> list[Membership]:
    def those(fits: Callable[[str], bool]) -> list[Membership]:
        return [place for place, title in titles.items() if fits(title)]

    return those(lambda title: title == wanted) or those(lambda title: wanted in title)


def _is_with(others: list[User], people: list[int]) -> bool:
    """The conversation of the two; one of several people is named by all their names."""
    return len(others) == 1 and others[0].pk in people


def _none(name: str) -> list[Membership]:
    raise NoSuchPlace(name)
