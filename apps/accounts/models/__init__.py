from apps.accounts.models.block import Block
from apps.accounts.models.user import USERNAME_HELP, USERNAME_TAKEN, User

__all__ = ["USERNAME_HELP", "USERNAME_TAKEN", "Block", "User"]
