"""A sample team and what it has said so far, for `make demo`. The words are in scripts/*.txt."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import Server
from apps.chat.demo import play, team
from apps.chat.demo.team import PASSWORD, is_there, look_in, members

__all__ = ["PASSWORD", "is_there", "look_in", "members", "set_up"]


@transaction.atomic
def set_up(now: datetime) -> None:
    """All of it or nothing: a start that was interrupted begins anew."""
    Server.objects.get_or_create()  # or the first visitor would be asked to set it up
    play.play_all(team.make_team(), now)
    team.gather(here=[], away=members())
