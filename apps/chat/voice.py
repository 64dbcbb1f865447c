"""Who may speak at all, in whatever room."""

from apps.accounts.models import User
from apps.chat.problems import Muted


def require_voice(user: User) -> None:
    """Raises Muted. Asks what was read with the person; a send decides it again when the room is locked."""
    if user.muted_until and user.is_muted:
        raise Muted(user.muted_until)
