"""What others read of a person everywhere: who is muted takes it away, and puts nothing new there."""

from datetime import UTC

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import User


def require_voice(user: User, text: str, standing: str) -> None:
    """Raises ValidationError where `text` would say something new."""
    if user.muted_until and user.is_muted and text not in {"", standing}:
        sentence = _(
            "A moderator has muted you until %(until)s UTC: you can take this away and not change it."
        )
        raise ValidationError(sentence % {"until": f"{user.muted_until.astimezone(UTC):%Y-%m-%d %H:%M}"})
