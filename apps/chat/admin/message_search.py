"""What finds messages among millions: an index, or a look through the newest."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.chat.admin.large import number
from apps.chat.admin.people import people_named
from apps.chat.models import Kind, Message

SEARCHED = 10_000  # the newest messages: a look through the text of millions would hold up everyone
HELP = _(
    "A message's number, or its sender's exact username or code; anything else is looked for in the text of "
    "rooms and broadcasts, among the newest 10,000 messages. Direct conversations are not searched."
)

Messages = QuerySet[Message]


class HiddenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("hidden", _("hidden, of the newest 10,000"))]

    def queryset(self, request: HttpRequest, queryset: Messages) -> Messages:
        return newest(queryset).filter(hidden_at__isnull=False) if self.value() else queryset


def find(messages: Messages, term: str) -> Messages:
    indexed = _by_number_or_sender(term)
    if indexed:
        return messages.filter(indexed)
    return newest(messages).exclude(room__kind=Kind.DIRECT).filter(body__icontains=term)


def newest(messages: Messages) -> Messages:
    """Cut off after the newest SEARCHED of all messages."""
    last_left_out = Message.objects.order_by("-pk").values("pk")[SEARCHED : SEARCHED + 1]
    return messages.filter(pk__gt=Coalesce(Subquery(last_left_out), 0))


def _by_number_or_sender(term: str) -> Q | None:
    if senders := people_named(term):
        return Q(sender__in=senders)
    found = number(term)
    return Q(pk=found) if found is not None and Message.objects.filter(pk=found).exists() else None
