import unicodedata
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.blocks import blocked_with
from apps.accounts.models import User
from apps.accounts.usercode import normalise
from apps.chat.limits import LOOK_UPS, admit

LONGEST = 10_000  # characters
LATEST = 2**42  # milliseconds: some day in 2109
BROKEN = _("The form was not whole. Your text is still here: send it again.")


class BodyField(forms.CharField):
    """What a person wrote: one kind of line end, no control characters, never cut silently."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, error_messages={"required": _("Write something first.")}, **kwargs)

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return text.rstrip().lstrip("\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(unicodedata.category(letter) == "Cc" for letter in value if letter not in "\n\t"):
            raise forms.ValidationError(_("The text has control characters in it: take them out."))
        if len(value) > LONGEST:
            raise forms.ValidationError(_too_long(len(value)))


def _too_long(length: int) -> str:
    over = length - LONGEST
    return ngettext(
        "Too long by %(over)s character: %(longest)s are the most.",
        "Too long by %(over)s characters: %(longest)s are the most.",
        over,
    ) % {"over": f"{over:,}", "longest": f"{LONGEST:,}"}


class MessageForm(forms.Form):
    """The text of a message: to edit one, or with a nonce to send one."""

    body = BodyField()


class DraftForm(forms.Form):
    """What stands in the box, half a sentence as it is; blanks alone are nothing."""

    body = forms.CharField(required=False, strip=False, max_length=LONGEST)
    written_at = forms.IntegerField(required=False, min_value=0, max_value=LATEST)

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        return body if body.strip() else ""


class SendForm(MessageForm):
    """A send. `nonce` names it, so that a retry is the same message."""

    nonce = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4, error_messages={"required": BROKEN, "invalid": BROKEN}
    )
    cursor = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    everyone = forms.BooleanField(required=False)  # the person has confirmed that @everyone is meant
    needs_confirmation = False
    reply_to = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class ForwardForm(SendForm):
    """Passes a message on to `room`, with or without words."""

    body = BodyField(required=False)
    room = forms.IntegerField(min_value=1, error_messages={"required": _("Choose a conversation first.")})


class BroadcastForm(SendForm):
    """A send on "Everyone online": with a code it goes to that one person instead.

    Raises TooFast (limits.py) when too many codes are looked up.
    """

    code = forms.CharField(required=False, max_length=20, label=_("Code"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.other: User | None = None

    def clean_code(self) -> str:
        code = normalise(self.cleaned_data["code"])
        if code == self.user.usercode:
            raise forms.ValidationError(_("This is your own code. Ask the other person for theirs."))
        if code:
            self.other = self._look_up(code)
        return code

    def _look_up(self, code: str) -> User:
        admit(LOOK_UPS, self.user, f"{self.cleaned_data.get('nonce')}:{code}")
        try:
            return User.objects.exclude(pk__in=blocked_with(self.user)).get(usercode=code, is_active=True)
        except User.DoesNotExist:
            raise forms.ValidationError(
                _("Nobody has this code. Codes can be replaced: ask for the current one.")
            ) from None
