from apps.accounts.models.announcement import Announcement, Tone
from apps.accounts.models.block import Block
from apps.accounts.models.invitation import Invitation
from apps.accounts.models.server import Server, SignUp
from apps.accounts.models.user import LONGEST_STATUS, USERNAME_HELP, USERNAME_TAKEN, User

__all__ = [
    "LONGEST_STATUS",
    "USERNAME_HELP",
    "USERNAME_TAKEN",
    "Announcement",
    "Block",
    "Invitation",
    "Server",
    "SignUp",
    "Tone",
    "User",
]
