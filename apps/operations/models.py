from django.db import models


class Tick(models.Model):
    """When a process that nobody asks for pages was last seen at work, by the database's clock."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
