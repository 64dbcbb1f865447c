"""Outside identity providers that people sign in by: a JSON list in OIDC_PROVIDERS.

One variable, for one provider or many: it goes through compose and Kubernetes as it is, and as a file
(OIDC_PROVIDERS_FILE) it is a secret as a whole.
"""

import json
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import is_local

KEYS = {"id", "name", "url", "client_id", "client_secret"}
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")  # stands in addresses and, for ever, in the database


def apps(said: str) -> list[dict[str, Any]]:
    """As allauth takes them. Raises with a sentence for what an operator could have mistyped."""
    providers = _parsed(said) if said else []
    for provider in providers:
        _check(provider)
    if len({provider["id"] for provider in providers}) < len(providers):
        raise _wrong("two providers have one id")
    return [_app(provider) for provider in providers]


def _parsed(said: str) -> list[Any]:
    try:
        providers = json.loads(said)
    except ValueError as error:
        raise _wrong(f"it is no JSON ({error})") from None
    if not isinstance(providers, list) or not all(isinstance(provider, dict) for provider in providers):
        raise _wrong('it is no list of objects, as in [{"id": "keycloak", …}]')
    return providers


def _check(provider: dict[str, Any]) -> None:
    if unlike := KEYS ^ set(provider):
        raise _wrong(f"missing or unknown: {', '.join(sorted(unlike))}. Each provider has {_listed()}")
    if not all(isinstance(value, str) and value.strip() for value in provider.values()):
        raise _wrong("one of its values is empty or no text")
    if not IDENTIFIER.fullmatch(provider["id"]):
        raise _wrong(f"{provider['id']} is no id: small letters, digits and dashes")
    if not provider["url"].startswith("https://") and not is_local(provider["url"]):
        raise _wrong(f"{provider['url']} is not https: what it says of people could be forged on the way")


def _app(provider: dict[str, str]) -> dict[str, Any]:
    return {
        "provider_id": provider["id"],
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["client_secret"],
        "settings": {"server_url": provider["url"].rstrip("/")},
    }


def _listed() -> str:
    return ", ".join(sorted(KEYS))


def _wrong(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"OIDC_PROVIDERS: {why}.")
