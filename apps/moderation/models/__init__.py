"""The one door to the moderators' rows."""

from apps.moderation.models.audit_entry import LONGEST_REASON, Action, AppendOnlyError, AuditEntry
from apps.moderation.models.filter import Filter
from apps.moderation.models.report import Category, Note, Report

__all__ = [
    "LONGEST_REASON",
    "Action",
    "AppendOnlyError",
    "AuditEntry",
    "Category",
    "Filter",
    "Note",
    "Report",
]
