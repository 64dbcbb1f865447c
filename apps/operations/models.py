from django.db import models


class Tick(models.Model):
    """When a process that nobody asks for pages was last seen at work, by the database's clock."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Day(models.Model):
    """How much was said on a day, in UTC. It stays when the messages have gone."""

    date = models.DateField(primary_key=True)
    messages = models.PositiveIntegerField()
    first_message_id = models.PositiveBigIntegerField()  # from where the day is counted again

    def __str__(self) -> str:
        return f"{self.messages} on {self.date}"
