from apps.accounts.models.invitation import Invitation
from apps.accounts.models.server import Server, SignUp
from apps.accounts.models.user import USERNAME_HELP, USERNAME_TAKEN, User

__all__ = ["USERNAME_HELP", "USERNAME_TAKEN", "Invitation", "Server", "SignUp", "User"]
