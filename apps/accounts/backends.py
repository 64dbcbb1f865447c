from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from apps.accounts import look_alikes, names
from apps.accounts.models import User

# Accounts that may claim one unverified address and sign in by it. Without a cap, whoever makes a hundred of
# them lets the server hash a hundred passwords for each try.
MOST_CLAIMS = 5


class Backend(AuthenticationBackend):
    """Sign-in by username or e-mail address, each looked up by an index and in one way only.

    The parent's `authenticate` hashes a password for unknown logins too, so that they take as long
    as known ones.
    """

    def _authenticate(
        self,
        request: HttpRequest | None,
        **credentials: Any,
    ) -> User | None:
        for person in people_who_sign_in_as(login_in(credentials)):
            if self._check_password(person, credentials["password"]):
                return person
        return None


def login_in(credentials: dict[str, Any]) -> str:
    """What was typed; allauth passes an address under both names."""
    return str(credentials.get("username") or credentials.get("email") or "")


def people_who_sign_in_as(login: str) -> list[User]:
    """Mostly one. Several may claim an address: the password tells them apart."""
    return _by_email(login) if "@" in login else _by_username(login)


def _by_username(login: str) -> list[User]:
    typed = names.normalise_username(login)
    # Found by skeleton, which has an index; a look-alike must not sign in as the one it resembles.
    people = User.objects.filter(skeleton=look_alikes.skeleton(typed))
    return [person for person in people if person.username.casefold() == typed.casefold()]


def _by_email(login: str) -> list[User]:
    address = login.strip().lower()
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=address, verified=True)
    people = User.objects.filter(email=address).annotate(is_owner=Exists(confirmed))
    return list(people.order_by("-is_owner", "pk")[:MOST_CLAIMS])
