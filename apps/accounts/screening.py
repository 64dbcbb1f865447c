"""What a text goes through before anybody reads it. Moderation, which lies above, says who judges."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.dispatch import Signal
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Verdict:
    """`found`: what in the text was looked for. `reason`: what its author is told if it is refused."""

    found: tuple[str, ...] = ()
    refuses: bool = False
    holds: bool = False
    reason: str = ""


PASSED = Verdict()
Judge = Callable[[User, str], Verdict]  # of a text's author, and of the text as HTML

# With `message` and `found`, in the transaction that writes the message: it stands and is to be looked at.
flagged = Signal()
# With `held`, in the transaction that keeps a message back for a moderator.
held_back = Signal()

_judges: list[Judge] = []


def use(judge: Judge) -> None:
    _judges[:] = [judge]


def verdict_on(author: User, html: str) -> Verdict:
    """What readers would see of a text, links and all, is `html`."""
    return _judges[0](author, html) if _judges else PASSED


def verdict_on_names(author: User, *texts: str) -> Verdict:
    """The same of texts that are shown as they are: what somebody or something is called."""
    return verdict_on(author, escape("\n".join(texts)))


def validate_names(author: User, *texts: str) -> None:
    """Nothing can be kept back of these: what would be held is refused, too."""
    verdict = verdict_on_names(author, *texts)
    if verdict.refuses or verdict.holds:
        raise ValidationError(verdict.reason or _("This can't be written here."))
