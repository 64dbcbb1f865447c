from django.template import Library

from apps.operations.dashboard import HEIGHT, WIDTH, Dashboard

register = Library()


@register.inclusion_tag("admin/_dashboard.html")
def dashboard() -> dict[str, object]:
    return {"dashboard": Dashboard(), "width": WIDTH, "height": HEIGHT}
