"""Reports: made by anyone, told to the moderators, closed by one of them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.inboxes import raise_inboxes
from apps.chat.limits import Limit, admit
from apps.chat.models import Message
from apps.moderation import audit, mails
from apps.moderation.models import Action, Category, Note, Report
from apps.moderation.problems import AlreadyReported, NoReason, NotYourself, Standing

REPORTS = Limit("reports", 10, 3600)
AROUND = 5  # messages on each side of a reported one that moderators are shown
MOST_TOLD = 50  # moderators
LONGEST_FOUND = 250


def report_message(reporter: User, message: Message, category: Category, text: str) -> Report:
    """`message` must be one that the reporter sees. Raises AlreadyReported, NotYourself or TooFast."""
    return _make(
        Report(
            reporter=reporter,
            person=message.sender,
            message=message,
            message_number=message.pk,
            category=category,
            text=text,
            snapshot=_snapshot(message),
        )
    )


def report_person(reporter: User, person: User, category: Category, text: str) -> Report:
    """The same of a person as such."""
    return _make(Report(reporter=reporter, person=person, category=category, text=text))


def report_found(message: Message, found: Sequence[str]) -> None:
    """The same by filters, of what they have flagged. One report of it is open at a time.

    Of a person about whom they are told already, moderators get no further mail. Call it in a transaction.
    """
    by_filters = Report.objects.open().filter(person=message.sender).exclude(found_by="")
    if by_filters.filter(message_number=message.pk).exists():
        return
    _file(
        Report(
            person=message.sender,
            message=message,
            message_number=message.pk,
            category=Category.OTHER,
            found_by=", ".join(found)[:LONGEST_FOUND],
            snapshot=_snapshot(message),
            alerted_at=timezone.now() if by_filters.exists() else None,
        )
    )


def has_open_report(reporter: User, person: User, message: Message | None = None) -> bool:
    number = message.pk if message else None
    return Report.objects.open().filter(reporter=reporter, person=person, message_number=number).exists()


def close(actor: User, report: Report, outcome: Action, reason: str) -> None:
    """With all other open ones about the same. What was kept for them is wiped. Raises Standing, NoReason."""
    if not reason.strip():
        raise NoReason
    with transaction.atomic():
        same = Report.objects.open().about_the_same(report).select_for_update()
        closed = list(same.values_list("pk", flat=True))
        if report.pk not in closed:
            raise Standing
        Report.objects.filter(pk__in=closed).update(
            closed_at=timezone.now(), closed_by=actor, outcome=outcome, snapshot=None
        )
        if outcome in {Action.DISMISS, Action.CLOSE}:  # the others are written down by what was done
            audit.record(actor, outcome, person=report.person, reason=reason, reports=closed)
        tell_pages()


def add_note(actor: User, report: Report, text: str) -> Note:
    if not text.strip():
        raise NoReason
    return Note.objects.create(report=report, author=actor, author_name=actor.display_name, text=text)


def moderators() -> QuerySet[User]:
    """Who can open the queue."""
    right = Permission.objects.filter(content_type__app_label="moderation", codename="moderate")
    holders = Q(user_permissions__in=right) | Q(groups__permissions__in=right) | Q(is_superuser=True)
    chosen = User.objects.filter(holders).values("pk")
    return User.objects.filter(pk__in=chosen, is_active=True, is_staff=True).order_by("pk")


def tell_moderators() -> int:
    """Mails about reports of which nobody was told yet. Each is claimed before: none is told twice."""
    told = 0
    waiting = Report.objects.open().filter(alerted_at=None).order_by("at").values_list("pk", flat=True)
    for pk in list(waiting[:MOST_TOLD]):
        if Report.objects.filter(pk=pk, alerted_at=None).update(alerted_at=timezone.now()):
            report = Report.objects.select_related("person").get(pk=pk)
            mails.send_alerts(report, moderators().exclude(email="").exclude(pk=report.person_id)[:MOST_TOLD])
            told += 1
    return told


def _make(report: Report) -> Report:
    reporter = report.reporter
    if reporter is None or reporter == report.person:
        raise NotYourself
    admit(REPORTS, reporter, f"{report.person.pk}:{report.message_number}")
    try:
        with transaction.atomic():
            _file(report)
    except IntegrityError:
        raise AlreadyReported from None
    return report


def _file(report: Report) -> None:
    report.save(force_insert=True)
    tell_pages()
    transaction.on_commit(mails.nudge, robust=True)


def tell_pages() -> None:
    """The moderators' badges count anew. Call it in a transaction."""
    raise_inboxes(moderators().values_list("pk", flat=True)[:MOST_TOLD])


def _snapshot(message: Message) -> dict[str, Any]:
    numbers = range(message.sequence - AROUND, message.sequence + AROUND + 1)
    around = message.room.messages.filter(sequence__in=numbers).exclude(pk=message.pk)
    return {
        "body": message.body,
        "sender": message.sender.display_name,
        "sent_at": message.sent_at.isoformat(),
        "room": message.room_id,
        "room_name": str(message.room),
        "around": list(around.order_by("sequence").values_list("pk", flat=True)),
    }
