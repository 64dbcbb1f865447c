from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.http import AuthedRequest
from apps.chat import mentions, selectors
from apps.chat.access import room_member
from apps.chat.markup import EVERYONE
from apps.chat.models import Membership

LONGEST = 60  # characters of a name


@require_safe
@room_member
def suggestions(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Whom the word that is being typed, `q`, could call: a fragment of options."""
    typed = request.GET.get("q", "")
    context: dict[str, object] = {"people": [], "calls_everyone": False}
    if not membership.room.is_broadcast and len(typed) <= LONGEST and "\0" not in typed:
        context["people"] = selectors.suggested_people(membership, typed)
        context["calls_everyone"] = EVERYONE.startswith(typed.lower()) and mentions.may_call_everyone(
            membership
        )
    return render(request, "chat/_suggestions.html", context)
