import logging
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts import confirming, names
from apps.accounts.admission import admission_of
from apps.accounts.backends import login_in, people_who_sign_in_as
from apps.accounts.models import Server, User

OUR_STAGES = {"allauth.account.stages.EmailVerificationStage": "apps.accounts.stages.Confirmation"}

logger = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many tries that failed. Try again in a few minutes."),
        "username_password_mismatch": _("This username and password don't belong together."),
        "email_password_mismatch": _("This e-mail address and password don't belong together."),
        "incorrect_code": _("This code is wrong."),
        "incorrect_password": _("This is not your password."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = names.normalise_username(username)
        User.check_username(username)
        return username

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return admission_of(request).is_open

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.must_confirm = admission_of(request).is_by_domain
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_login_stages(self) -> list[str]:
        """Ours in the place of theirs."""
        return [OUR_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Called for who has given the right password: they alone learn until when they are kept out."""
        if user.suspended_until is None:
            return redirect("account_inactive")
        context = {"until": user.suspended_until}
        return render(request, "account/account_inactive.html", context, status=HTTPStatus.FORBIDDEN)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The account's providers as well, after all that needs no leaving."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [*ways, *confirming.ways(user)] if isinstance(user, User) else ways

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        return super().is_reauthentication_required(app=app, **more) and not confirming.is_fresh(self.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for each account, however it is spelled and whatever host name the request came to."""
        login = login_in(credentials)
        claims = people_who_sign_in_as(login)
        return f"person-{claims[0].pk}" if claims else f"login-{login.strip().casefold()}"

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Whose address was used for a second account is told so, by mail alone."""
        address = emailconfirmation.email_address
        if signup and EmailAddress.objects.filter(email=address.email, verified=True).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **more: Any) -> None:
        """Of a change to how one signs in. An unconfirmed mailbox may be somebody else's."""
        if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
            super().send_notification_mail(template_prefix, user, *args, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        others = User.objects.filter(email=email)
        if user := context.get("user"):
            others = others.exclude(pk=user.pk)
        said = {"is_claimed": others.exists(), "server": Server.current()}
        try:
            super().send_mail(template_prefix, email, said | context)
        except OSError:
            # A mail server that is away must not keep anybody from getting in.
            logger.exception("Mail %s was not sent", template_prefix)
