"""Which outside identity providers there are, and whom they let in."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from apps.accounts.models import User

KEPT_MAIL = "django.core.mail.backends.filebased.EmailBackend"  # mail that leaves this machine by no way


@dataclass(frozen=True)
class Offered:
    id: str
    name: str


@dataclass(frozen=True)
class Connection:
    """An account's tie to somebody at a provider; `provider` is None once it is no longer configured."""

    row: SocialAccount
    provider: Offered | None

    @property
    def name(self) -> str:
        return self.provider.name if self.provider else str(self.row.provider)

    @property
    def who(self) -> str:
        """What the provider calls the person."""
        said = self.row.extra_data
        return str(said.get("email") or said.get("preferred_username") or said.get("name") or self.row.uid)


def offered() -> list[Offered]:
    return [Offered(app["provider_id"], app["name"]) for app in settings.OIDC_PROVIDERS]


def find(provider_id: str) -> Offered | None:
    return next((one for one in offered() if one.id == provider_id), None)


def connections(user: User) -> list[Connection]:
    rows = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    return [Connection(row, find(row.provider)) for row in rows]


def is_last_way_in(connection: Connection) -> bool:
    """Whether nothing else would let the person in: no password, provider, passkey or mailbox."""
    user = connection.row.user
    others = [one for one in connections(user) if one.provider and one.row.pk != connection.row.pk]
    return not (user.has_usable_password() or others or _has_passkey(user) or _has_mailbox(user))


def _has_passkey(user: User) -> bool:
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return any(key.wrap().is_passwordless for key in keys)


def _has_mailbox(user: User) -> bool:
    """A code by mail gets in, where mail goes out."""
    is_sent = settings.EMAIL_BACKEND != KEPT_MAIL
    return is_sent and EmailAddress.objects.filter(user=user, verified=True).exists()
