"""Whom a provider sends us: known, known by an address that both sides have confirmed, or new."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.emailkit import valid_email_or_none
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import confirming, invitations, names
from apps.accounts.admission import SpentError, admission_of
from apps.accounts.forms import INVITATION_SPENT, NameForm, by_domain
from apps.accounts.http import problem
from apps.accounts.models import User

logger = logging.getLogger(__name__)

NO_ADDRESS = _("An account here needs an e-mail address, and %(provider)s names none of yours.")
CANCELLED = _("You did not go through with it at %(provider)s. Nothing has changed.")
FAILED = _("%(provider)s did not tell us who you are. Try again, or take another way.")
AT_ONCE = _("Somebody did the same at the same moment. Try again.")


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Of the configuration alone; allauth would look into a table too."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise refusal(request, CANCELLED % {"provider": provider.name})
        raise failure(request, provider.sub_id, provider.name, exception)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == confirming.PROCESS:
            raise ImmediateHttpResponse(confirming.finish(request, sociallogin))
        if sociallogin.is_existing and not sociallogin.user.is_active:  # before anything is connected
            answer = get_account_adapter().respond_user_inactive(request, sociallogin.user)
            raise ImmediateHttpResponse(answer)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Whose the address is, if the provider has seen that it is theirs, and so have we.

        Either alone is not enough: anybody can claim an address there, or here.
        """
        for address in sociallogin.email_addresses:
            if address.verified:
                ours = EmailAddress.objects.filter(email=address.email, verified=True).first()
                if ours:
                    return ours.user, address.email
        return None

    # --- Whoever is new ----------------------------------------------------------------------------------

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """The rule for signing up binds those who come from a provider as well."""
        admission, address = admission_of(request), sociallogin.user.email
        if not admission.is_open:
            return False
        if not address and (admission.is_by_domain or _must_be_confirmed()):
            raise refusal(request, NO_ADDRESS % {"provider": sociallogin.provider.name})
        if not admission.takes(address):
            raise refusal(request, by_domain(admission.domains))
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.email = valid_email_or_none(data.get("email")) or ""
        user.name = str(data.get("name") or "")
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Here alone accounts come from providers, so that no other way goes round the rule."""
        admission = admission_of(request)
        user: User = sociallogin.user
        user.must_confirm = admission.is_by_domain
        user.name = _fitting_name(user)
        wishes = [sociallogin.account.extra_data.get("preferred_username"), user.email, user.name]
        user.username = names.free_username(wishes, User.check_username)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                sociallogin.save(request)
                admission.use_invitation()
        except SpentError:
            raise refusal(request, INVITATION_SPENT) from None
        except IntegrityError:
            raise refusal(request, AT_ONCE) from None
        invitations.forget(request)
        return user


def refusal(request: HttpRequest, sentence: str | Promise) -> ImmediateHttpResponse:
    """A page of one sentence, with a way back to sign in for who is not in."""
    status = 422 if request.user.is_authenticated else 401
    return ImmediateHttpResponse(problem(request, sentence, status=status))


def failure(request: HttpRequest, key: str, name: str, error: Exception | None) -> ImmediateHttpResponse:
    """Why is for the log: the person can do nothing about it."""
    logger.warning("Signing in by %s failed: %s", key, error or "an error or a state that is not ours")
    return refusal(request, FAILED % {"provider": name})


def _must_be_confirmed() -> bool:
    return bool(settings.ACCOUNT_EMAIL_VERIFICATION == EmailVerificationMethod.MANDATORY)


def _fitting_name(user: User) -> str:
    """What the provider calls them, if it may stand here; they can choose another in their profile."""
    form = NameForm({"name": user.name}, user=user)
    return str(form.cleaned_data["name"]) if form.is_valid() else ""
