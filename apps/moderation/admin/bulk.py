"""What the lists' actions have in common: a reason, the right to act on each, and what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import ngettext

from apps.accounts.admin.confirming import confirmed
from apps.chat.problems import Problem
from apps.moderation.models import LONGEST_REASON

Row = TypeVar("Row")

with_reason = partial(confirmed, longest_reason=LONGEST_REASON)


def act_on_each(
    request: HttpRequest, rows: Iterable[Row], act: Callable[[Row, str], object], done: Promise
) -> None:
    """`act(row, reason)` for each; says to how many, and why not to the others. `done`: with %d."""
    reason = request.POST.get("reason", "").strip()
    acted, refused = 0, Counter[str]()
    for row in rows:
        try:
            act(row, reason)
        except Problem as problem:
            refused[str(problem.sentence)] += 1
        else:
            acted += 1
    if acted:
        messages.success(request, done % acted)
    for why, count in refused.items():
        sentence = ngettext(
            "%(count)d stays as it was: %(why)s", "%(count)d stay as they were: %(why)s", count
        )
        messages.warning(request, sentence % {"count": count, "why": why})
