"""What can be done about a report by one button: a measure, and mostly the report is closed with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models import Message
from apps.chat.problems import Gone
from apps.moderation import reporting, services
from apps.moderation.models import Action, Report
from apps.moderation.problems import NotInRoom
from apps.moderation.rights import require_right

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Act = Callable[[User, Report, str], None]
Fits = Callable[[Report], bool]


@dataclass(frozen=True)
class Measure:
    """`fits`: whether it makes sense for a report as things are."""

    label: Promise | str
    action: Action
    act: Act
    fits: Fits = lambda _: True
    kind: str = ""  # "grave" or "end": how the button looks


def take(actor: User, report: Report, name: str, reason: str, *, closes: bool) -> Measure:
    """Does it, and closes the report if wanted: both or neither.

    Raises KeyError where there is no measure of that name, and a Problem where it can't be taken.
    """
    measure = MEASURES[name]
    require_right(actor, report.person)
    with transaction.atomic():
        measure.act(actor, report, reason)
        if closes and measure.action not in ENDS:
            reporting.close(actor, report, measure.action, reason)
    return measure


def fitting(report: Report) -> dict[str, Measure]:
    return {name: measure for name, measure in MEASURES.items() if measure.fits(report)}


def _message(report: Report) -> Message:
    if report.message is None:
        raise Gone
    return report.message


def _hide(actor: User, report: Report, reason: str) -> None:
    services.hide(actor, _message(report), reason)


def _restore(actor: User, report: Report, reason: str) -> None:
    services.restore(actor, _message(report), reason)


def _warn(actor: User, report: Report, reason: str) -> None:
    services.warn(actor, report.person, reason)


def _remove_picture(actor: User, report: Report, reason: str) -> None:
    services.remove_picture(actor, report.person, reason)


def _mute(duration: timedelta, actor: User, report: Report, reason: str) -> None:
    services.mute(actor, report.person, duration, reason)


def _unmute(actor: User, report: Report, reason: str) -> None:
    services.unmute(actor, report.person, reason)


def _remove(actor: User, report: Report, reason: str) -> None:
    if report.message is None:
        raise NotInRoom
    services.remove(actor, report.person, report.message.room, reason)


def _suspend(duration: timedelta | None, actor: User, report: Report, reason: str) -> None:
    services.suspend(actor, report.person, duration, reason)


def _let_in(actor: User, report: Report, reason: str) -> None:
    services.let_in(actor, report.person, reason)


def _end(outcome: Action, actor: User, report: Report, reason: str) -> None:
    reporting.close(actor, report, outcome, reason)


def _stands(report: Report) -> bool:
    return report.message is not None and not report.message.is_gone


def _is_hidden(report: Report) -> bool:
    return report.message is not None and report.message.hidden_at is not None


def _is_member(report: Report) -> bool:
    room = report.message.room if report.message else None
    return bool(room and room.is_named and room.memberships.filter(user=report.person).exists())


def _is_in(report: Report) -> bool:
    return report.person.is_active


MEASURES = {
    "hide": Measure(_("Hide the message"), Action.HIDE, _hide, _stands),
    "restore": Measure(_("Restore the message"), Action.RESTORE, _restore, _is_hidden),
    "warn": Measure(_("Warn"), Action.WARN, _warn),
    "picture": Measure(
        _("Remove their picture"), Action.PICTURE, _remove_picture, lambda report: bool(report.person.picture)
    ),
    "mute-1h": Measure(_("Mute for 1 hour"), Action.MUTE, partial(_mute, HOUR)),
    "mute-1d": Measure(_("Mute for 1 day"), Action.MUTE, partial(_mute, DAY)),
    "mute-7d": Measure(_("Mute for 7 days"), Action.MUTE, partial(_mute, 7 * DAY)),
    "unmute": Measure(_("End the mute"), Action.UNMUTE, _unmute, lambda report: report.person.is_muted),
    "remove": Measure(_("Remove from the room"), Action.REMOVE, _remove, _is_member, kind="grave"),
    "suspend-1d": Measure(_("Suspend for 1 day"), Action.SUSPEND, partial(_suspend, DAY), kind="grave"),
    "suspend-7d": Measure(_("Suspend for 7 days"), Action.SUSPEND, partial(_suspend, 7 * DAY), kind="grave"),
    "suspend": Measure(_("Suspend for good"), Action.SUSPEND, partial(_suspend, None), kind="grave"),
    "let-in": Measure(_("Let in again"), Action.LET_IN, _let_in, lambda report: not _is_in(report)),
    "close": Measure(
        _("Close: it is dealt with"),
        Action.CLOSE,
        partial(_end, Action.CLOSE),
        lambda report: report.is_open,
        kind="end",
    ),
    "dismiss": Measure(
        _("Dismiss: nothing is wrong"),
        Action.DISMISS,
        partial(_end, Action.DISMISS),
        lambda report: report.is_open,
        kind="end",
    ),
}
ENDS = {Action.CLOSE, Action.DISMISS}
