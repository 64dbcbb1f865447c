"""What a person does who has just installed it: reads the token in the log, makes the owner's account."""

import re
import secrets
import time

import containers
from browser import Browser, Site

PAGE = "/messager/first-run/"
TOKEN = re.compile(r"setup token for its first page: ([a-z2-7-]+)")


def set_up(site: Site) -> None:
    """Nothing to do where somebody has been before."""
    browser = Browser(site)
    if browser.get(PAGE).status == 404:
        return
    found = TOKEN.findall(containers.docker("compose", "logs", "--no-log-prefix", "migrate"))
    assert found, "the log of migrate does not say the setup token"
    form = {
        "server_name": "Check",
        "username": f"owner{time.time_ns() // 1_000_000}",
        "email": "owner@example.org",
        "password1": secrets.token_urlsafe(12),
    }
    refused = browser.fill_in(PAGE, {**form, "token": "not-it"})
    assert refused.status == 422, f"a wrong setup token was answered {refused.status}"
    reply = browser.fill_in(PAGE, {**form, "token": found[-1]})
    assert reply.status == 302, f"the first run was answered {reply.status} {reply.text[:500]}"
    assert browser.get("/messager/").status == 200, "the owner is not in"
    assert Browser(site).get(PAGE).status == 404, "the first run is still there"
    print(f"{site.url}: set up with the token of the log, and not without")
