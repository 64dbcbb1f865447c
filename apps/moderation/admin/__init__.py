from apps.moderation.admin import audit

__all__ = ["audit"]
