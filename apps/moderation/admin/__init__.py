from apps.moderation.admin import actions, audit, reports

__all__ = ["actions", "audit", "reports"]
