from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts import names
from apps.accounts.models import User
from apps.chat import services
from apps.chat.admin.large import Large, Lookups, number
from apps.chat.admin.links import list_link, row_link
from apps.chat.models import Kind, Membership, Room

SHOWN_MEMBERS = 50  # the newest; a room can have thousands


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True

    def clean_name(self) -> str:
        name = names.normalise_name(self.cleaned_data["name"])
        names.validate_visible(name)
        return name


class KindFilter(admin.SimpleListFilter):
    """By the column that has an index: a direct conversation has a key, nothing else has one."""

    title = _("kind")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("rooms", _("rooms")), ("direct", _("direct conversations"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Room]:
        if not self.value():
            return queryset
        return queryset.filter(direct_key__isnull=self.value() == "rooms")


class Newcomers(admin.TabularInline):  # type: ignore[type-arg]
    """Adds members; who is in already stands above it, so that a large room does not become a large form."""

    model = Membership
    fields = ("user",)
    autocomplete_fields = ("user",)
    extra = 1
    can_delete = False
    verbose_name = _("person")
    verbose_name_plural = _("Add people: they can read everything, and have nothing unread")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).none()


@admin.register(Room)
class RoomAdmin(Lookups, Large):
    form = RoomForm
    list_display = ("pk", "title", "kind", "last_sequence", "last_message_at", "created_at")
    list_display_links = ("pk", "title")
    list_filter = (KindFilter,)
    allowed_lookups = ("of",)
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("A room's number, or a part of its name.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Room], bool]:
        """Names by way of the key's index: direct conversations, most of all rooms, have no name."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(pk=number(term)) | Q(direct_key=None, name__icontains=term)), False

    def get_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("name",)
        facts = ("kind", "created_at", "last_sequence", "last_message_at")
        return facts if obj.is_direct else ("name", *facts, "transcript", "members_newest_first")

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        return tuple(field for field in self.get_fields(request, obj) if field != "name")

    def get_inlines(self, request: HttpRequest, obj: Room | None = None) -> list[Any]:
        return [Newcomers] if _is_open(obj) else []

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return _is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        """Only a room in which nothing has ever been said, and from its own page."""
        is_unused = obj is not None and _is_open(obj) and not obj.last_sequence
        return is_unused and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Room, form: Any, change: bool) -> None:
        if not change:
            obj.kind = Kind.OPEN
            obj.save()
        elif "name" in form.changed_data:
            # The name alone: the room's numbers have moved on since this form was read.
            obj.save(update_fields=["name"])
            User.objects.filter(memberships__room=obj).update(inbox=F("inbox") + 1)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for newcomer in formset.save(commit=False):
            services.join(newcomer.user, newcomer.room)

    @admin.display(description=_("name"))
    def title(self, room: Room) -> str:
        return str(room)

    @admin.display(description=_("messages"))
    def transcript(self, room: Room) -> SafeString:
        return list_link("message", _("show"), room__id__exact=room.pk)

    @admin.display(description=_("members, newest first"))
    def members_newest_first(self, room: Room) -> SafeString:
        members = room.memberships.select_related("user").order_by("-pk")[:SHOWN_MEMBERS]
        people = [(row_link("accounts_user", m.user_id, m.user.username), m.user.name) for m in members]
        return format_html_join("", "<div>{} <bdi>{}</bdi></div>", people)


def _is_open(room: Room | None) -> bool:
    """A room that moderators make and change; None is one in the making."""
    return room is None or room.kind == Kind.OPEN
