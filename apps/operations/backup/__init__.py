"""Backups that are taken while everything runs, and fit into either database.

An archive holds rows, not a database's own files: what SQLite wrote, PostgreSQL can take over.
"""


class BackupError(Exception):
    """A sentence for whoever asked for the backup or the restore."""
