from apps.moderation.admin import actions, audit, filters, held, reports

__all__ = ["actions", "audit", "filters", "held", "reports"]
