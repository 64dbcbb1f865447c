from django.template import Context, Library

from apps.operations.dashboard import HEIGHT, WIDTH, Dashboard

register = Library()


@register.inclusion_tag("admin/_dashboard.html", takes_context=True)
def dashboard(context: Context) -> dict[str, object]:
    return {"dashboard": Dashboard(), "perms": context["perms"], "width": WIDTH, "height": HEIGHT}
