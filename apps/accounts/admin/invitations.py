from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts import invitations
from apps.accounts.admin.confirming import confirmed
from apps.accounts.models import Invitation

LINK = _("Copy the link and send it on. It is shown this once: %(link)s")


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "state", "uses", "most_uses", "expires_at", "made_by", "made_at")
    list_select_related = ("made_by",)
    list_per_page = 50
    ordering = ("-pk",)
    fields = ("note", "expires_at", "most_uses")
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        shown = ("state", "uses", "made_by", "made_at") if obj else ()
        return ("note", "expires_at", "most_uses", *shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        """Who holds the link was told how long and how often it serves. To change that, make another."""
        return ("expires_at", "most_uses", "state", "uses", "made_by", "made_at") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It shows who let how many in: revoke it instead."""
        return False

    def save_model(
        self, request: HttpRequest, obj: Invitation, form: "ModelForm[Invitation]", change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        token = invitations.give_token(obj)
        obj.made_by_id = request.user.pk
        super().save_model(request, obj, form, change)
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        self.message_user(request, LINK % {"link": link}, messages.WARNING)

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.revoked_at:
            return str(_("revoked"))
        if invitation.uses >= invitation.most_uses:
            return str(_("used up"))
        return str(_("expired")) if invitation.expires_at <= timezone.now() else str(_("valid"))

    @admin.action(description=_("Revoke: nobody comes in by them any more"), permissions=["change"])
    @confirmed(ngettext_lazy("Revoke %d invitation?", "Revoke %d invitations?"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        count = invitations.revoke(queryset)
        self.message_user(request, _("%(count)d revoked.") % {"count": count}, messages.SUCCESS)
