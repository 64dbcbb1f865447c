from apps.moderation.admin import actions, announcements, audit, filters, held, reports, rooms

__all__ = ["actions", "announcements", "audit", "filters", "held", "reports", "rooms"]
