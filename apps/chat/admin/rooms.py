from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts import names
from apps.chat import membership_services, room_services, services
from apps.chat.admin.large import Large, Lookups, number
from apps.chat.admin.links import list_link, row_link
from apps.chat.fields import directory_name
from apps.chat.models import Kind, Membership, Room
from apps.chat.models.room import NAMED
from apps.chat.problems import NameTaken
from apps.chat.room_services import Settings

BY_OWNERS = tuple(one.name for one in fields(Settings))
DECIDED = (*BY_OWNERS, "retention_days")
SHOWN_MEMBERS = 50  # the newest; a room can have thousands


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True
        if "slow_seconds" in self.fields:
            self.fields["slow_seconds"].required = False  # left out, it stays as it is
        if "kind" in self.fields:
            self.fields["kind"] = forms.ChoiceField(
                label=_("kind"), choices=[(kind.value, kind.label) for kind in NAMED], required=False
            )

    def clean_name(self) -> str:
        name = names.normalise_name(self.cleaned_data["name"])
        names.validate_visible(name)
        return name

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Kind.OPEN

    def clean(self) -> dict[str, Any]:
        """Of rooms that anyone finds, no two look alike."""
        cleaned = super().clean() or {}
        name, is_open = cleaned.get("name"), cleaned.get("kind", self.instance.kind) == Kind.OPEN
        if name and is_open and not self.instance.is_archived:
            shape = directory_name(Room(name=name))
            if Room.objects.exclude(pk=self.instance.pk).filter(directory_name=shape).exists():
                self.add_error("name", NameTaken.sentence)
        return cleaned


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
    fields = ("user", "is_owner")
    autocomplete_fields = ("user",)
    extra = 1
    can_delete = False
    verbose_name = _("person")
    verbose_name_plural = _("Add people, or make members owners: they have nothing unread")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).none()


@admin.register(Room)
class RoomAdmin(Lookups, Large):
    form = RoomForm
    list_display = ("pk", "title", "kind", "locked_by", "last_sequence", "last_message_at", "created_at")
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
            return ("kind", *DECIDED)
        facts = ("kind", "created_at", "last_sequence", "last_message_at")
        if obj.is_direct:
            return facts
        return (*DECIDED, *facts, "locked_by", "archived_at", "transcript", "members_newest_first")

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        """The kind is decided once: what was said in confidence stays so."""
        decided = ("kind", *DECIDED) if obj is None else DECIDED
        return tuple(field for field in self.get_fields(request, obj) if field not in decided)

    def get_inlines(self, request: HttpRequest, obj: Room | None = None) -> list[Any]:
        return [Newcomers] if _is_named(obj) else []

    def has_change_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        return _is_named(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        """Only a room in which nothing has ever been said, and from its own page."""
        is_unused = obj is not None and _is_named(obj) and not obj.last_sequence
        return is_unused and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Room, form: Any, change: bool) -> None:
        if not change:
            obj.save()
        elif form.changed_data:
            Room.objects.filter(pk=obj.pk).update(retention_days=obj.retention_days)
            room_services.change_settings(obj, Settings(**{name: getattr(obj, name) for name in BY_OWNERS}))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for newcomer in formset.save(commit=False):
            membership_services.readmit(newcomer.user, newcomer.room)
            place = services.join(newcomer.user, newcomer.room)
            if newcomer.is_owner:
                membership_services.set_owner(place, is_owner=True)

    @admin.display(description=_("name"))
    def title(self, room: Room) -> str:
        return str(room)

    @admin.display(description=_("messages"))
    def transcript(self, room: Room) -> SafeString:
        return list_link("message", _("show"), room__id__exact=room.pk)

    @admin.display(description=_("members, newest first"))
    def members_newest_first(self, room: Room) -> SafeString:
        members = room.memberships.select_related("user").order_by("-pk")[:SHOWN_MEMBERS]
        people = [
            (
                row_link("accounts_user", one.user_id, one.user.username),
                one.user.name,
                _("owner") if one.is_owner else "",
            )
            for one in members
        ]
        return format_html_join("", "<div>{} <bdi>{}</bdi> {}</div>", people)


def _is_named(room: Room | None) -> bool:
    """A room that moderators make and change; None is one in the making."""
    return room is None or room.is_named
