from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

from apps.accounts.admin import people

__all__ = ["people"]

# The admin's own sign-in form knows no limits: send everybody through ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Whoever edits addresses here would go round the owner of the mailbox.
admin.site.unregister(EmailAddress)
# An authenticator's page shows its secret, a session's row its key: neither is anybody's business.
# Who has lost all factors is helped by an action on people.
admin.site.unregister([Authenticator, UserSession])
