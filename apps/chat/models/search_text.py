from django.db import models

from apps.accounts.models import User
from apps.chat.models.message import Message
from apps.chat.models.room import Room


class SearchText(models.Model):
    """What of a message can be found, and all that narrows a search down. A tombstone has none.

    Derived from the message in the same transaction, and left out of backups. The indexes that find texts
    belong to each database and stand in the migration.
    """

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    # Copies, without constraints or indexes of their own: the message has them.
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    sender = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    sequence = models.PositiveBigIntegerField()
    sent_at = models.DateTimeField()
    text = models.TextField()
    # What is too short for an index of three letters at a time: see searching/content.py.
    short_words = models.TextField()
    has_link = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["room", "message"], name="texts_of_a_room"),
            models.Index(fields=["sender", "message"], name="texts_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"search text of message {self.message_id}"
