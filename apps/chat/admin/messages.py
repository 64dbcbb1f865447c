from typing import Any, cast

from django.contrib import admin
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from apps.chat.admin import message_search
from apps.chat.admin.large import Lookups, Watched
from apps.chat.admin.links import list_link
from apps.chat.models import Kind, Message

SHOWN = 100  # letters of the text in the list
MOST_EDITS = 50  # shown of one message

Messages = QuerySet[Message]


@admin.register(Message)
class MessageAdmin(Lookups, Watched):
    list_display = ("pk", "room", "sender", "text", "state", "sent_at")
    list_select_related = ("room", "sender")
    list_filter = (message_search.HiddenFilter,)
    allowed_lookups = ("state", "room__id__exact")
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = message_search.HELP
    fields = (
        *("room", "sender", "sequence", "revision", "text_in_full"),
        *("sent_at", "edited_at", "texts_before", "deleted_at", "hidden_at", "pinned_at", "addressees"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Messages:
        """Texts of direct conversations don't even leave the database."""
        shown = Case(When(room__kind=Kind.DIRECT, then=Value("", TextField())), default=F("body"))
        everything = cast(Messages, super().get_queryset(request))
        return everything.defer("body", "html").annotate(shown=shown)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """One room's messages come by that room's own index."""
        return ("-sequence",) if "room__id__exact" in request.GET else self.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[Messages, bool]:
        term = search_term.strip()
        return message_search.find(queryset, term) if term else queryset, False

    @admin.display(description=_("text"))
    def text(self, message: Message) -> str | Promise:
        return _withheld(message) or Truncator(_shown(message)).chars(SHOWN)

    @admin.display(description=_("text"))
    def text_in_full(self, message: Message) -> str | Promise:
        return _withheld(message) or _shown(message)

    @admin.display(description=_("texts before"))
    def texts_before(self, message: Message) -> str | Promise:
        """The latest first, each with the time until which it stood. Gone with the message."""
        if message.room.is_direct:
            return _withheld(message)
        edits = message.edits.order_by("-pk")[:MOST_EDITS]
        lines = ((edit.edited_at.strftime("%Y-%m-%d %H:%M:%S UTC"), edit.body) for edit in edits)
        return format_html_join("", "<p>{}<br>{}</p>", lines) or "-"

    @admin.display(description=_("state"))
    def state(self, message: Message) -> str | Promise:
        if message.deleted_at:
            return _("deleted by its sender")
        if message.hidden_at:
            return _("hidden")
        return _("edited") if message.edited_at else ""

    @admin.display(description=_("recipients"))
    def addressees(self, message: Message) -> str:
        if not message.room.is_broadcast:
            return "-"
        return list_link("recipient", str(message.recipient_count), message__id__exact=message.pk)


def _withheld(message: Message) -> str | Promise:
    return _("not shown: a direct conversation") if message.room.is_direct else ""


def _shown(message: Message) -> str:
    return message.shown  # type: ignore[attr-defined, no-any-return]
