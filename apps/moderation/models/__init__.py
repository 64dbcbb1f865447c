"""The one door to the moderators' rows."""

from apps.moderation.models.audit_entry import Action, AppendOnlyError, AuditEntry

__all__ = ["Action", "AppendOnlyError", "AuditEntry"]
