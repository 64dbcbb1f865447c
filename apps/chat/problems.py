"""What a person did that cannot be done: each becomes one sentence beside what they typed."""

from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Problem(Exception):  # noqa: N818 (to the person it is no error)
    """Base of all; `sentence` is shown to the person, `status` is the answer's."""

    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence: str | Promise = _("That did not work.")

    @property
    def headers(self) -> dict[str, str]:
        return {}


class NobodyOnline(Problem):
    sentence = _(
        "Nobody else is online right now, so this would reach no one. Add a code to write to one person."
    )


class NonceTaken(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This page had already sent something else. Your text is still here: send it again.")


class Gone(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This message has been removed in the meantime.")


class Archived(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This room has been archived: it can be read, and nothing is said in it any more.")


class Locked(Problem):
    status = HTTPStatus.CONFLICT  # as below
    sentence = _("This room is locked for now: only its owners and moderators post in it.")


class LockedByModerators(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("A moderator has locked this room, and only a moderator opens it again.")


class Muted(Problem):
    status = HTTPStatus.CONFLICT  # as below

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.sentence = format_lazy(
            _("A moderator has muted you until {until}. You can read on, and your text is still here."),
            until=f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        )


class Filtered(Problem):
    """A filter refuses the text; its `reason` is a moderator's own words."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        said = reason or _("This can't be written here.")
        self.sentence = format_lazy(
            _("{reason} Your text is still here: change it and try again."), reason=said
        )


class NeedsReview(Problem):
    """Of an edit, which nobody can hold back while the text before it stands."""

    sentence = _("A moderator would have to look at this first. Write it in a new message instead.")


class Held(Problem):
    """No refusal: it is kept aside, and a moderator decides."""

    status = HTTPStatus.ACCEPTED
    sentence = _("A moderator looks at this message before anybody else reads it.")


class TooManyHeld(Problem):
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("20 messages of yours wait for a moderator. Your text is still here: send it later.")


class NotHeld(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("It is not held any more: somebody has decided about it, or it was withdrawn.")


class OwnersPost(Problem):
    status = HTTPStatus.CONFLICT  # a page takes a 403 for an old token, and tries again
    sentence = _("Only the owners of this room post in it. Your text is still here.")


class Blocked(Problem):
    """One of two has blocked the other; which one, it does not say."""

    sentence = _("You can't write to each other here.")


class BlockedAmong(Problem):
    sentence = _("These people can't be in one conversation. Take somebody out.")


class NotYours(Problem):
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no such conversation, or it is not yours any more.")


class NameTaken(Problem):
    sentence = _("There is a room with this name, or with one that looks like it. Choose another name.")


class LastOwner(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("You are the only owner of this room. Make somebody else an owner first.")


class NotYoursToCall(Problem):
    sentence = _("In a room of this size only its owners can call @everyone. Name those whom it concerns.")


class EveryoneUnconfirmed(Problem):
    """`people`: how many others a call to everyone would notify."""

    status = HTTPStatus.PRECONDITION_REQUIRED

    def __init__(self, people: int) -> None:
        super().__init__(people)
        self.sentence = ngettext(
            "This notifies %(people)s person.", "This notifies %(people)s people.", people
        ) % {"people": people}


class NoOriginal(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("What you reply to has been removed. Your text is still here: send it without the reply.")


class NoEmoji(Problem):
    sentence = _("A reaction is one emoji.")


class TooManyReactions(Problem):
    sentence = _("This message has enough different reactions: join one of them.")


class TooManyPins(Problem):
    sentence = _("50 messages are pinned here, and that is the most: unpin one first.")


class TooManySaved(Problem):
    sentence = _("You have saved 1,000 messages, and that is the most: remove one first.")


class TooFast(Problem):
    """A limit was reached. `retry_after`: whole seconds until the next try has a chance."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence: str | Promise = _("That was a bit fast. Your text is still here: try again in a moment.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class TooBusy(TooFast):
    """Of all people together: this one may have said nothing yet."""

    sentence = _("Too much is being said here at once. Your text is still here: try again in a moment.")


class TooNew(TooFast):
    """What spam uses goes more slowly for accounts that are new."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        minutes = ceil(retry_after / 60)
        self.sentence = ngettext(
            "Your account is new, and this goes more slowly at first. What you wrote is still here: "
            "try again in %(minutes)s minute.",
            "Your account is new, and this goes more slowly at first. What you wrote is still here: "
            "try again in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}


class TooSoon(TooFast):
    """Slow mode: this person has just said something here."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.sentence = ngettext(
            "Slow mode: you can send again in %(seconds)s second. Your text is still here.",
            "Slow mode: you can send again in %(seconds)s seconds. Your text is still here.",
            retry_after,
        ) % {"seconds": retry_after}


class TooBroad(Problem):
    sentence = _("That finds too much to look through. Add another word, a room (in:) or a day (after:).")


class KeptOut(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("You were removed from this room. Its owners or a moderator can let you in again.")


class NotYoursToReadmit(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This person was removed from the room: only its owners or a moderator bring them back.")


class NoSuchPerson(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = format_lazy(
            _("Nobody is called “{name}”. After from: comes a username, a code or “me”."), name=name
        )


class NoSuchPlace(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = format_lazy(_("You are in no room called “{name}”."), name=name)


class ExportUnderWay(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("Your export is being made already.")


class TooManyExports(Problem):
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("You have asked for three exports within a day. Ask again tomorrow.")
