"""Where a person is signed in. allauth notes each sign-in; whether it still holds says the session."""

from dataclasses import dataclass

from allauth.account.signals import user_logged_in
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.accounts import devices
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User

# Of one person. allauth looks at each of them at each sign-in: a script that never signs out must not make
# that long.
MOST = 50


@dataclass(frozen=True)
class Place:
    """One browser. `row.ip` and `row.created_at` are of the sign-in."""

    row: UserSession
    device: str
    is_here: bool


def places(request: AuthedRequest) -> list[Place]:
    """This browser first, then the newest. Two queries, however many there are."""
    here = request.session.session_key
    rows = _living(request.user)
    found = [Place(row, devices.name(row.user_agent), row.session_key == here) for row in rows]
    return sorted(found, key=lambda place: (place.is_here, place.row.created_at), reverse=True)


def note_this(request: AuthedRequest) -> None:
    """A session from before sign-ins were noted."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)


def end(user: User, session_id: int) -> bool:
    """Whether there was such a one. Its pages and its held polls are signed out at once."""
    rows = list(UserSession.objects.filter(user=user, pk=session_id))
    get_adapter().end_sessions(rows)
    return bool(rows)


def end_others(request: AuthedRequest) -> None:
    """Row by row and not by raising `session_epoch`: a poll of this browser that met the new number with the
    old hash, or the other way round, would sign it out too.
    """
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions(others)


@receiver(user_logged_in, dispatch_uid="end_oldest_sessions")
def end_oldest(user: User, **_: object) -> None:
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-pk")
    get_adapter().end_sessions(rows[MOST:])


@receiver(user_logged_out, dispatch_uid="forget_session")
def forget(request: HttpRequest, **_: object) -> None:
    """An address and a browser's name are kept no longer than they mean something."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()


def forget_ended() -> None:
    """What was noted of sessions that have expired since."""
    living = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    UserSession.objects.filter(~Exists(living)).delete()


def _living(user: User) -> list[UserSession]:
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    expected = user.get_session_auth_hash()
    sessions = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    return [rows[session.session_key] for session in sessions if _is_valid(session, expected)]


def _is_valid(session: Session, expected: str) -> bool:
    """As Django has it: a changed password or a raised epoch ends the session."""
    return constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), expected)
