from apps.accounts.migrations._gently import AddIndexGently

__all__ = ["AddIndexGently"]
