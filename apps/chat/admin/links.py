from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def list_link(model: str, label: object, **filters: object) -> SafeString:
    """A link to the list of another table here, cut down by `filters`."""
    return format_html(
        '<a href="{}?{}">{}</a>', reverse(f"admin:chat_{model}_changelist"), urlencode(filters), label
    )


def row_link(model: str, pk: int, label: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{model}_change", args=[pk]), label)
