from apps.moderation.admin import audit, reports

__all__ = ["audit", "reports"]
