"""A moderator at the admin's pages, as the tests speak of one."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.people import a_person


def acts(client: Client, path: str, action: str, *rows: Model, reason: str = "because") -> Any:
    """As above, at a list and as somebody. Returns the answer."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    asked = client.post(path, chosen, follow=True)
    if "rows" not in asked.context:
        return asked  # there is no such action here, or not for them
    agreed = {**chosen, "_selected_action": [row.pk for row in asked.context["rows"]]}
    return client.post(path, {**agreed, "confirmed": "yes", "reason": reason}, follow=True)


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
        """Chooses rows in the list, runs an action on them and agrees. Returns the page that follows."""
        return acts(self.client, _url(type(rows[0]), "changelist"), action, *rows).content.decode()

    def posts(self, model: type[Model], *page: Any, **fields: Any) -> Any:
        """Sends a form: ("add",) or ("change", pk) or ("delete", pk)."""
        return self.client.post(_url(model, *page), fields)


def _url(model: type[Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=arguments)
