from apps.accounts.models.user import USERNAME_HELP, USERNAME_TAKEN, User

__all__ = ["USERNAME_HELP", "USERNAME_TAKEN", "User"]
