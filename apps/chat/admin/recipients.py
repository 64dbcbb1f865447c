from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.chat.admin.large import Lookups, Watched, number
from apps.chat.admin.links import row_link
from apps.chat.admin.people import people_named
from apps.chat.models import Recipient


@admin.register(Recipient)
class RecipientAdmin(Lookups, Watched):
    """To whom a broadcast went: fixed when it was sent."""

    list_display = ("pk", "of_message", "user")
    list_select_related = ("user",)
    ordering = ("-message",)  # each of the two indexes ends so
    allowed_lookups = ("message__id__exact",)
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("A message's number, or a person's exact username or code.")
    fields = ("of_message", "user")
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Recipient], bool]:
        if not search_term.strip():
            return queryset, False
        people = people_named(search_term)
        wanted = Q(user__in=people) if people else Q(message=number(search_term))
        return queryset.filter(wanted), False

    @admin.display(description=_("message"))
    def of_message(self, recipient: Recipient) -> SafeString:
        """Its number alone: showing the message itself would load its text."""
        return row_link("chat_message", recipient.message_id, recipient.message_id)
