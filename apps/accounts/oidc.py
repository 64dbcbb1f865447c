"""How we speak with an outside identity provider: as allauth does, trusting its answers less.

Loaded only where one is configured, and requests with it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from requests import RequestException

# What a provider that is away, or that is none, makes of a conversation.
FAILURES = (OAuth2Error, RequestException)
# What allauth raises for an answer of another shape than the standard's.
MALFORMED = (AttributeError, ImproperlyConfigured, KeyError, TypeError, ValueError)
SHOWN = ("preferred_username", "email", "name")  # all that is kept: it tells one connection from another

T = TypeVar("T")


class Adapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        return dict(_well_formed(lambda: super(Adapter, self).openid_config))

    @property
    def access_token_url(self) -> str:
        return str(_well_formed(lambda: self.openid_config["token_endpoint"]))

    @property
    def authorize_url(self) -> str:
        return str(_well_formed(lambda: self.openid_config["authorization_endpoint"]))

    def get_access_token_data(self, *args: Any, **more: Any) -> Any:
        return _well_formed(lambda: super(Adapter, self).get_access_token_data(*args, **more))

    def parse_token(self, data: Any) -> Any:
        return _well_formed(lambda: super(Adapter, self).parse_token(data))

    def complete_login(self, request: Any, app: Any, token: Any, **more: Any) -> SocialLogin:
        login = _well_formed(lambda: super(Adapter, self).complete_login(request, app, token, **more))
        login.asked_at = self._claims.get(
            "auth_time"
        )  # when the person last showed the provider who they are
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        self._claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        return dict(self._claims)


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Both answers are about one person, as the standard wants it checked."""
        if data["id_token"]["sub"] != data["userinfo"]["sub"]:
            raise OAuth2Error("The token and the answer about the person name different people.")
        uid = super().extract_uid(data)
        if not _is_text(uid):
            raise OAuth2Error("The person's number is none that can be kept.")
        return str(uid)

    def serialize(self) -> dict[str, Any]:
        """By the id of ours: allauth's mark, the client's name, may be the same at several providers."""
        return dict(super().serialize()) | {"id": self.app.provider_id}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {key: data["userinfo"][key] for key in SHOWN if _is_text(data["userinfo"].get(key))}


provider_classes = [Provider]


def _is_text(said: Any) -> bool:
    """Databases refuse NUL and halves of characters."""
    return isinstance(said, str) and said.isprintable()


def _well_formed(read: Callable[[], T]) -> T:
    try:
        return read()
    except MALFORMED as error:
        raise OAuth2Error(f"The provider's answer is malformed ({error!r}).") from error
