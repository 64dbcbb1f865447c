from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest, with_headers
from apps.accounts.models import User
from apps.chat import selectors
from apps.chat.limits import SEARCHES, admit
from apps.chat.models import Message
from apps.chat.problems import Problem
from apps.chat.searching.find import Found, find
from apps.chat.searching.query import LONGEST, Query, Sentence, parse
from apps.chat.searching.snippet import snippet
from apps.chat.views.query import whole_number


@dataclass(frozen=True)
class Hit:
    message: Message
    url: str
    title: str
    snippet: SafeString


@dataclass(frozen=True)
class Search:
    """`typed` stands in the box whatever came of it."""

    typed: str
    zone: str
    is_answered: bool = False
    problems: Iterable[Sentence] = ()
    hits: Iterable[Hit] = ()
    older: str = ""
    is_first: bool = True


@require_safe
@gzip_page
@signed_in
def search(request: AuthedRequest) -> HttpResponse:
    """The page with box and hits; a script gets the hits."""
    typed, zone = request.GET.get("q", "").replace("\0", "")[:LONGEST], _zone(request)
    before = whole_number(request, "before")
    query = parse(typed, timezone.now().astimezone(zone).date(), zone)
    asked = Search(typed, zone.key, is_first=before is None, problems=query.problems)
    if query.is_empty or query.problems:
        return _render(request, asked)
    try:
        admit(SEARCHES, request.user, f"{typed} {before}")
        found = find(request.user, query, before)
    except Problem as refused:
        return _refuse(request, replace(asked, problems=[refused.sentence]), refused)
    return _render(request, _answered(request.user, asked, query, found))


def _zone(request: AuthedRequest) -> ZoneInfo:
    """Where the person's days begin, as their page says."""
    try:
        return ZoneInfo(request.GET.get("zone", ""))
    except (KeyError, ValueError, OSError):  # none, or none that this machine knows
        return ZoneInfo("UTC")


def _answered(user: User, asked: Search, query: Query, found: Found) -> Search:
    more = {"q": asked.typed, "zone": asked.zone, "before": found.older}
    hits = _hits(user, found.messages, query.terms)
    return replace(asked, is_answered=True, hits=hits, older=urlencode(more) if found.older else "")


def _hits(user: User, messages: list[Message], terms: list[str]) -> list[Hit]:
    titles = selectors.titles_of(user, [message.room for message in messages])
    return [
        Hit(
            message,
            f"{message.get_absolute_url()}#m-{message.pk}",
            titles[message.room_id],
            snippet(message.body, terms),
        )
        for message in messages
    ]


def _refuse(request: AuthedRequest, search: Search, refused: Problem) -> HttpResponse:
    """A script shows what comes with 200 alone; the sentence stands beside the box in any case."""
    status = HTTPStatus.OK if request.htmx else refused.status
    return with_headers(_render(request, search, status), refused.headers)


def _render(request: AuthedRequest, search: Search, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    if request.htmx:
        fragment = "chat/_found.html" if search.is_first else "chat/_hits.html"
        return render(request, fragment, {"search": search, "me": request.user})
    numbers = selectors.numbers_of(request.user)
    context = {
        "me": request.user,
        "search": search,
        "sidebar": selectors.sidebar_for(request.user, None, numbers),
    }
    return render(request, "chat/search.html", context, status=status)
