"""What those above hear from here."""

from django.dispatch import Signal

# With `user`, inside the transaction that deletes the account and before its row changes: what else is theirs
# is taken away. A receiver that raises StayError keeps the account.
account_deleted = Signal()


class StayError(Exception):
    """Why an account can't be deleted now, as a sentence for its person."""
