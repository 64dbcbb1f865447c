"""What a person did that cannot be done: each becomes one sentence beside what they typed."""

from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(Exception):  # noqa: N818 (to the person it is no error)
    """Base of all; `sentence` is shown to the person, `status` is the answer's."""

    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence: str | Promise = _("That did not work.")

    @property
    def headers(self) -> dict[str, str]:
        return {}


class NobodyOnline(Problem):
    sentence = _(
        "Nobody else is online right now, so this would reach no one. Add a code to write to one person."
    )


class NonceTaken(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This page had already sent something else. Your text is still here: send it again.")


class Gone(Problem):
    status = HTTPStatus.CONFLICT
    sentence = _("This message has been removed in the meantime.")


class TooFast(Problem):
    """A limit was reached. `retry_after`: whole seconds until the next try has a chance."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("That was a bit fast. Your text is still here: try again in a moment.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}
