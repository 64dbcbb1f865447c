from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.models import Server


@admin.register(Server)
class ServerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "sign_up")
    fields = ("name", "sign_up", "sign_up_domains", "retention_days", "newcomer_hours")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one. Whoever has set it up at the command line alone may still make it here."""
        return super().has_add_permission(request) and not Server.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Without it the next visitor would be asked to set the server up."""
        return False
