"""What a moderator wanted that cannot be done: each becomes one sentence where they pressed the button."""

from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.chat.problems import Problem


class NotAllowed(Problem):
    status = HTTPStatus.FORBIDDEN
    sentence = _("You are not allowed to do that.")


class Oneself(NotAllowed):
    sentence = _("This is about yourself: another moderator has to decide it.")


class AboveYou(NotAllowed):
    sentence = _("This person runs the messenger or moderates it: only an Owner acts on moderators.")


class NoReason(Problem):
    sentence = _("Say why: a sentence is enough, and it stands in the audit log.")


class NotInRoom(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("They can't be removed: they are not in that room, or it is a conversation.")


class Standing(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("That is so already.")


class Unchangeable(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("Deleted by its sender, or in that state already.")


class Unnamed(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("Only rooms are locked, conversations and “Everyone online” are not.")


class AlreadyReported(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("You have reported this already. The moderators have it.")


class NotYourself(Problem):
    sentence = _("This is yourself: there is nothing to report.")


class TooLong(Problem):
    sentence = _("That is too long: 1,000 letters are the most.")


class CountMoved(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("There are more or fewer messages by now: look at the number again.")


class CantRelease(Problem):
    status = HTTPStatus.CONFLICT

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.sentence = format_lazy(_("It can't be sent as things are: {why}"), why=why)
