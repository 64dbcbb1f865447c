from typing import Any

from django.template import Context, Library

from apps.chat.exports import latest_of

register = Library()


@register.inclusion_tag("chat/_export.html", takes_context=True)
def export_section(context: Context) -> dict[str, Any]:
    """The profile's section about one's own data."""
    me = context["me"]
    return {"me": me, "export": latest_of(me), "csrf_token": context.get("csrf_token")}
