"""A moderator at the admin's pages, as the tests speak of one."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.people import a_person


class Moderator:
    def __init__(self) -> None:
        self.user = a_person("moderator", is_staff=True, is_superuser=True)
        self.client = Client()
        self.client.force_login(self.user)

    def lists(self, model: type[Model], **query: Any) -> str:
        return self.client.get(_url(model, "changelist"), query).content.decode()

    def numbers(self, model: type[Model], **query: Any) -> set[int]:
        """The rows that the list shows."""
        answer = self.client.get(_url(model, "changelist"), query)
        return {row.pk for row in answer.context["cl"].result_list}

    def opens(self, row: Model) -> str:
        return self.client.get(_url(type(row), "change", row.pk)).content.decode()

    def does(self, action: str, *rows: Model) -> str:
        """Chooses rows in the list and runs an action on them. Returns the page that follows."""
        chosen = {"action": action, "reason": "because", "_selected_action": [row.pk for row in rows]}
        return self.client.post(_url(type(rows[0]), "changelist"), chosen, follow=True).content.decode()

    def posts(self, model: type[Model], *page: Any, **fields: Any) -> Any:
        """Sends a form: ("add",) or ("change", pk) or ("delete", pk)."""
        return self.client.post(_url(model, *page), fields)


def _url(model: type[Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=arguments)
