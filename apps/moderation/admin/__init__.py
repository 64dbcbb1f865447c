from apps.moderation.admin import actions, audit, reports, rooms

__all__ = ["actions", "audit", "reports", "rooms"]
