"""Everything that changes a person, one verb each."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.accounts import invitations, usercode
from apps.accounts.models import User

BETWEEN_WARNINGS = "\n\n"


def rename(user: User, name: str) -> None:
    if name == user.name:
        return
    user.name = name
    _save_identity(user, "name")


def set_picture(user: User, name: str) -> None:
    """The name of a file that is there (`pictures`); empty: drawn from the name."""
    user.picture = name
    _save_identity(user, "picture")


def set_language(user: User, language: str) -> None:
    """One of LANGUAGES; empty: as each browser wishes."""
    user.language = language
    user.save(update_fields=["language"])  # by the signal, held polls hear of it


def replace_usercode(user: User) -> None:
    """From now on the old code reaches nobody. It may be drawn again, as any free code may."""

    def write(code: str) -> None:
        user.usercode = code
        _save_identity(user, "usercode")

    usercode.write_with_free_code(write, usercode.draw(), User.objects.has_code)


def prefer(user: User, theme: str, sends_with: str, plays_sound: bool) -> None:
    user.theme, user.sends_with, user.plays_sound = theme, sends_with, plays_sound
    user.save(update_fields=["theme", "sends_with", "plays_sound"])


def set_time_zone(user: User, zone: str) -> None:
    """Empty: as the browser says."""
    user.time_zone = zone
    user.save(update_fields=["time_zone"])


def note_browser_zone(user: User, zone: str) -> None:
    """Nobody waits for it: it is no reason to look at the person's pages again."""
    if zone != user.browser_zone:
        User.objects.filter(pk=user.pk).update(browser_zone=zone)


def _save_identity(user: User, field: str) -> None:
    """Saved and not updated: what shows this person hears of it by the signal."""
    user.version = F("version") + 1  # the database counts; two changes are two
    user.save(update_fields=[field, "version"])
    user.refresh_from_db(fields=["version"])


def end_sessions(user: User) -> None:
    """Signs the person out everywhere, at once and at a cost that does not grow with the team.

    Which rows of the session table are theirs stands inside the rows, signed: finding them means reading all.
    Instead every session carries a hash that this number is part of; one that does not match any more is
    deleted, with its cached copy, when it is next used, and by `clearsessions` when it has expired.
    """
    user.session_epoch = F("session_epoch") + 1
    user.save(update_fields=["session_epoch"])  # by the signal, held polls hear of it
    user.refresh_from_db(fields=["session_epoch"])


def deactivate(user: User, until: datetime | None = None) -> None:
    """Their pages and polls get 401 from the next request on; their messages stay.

    With `until` they are let in again then (`whose_time_has_come`); without it, when somebody activates them.
    Nobody comes in by their invitations any more, themselves least of all.
    """
    invitations.revoke(user.invitations.all())
    user.is_active = False
    user.suspended_until = until
    user.session_epoch = F("session_epoch") + 1  # or the old sessions would live again after `activate`
    user.save(update_fields=["is_active", "suspended_until", "session_epoch"])  # by the signal, rosters hear
    user.refresh_from_db(fields=["session_epoch"])


def activate(user: User) -> None:
    """Not whose account has been deleted: nobody is left who could sign in."""
    if user.deleted_at:
        return
    user.is_active = True
    user.suspended_until = None
    user.save(update_fields=["is_active", "suspended_until"])


def whose_time_has_come() -> QuerySet[User]:
    """Who was kept out until a time that has passed."""
    return User.objects.filter(is_active=False, suspended_until__lte=timezone.now())


def mute(user: User, until: datetime | None) -> None:
    """Until then they read everything and say nothing; None lets them speak at once."""
    user.muted_until = until
    user.save(update_fields=["muted_until"])


def warn(user: User, sentence: str) -> None:
    """Shown on each of their pages until they have read it; beside what they have not read yet."""
    with transaction.atomic():
        standing = User.objects.select_for_update().values_list("warning", flat=True).get(pk=user.pk)
        _set_warning(user, f"{standing}{BETWEEN_WARNINGS}{sentence}" if standing else sentence)


def heed(user: User, letters: int) -> str:
    """They have read so many letters of it. Returns what they have read; what came since stays."""
    with transaction.atomic():
        standing = User.objects.select_for_update().values_list("warning", flat=True).get(pk=user.pk)
        _set_warning(user, standing[letters:].removeprefix(BETWEEN_WARNINGS))
    return standing[:letters]


def _set_warning(user: User, text: str) -> None:
    user.warning = text
    user.save(update_fields=["warning"])


def set_email(user: User, address: str) -> None:
    """For moderators. The old address opens nothing any more, and the new one has yet to be confirmed."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        user.email = address
        user.save(update_fields=["email"])
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
