from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.admin import invitations, people, server
from apps.accounts.models import Server

__all__ = ["invitations", "people", "server"]


def _named(each_context: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], dict[str, Any]]:
    """The admin's pages are headed by the server's name."""

    def named(request: HttpRequest) -> dict[str, Any]:
        name = Server.current().name
        return each_context(request) | {"site_header": name, "site_title": name}

    return named


# The admin's own sign-in form knows no limits: send everybody through ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.each_context = _named(admin.site.each_context)  # type: ignore[method-assign, assignment]
# Whoever edits addresses here would go round the owner of the mailbox.
admin.site.unregister(EmailAddress)
# An authenticator's page shows its secret, a session's row its key: neither is anybody's business.
# Who has lost all factors is helped by an action on people.
admin.site.unregister([Authenticator, UserSession])
# Providers come from the configuration alone, and who is connected to which is the person's own affair.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])
