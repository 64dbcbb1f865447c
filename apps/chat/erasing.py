"""What a deleted account leaves elsewhere, taken out bit by bit by a task that asks for the next one.

The name stands in the HTML of messages that call the person and beside emoji they reacted with, the username
in the sessions that they had. Each bit takes away what it was found by, so a lost task costs nothing: beat
asks again.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.accounts import session_rows
from apps.accounts.models import User
from apps.chat import markup, revising
from apps.chat.models import Erasure, Mention, Message
from apps.chat.problems import Gone

TASK = "apps.chat.tasks.erase"
BATCH = 50  # messages
# What was being sent or edited when the account went may call it later than we look.
SETTLED = timedelta(minutes=10)


def ask() -> None:
    with suppress(OperationalError):  # beat asks again
        current_app.send_task(TASK, retry=False, ignore_result=True)


def go_on() -> None:
    until = time.monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT / 4
    for erasure in Erasure.objects.select_related("user").order_by("pk"):
        for _ in _bits(erasure):
            if time.monotonic() > until:
                ask()
                return
        if erasure.begun_at < timezone.now() - SETTLED:
            _unname_hidden(erasure.user)
            erasure.delete()


def _bits(erasure: Erasure) -> Iterator[None]:
    """Does one bit after the other, until there is none."""
    yield from _forget_sessions(erasure)
    yield from _unname(erasure.user)
    yield from _take_reactions_back(erasure.user)


def _forget_sessions(erasure: Erasure) -> Iterator[None]:
    while (reached := session_rows.forget_some(erasure.user, erasure.sessions_up_to)) is not None:
        erasure.sessions_up_to = reached
        erasure.save(update_fields=["sessions_up_to"])
        yield


def _unname(user: User) -> Iterator[None]:
    """In messages that call them, by others and by themselves."""
    called = Mention.objects.filter(user=user).order_by("pk")
    while ids := list(called.values_list("message", flat=True)[:BATCH]):
        for message in Message.objects.filter(pk__in=ids).select_related("room"):
            _unname_in(message, user)
            yield
        called.filter(message__in=ids).delete()
    for message in user.messages.filter(html__contains=markup.calling(user.pk)).select_related("room"):
        _unname_in(message, user)
        yield


def _unname_hidden(user: User) -> None:
    """Once: a tombstone has no mentions to find it by, and all messages have to be looked through."""
    hidden = Message.objects.filter(hidden_at__isnull=False, html__contains=markup.calling(user.pk))
    for message in hidden.select_related("room"):
        _unname_in(message, user)


def _unname_in(message: Message, user: User) -> None:
    with transaction.atomic():
        revising.lock_quotes(message)
        try:
            standing = revising.begin(message)
        except Gone:  # a moderator's tombstone keeps the text for restoring
            Message.objects.filter(pk=message.pk).update(html=markup.without(message.html, user.pk))
            return
        revising.finish(standing, html=markup.without(standing.html, user.pk))
        revising.refresh_quotes(standing)


def _take_reactions_back(user: User) -> Iterator[None]:
    """A reaction is a name beside a message and nothing besides: without the name it says nothing."""
    while ids := list(user.reactions.order_by("pk").values_list("message", flat=True)[:BATCH]):
        for message in Message.objects.filter(pk__in=ids).select_related("room"):
            _take_back(message, user)
            yield


def _take_back(message: Message, user: User) -> None:
    with transaction.atomic():
        try:
            standing = revising.begin(message)
        except Gone:
            standing = None
        message.reactions.filter(user=user).delete()
        count = message.reactions.count()
        if standing:
            revising.finish(standing, reaction_count=count)
        else:
            Message.objects.filter(pk=message.pk).update(reaction_count=count)
