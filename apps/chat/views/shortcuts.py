from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.accounts.preferences import SendsWith


@require_safe
@signed_in
def shortcuts(request: AuthedRequest) -> HttpResponse:
    """What the keys do: a page, and for the `?` key a dialog."""
    context = {"shortcuts": _shortcuts(request.user.sends_with)}
    return render(request, "chat/_shortcuts_dialog.html" if request.htmx else "chat/shortcuts.html", context)


def _shortcuts(sends_with: str) -> list[tuple[list[str], str]]:
    ctrl, shift, enter = pgettext("key", "Ctrl"), pgettext("key", "Shift"), pgettext("key", "Enter")
    alt, escape = pgettext("key", "Alt"), pgettext("key", "Esc")
    sends = [enter] if sends_with == SendsWith.ENTER else [ctrl, enter]
    breaks = [shift, enter] if sends_with == SendsWith.ENTER else [enter]
    return [
        ([ctrl, "K"], _("Go to a conversation (⌘K on a Mac)")),
        ([alt, "↑"], _("Conversation above")),
        ([alt, "↓"], _("Conversation below")),
        ([alt, shift, "↑"], _("Unread conversation above")),
        ([alt, shift, "↓"], _("Unread conversation below")),
        (sends, _("Send")),
        (breaks, _("New line")),
        ([alt, pgettext("key", "Click")], _("On a message: mark unread from there on")),
        ([escape], _("Close what is open")),
        (["?"], _("This list")),
    ]
