from apps.moderation.admin import actions, announcements, audit, reports, rooms

__all__ = ["actions", "announcements", "audit", "reports", "rooms"]
