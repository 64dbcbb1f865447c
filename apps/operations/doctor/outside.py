"""The way of a browser: to PUBLIC_URL, through whatever stands before us. And ours to who signs people in."""

import json
import time
import urllib.error
import urllib.request
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

PATIENCE = 5  # seconds
AT_ONCE = 3.0  # seconds; who is signed out is refused at once
_opener = urllib.request.build_opener()


def web() -> str | None:
    status, headers = _get(reverse("account_login"))
    if status == 400:
        return (
            "A request by PUBLIC_URL is refused: its host is not in ALLOWED_HOSTS, or the proxy changes it."
        )
    if status != 200:
        return f"The sign-in page answers {status} by PUBLIC_URL: look at the proxy and at web."
    if settings.OVER_TLS and "Strict-Transport-Security" not in headers:
        return "Web does not see that the browser came by TLS: the proxy has to set X-Forwarded-Proto."
    return None


def live() -> str | None:
    start = time.monotonic()
    status, _ = _get("/live/updates/?cursor=0&inbox=&roster=&next=0")
    if status != 401:
        return f"/live/ answers {status} by PUBLIC_URL: the proxy has to send it to live."
    took = time.monotonic() - start
    return (
        f"/live/ took {took:.1f} s: the proxy buffers it, or live is overloaded." if took > AT_ONCE else None
    )


def identity_providers() -> str | None:
    away = [app["name"] for app in settings.OIDC_PROVIDERS if not _introduces_itself(app)]
    if not away:
        return None
    return f"{', '.join(away)} of OIDC_PROVIDERS does not answer as a provider: look at url and network."


def _introduces_itself(app: dict[str, Any]) -> bool:
    url = f"{app['settings']['server_url']}/.well-known/openid-configuration"
    try:
        with _opener.open(url, timeout=PATIENCE) as answer:
            return "authorization_endpoint" in json.load(answer)
    except (OSError, TypeError, ValueError):
        return False


def _get(path: str) -> tuple[int, Message]:
    host = urlsplit(settings.PUBLIC_URL).netloc
    request = urllib.request.Request(settings.PROXY_URL + path, headers={"Host": host})  # noqa: S310 (ours)
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers
