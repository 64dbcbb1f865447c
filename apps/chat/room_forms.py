"""What a room is called, and what its owners decide. Messages have theirs in forms.py."""

import unicodedata
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts import names
from apps.chat.models import Involvement, Kind
from apps.chat.models.room import LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TOPIC, SLOW_MODE, Room
from apps.chat.room_services import Settings

KINDS = [
    (Kind.OPEN.value, _("Open: anyone finds it and joins")),
    (Kind.CLOSED.value, _("Closed: its owners invite")),
]


class LineField(forms.CharField):
    """One line that can be read: single spaces, nothing invisible."""

    def to_python(self, value: object) -> str:
        return names.normalise_name(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        names.validate_visible(value)


class RoomForm(forms.Form):
    """What it is called. `settings` is what the posted form asks for."""

    name = LineField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("A room needs a name.")},
    )
    topic = LineField(
        label=_("Topic"),
        max_length=LONGEST_TOPIC,
        required=False,
        help_text=_("What it is about at the moment. It stands above the messages."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean_description(self) -> str:
        text = unicodedata.normalize("NFC", self.cleaned_data["description"]).replace("\r\n", "\n")
        names.validate_visible(text.replace("\n", " ").replace("\t", " "))
        return text

    def settings(self) -> Settings:
        decided = {one.name for one in fields(Settings)} & self.cleaned_data.keys()
        return Settings(**{name: self.cleaned_data[name] for name in decided})


class NewRoomForm(RoomForm):
    kind = forms.ChoiceField(
        label=_("Who may come in"), choices=KINDS, initial=Kind.OPEN, widget=forms.RadioSelect
    )
    field_order = ["name", "kind", "topic", "description"]


class SettingsForm(RoomForm):
    is_announcement = forms.BooleanField(label=_("Only owners post: for announcements"), required=False)
    slow_seconds = forms.ChoiceField(
        label=_("Slow mode"),
        choices=SLOW_MODE,
        required=False,
        help_text=_("How long each person waits between two messages. Owners and moderators don't."),
    )
    history_for_joiners = forms.BooleanField(
        label=_("Who comes later may read what was said before"), required=False
    )

    def __init__(self, data: Any = None, *, room: Room) -> None:
        super().__init__(data, initial={one.name: getattr(room, one.name) for one in fields(Settings)})
        if not room.is_closed:  # the past of an open room is open to all
            del self.fields["history_for_joiners"]

    def clean_slow_seconds(self) -> int:
        return int(self.cleaned_data["slow_seconds"] or 0)


class InvolvementForm(forms.Form):
    involvement = forms.ChoiceField(choices=Involvement.choices)
