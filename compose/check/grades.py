"""What headers a browser gets to see, and who gets in where."""

import re
import time

import containers
from browser import Browser, Site
from person import Person

ASSET = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"')
YEAR = 31_536_000
NAME, MINE = "X-Request-ID", "a-request-of-mine"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FIGURES = [("web", "/metrics", 8000), ("live", "/live/metrics", 8000), ("worker", "/metrics", 9101)]
ASKS = """
import sys, urllib.request
token = open("/run/secrets/metrics/token").read()
asked = urllib.request.Request(sys.argv[1], headers={"Authorization": f"Bearer {token}"})
print(urllib.request.urlopen(asked, timeout=5).read().decode())
"""


def headers(site: Site) -> None:
    browser = Browser(site)
    page = browser.get("/messager/accounts/login/")
    everywhere = {
        "page": page,
        "poll": browser.get("/live/updates/"),
        "static": browser.get(_asset(page.text)),
    }
    for name, reply in everywhere.items():
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"], f"{name}: no strict CSP"
        assert "unsafe" not in reply.headers["Content-Security-Policy"], f"{name}: an unsafe CSP"
        assert reply.headers["X-Content-Type-Options"] == "nosniff", f"{name}: no nosniff"
        assert reply.headers["Referrer-Policy"] == "same-origin", f"{name}: no Referrer-Policy"
        assert not reply.headers["Server"], f"{name}: tells its server"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cache-Control"] == "no-store" or "no-store" in page.headers["Cache-Control"]
    (_secure if site.is_secure else _insecure)(page.headers.get_all("Set-Cookie", []), page.headers)
    assert browser.get("/messager").status == 302
    print(
        f"{site.url}: CSP, nosniff, Referrer-Policy on page, poll and static file; COOP, no-store on the page"
    )


def _secure(cookies: list[str], headers: dict[str, str]) -> None:
    age = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"] or "")
    assert age and int(age[1]) >= YEAR, "no HSTS"
    assert cookies and all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies), cookies
    assert "h3=" in headers["Alt-Svc"], "HTTP/3 is not offered"
    print("  over TLS: HSTS for a year, __Host- cookies, HTTP/3 offered")


def _insecure(cookies: list[str], headers: dict[str, str]) -> None:
    assert cookies and not any("Secure" in cookie for cookie in cookies), cookies
    assert not headers["Strict-Transport-Security"]


def static_files(site: Site) -> None:
    browser = Browser(site)
    path = _asset(browser.get("/messager/accounts/login/").text)
    hashed = browser.get(path, **{"Accept-Encoding": "gzip"})
    assert "immutable" in hashed.headers["Cache-Control"], path
    assert hashed.headers["Content-Encoding"] == "gzip", "static files are not compressed"
    plain = browser.get(re.sub(r"\.[0-9a-f]{12}\.", ".", path))
    assert "immutable" not in plain.headers["Cache-Control"], "a name that stays is cached for ever"
    assert browser.get("/static/staticfiles.json").status == 404
    print(f"{site.url}: {path} is immutable and compressed, names without a hash are not immutable")


def staff_only(site: Site) -> None:
    """The way to Celery's monitor, whether it runs or not: strangers do not even learn that."""
    person = Person(site, f"staff{time.time_ns() // 1_000_000}")
    assert person.browser.get("/flower/").status == 302
    person.registers().signs_in()
    assert person.browser.get("/flower/").status == 403
    containers.make_staff(person.name)
    status = person.browser.get("/flower/").status
    assert status in (200, 502), f"staff at /flower/: {status}"  # 502: it does not run
    print(f"{site.url}: /flower/ is 302 signed out, 403 for others, {status} for staff")


def figures(site: Site) -> None:
    """Prometheus reads them inside; the same question from outside leads nowhere."""
    ask = {"Authorization": f"Bearer {containers.in_one('web', 'cat', '/run/secrets/metrics/token')}"}
    for service, path, port in FIGURES:
        address = f"http://127.0.0.1:{port}{path}"
        assert "messager_" in containers.in_one(service, "python", "-c", ASKS, address)
        reply = Browser(site).get(path, **ask)
        assert (reply.status, reply.text) == (404, ""), f"{path} from outside: {reply.status}"
    print(f"{site.url}: figures are read inside of web, live and worker; outside they are 404")


def names(site: Site) -> None:
    """The proxy names what comes without a name, or with one that could be anything."""
    for path in ("/messager/accounts/login/", "/live/healthz"):
        names = [
            Browser(site).get(path, **{NAME: name}).headers[NAME] for name in (MINE, "", "short", "<b>loud")
        ]
        assert names[0] == MINE, f"{path}: {names}"
        assert len(set(names)) == 4 and all(UUID.fullmatch(name) for name in names[1:]), f"{path}: {names}"
    print(f"{site.url}: a request keeps a harmless X-Request-ID, and gets one instead of any other")


def _asset(page: str) -> str:
    found = ASSET.search(page)
    assert found, "the page has no static file"
    return found[1]
