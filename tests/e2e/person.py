"""What a person does with the product, in the product's words."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.children import wait_until
from tests.e2e.held import HeldPolls
from tests.people import PASSWORD

SOON = 15_000  # milliseconds; a busy machine
REPORT = """
addEventListener("securitypolicyviolation", e => {
    console.error("policy: " + e.violatedDirective + " " + e.blockedURI);
});
"""
# What the browser itself says about answers that a test provokes on purpose.
EXPECTED = re.compile(
    r"Failed to load resource|net::ERR_|Failed to fetch|Opener-Policy header has been ignored"
)

TO_LOADER = """
() => {
    const loader = document.querySelector("#messages > .older");
    loader?.scrollIntoView();
    return loader?.dataset.before;
}
"""

# Headless browsers never say that a tab is hidden.
HIDE = """
isHidden => {
    Object.defineProperty(document, "hidden", {value: isHidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}
"""

expect.set_options(timeout=SOON)


class Person:
    """One person in one browser (a context: cookies and storage of their own)."""

    def __init__(self, browser: Browser, url: str, name: str, *, javascript: bool = True, **options) -> None:
        self.url, self.name = url, name
        self.context = browser.new_context(base_url=url, java_script_enabled=javascript, **options)
        self.context.set_default_timeout(SOON)
        self.context.add_init_script(REPORT)
        self.problems: list[str] = []
        self.context.on("console", self._heard)
        self.held = HeldPolls(self.context)
        self.context.on("weberror", lambda error: self.problems.append(str(error.error)))
        self.page = self.context.new_page()

    def _heard(self, message) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.problems.append(f"{self.name}: {message.text}")

    # --- coming and going ------------------------------------------------------------------------

    def registers(self) -> "Person":
        self.goes_to("/messager/accounts/signup/")
        self.page.fill("[name=username]", self.name)
        self.page.fill("[name=email]", f"{self.name}@example.org")
        self.page.fill("[name=password1]", PASSWORD)
        if self.page.locator("[name=password2]").count():
            self.page.fill("[name=password2]", PASSWORD)
        self.submits("form:has([name=password1])")
        expect(self.page.locator("#composer")).to_be_visible()
        return self

    def signs_in(self) -> "Person":
        self.goes_to("/messager/accounts/login/")
        self.page.fill("[name=login]", self.name)
        self.page.fill("[name=password]", PASSWORD)
        self.submits("form:has([name=password])")
        expect(self.page.locator("#composer")).to_be_visible()
        return self

    def submits(self, form: str) -> None:
        self.page.locator(f"{form} [type=submit]").first.click()

    def has_session(self, key: str) -> "Person":
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])
        return self

    def goes_to(self, path: str) -> "Person":
        self.page.goto(path)
        return self

    def opens(self, room) -> "Person":
        return self.goes_to(f"/messager/rooms/{room.pk}/")

    def opens_home(self) -> "Person":
        return self.goes_to("/messager/")

    def another_tab(self):
        return self.context.new_page()

    def signs_out(self) -> None:
        self._sign_out(self.page)

    def signs_out_in_another_tab(self) -> None:
        tab = self.another_tab()
        self._sign_out(tab)
        tab.close()

    def _sign_out(self, page) -> None:
        page.goto("/messager/accounts/logout/")
        page.locator("form[action*=logout] [type=submit], main form [type=submit]").first.click()
        expect(page.locator("[name=login]")).to_be_visible()

    def leaves(self) -> None:
        """Closes the browser."""
        self.context.close()

    # --- writing ------------------------------------------------------------------------------------

    @property
    def box(self):
        return self.page.locator("#composer textarea[name=body]")

    def writes(self, text: str) -> "Person":
        self.box.fill(text)
        return self

    def sends(self, text: str, *, to: str | None = None) -> "Person":
        """By Enter; without JavaScript by the button. `to`: somebody's code."""
        if to is not None:
            self.page.fill("#composer [name=code]", to)
        self.writes(text)
        self.presses_send()
        self.sees(text)
        return self

    def presses_send(self) -> None:
        self.page.locator("#composer [type=submit]").click()

    # --- reading ------------------------------------------------------------------------------------

    def messages(self, text: str | None = None):
        """Those that the server has: what is still on its way has no id."""
        shown = self.page.locator("#messages > li.message[data-id]")
        return shown if text is None else shown.filter(has=self.page.locator(".body", has_text=text))

    def sees(self, text: str) -> "Person":
        expect(self.messages(text)).to_have_count(1)
        return self

    def sees_nothing_of(self, text: str) -> "Person":
        expect(self.messages(text)).to_have_count(0)
        return self

    def texts(self) -> list[str]:
        return [
            text.strip()
            for text in self.page.locator("#messages > li.message[data-id] .body").all_inner_texts()
        ]

    def reads_all(self) -> list[str]:
        """Pages back to the start: a loader that comes into view gives way to what it loads."""
        while before := self.page.evaluate(TO_LOADER):
            expect(self.page.locator(f"#messages > .older[data-before='{before}']")).to_have_count(0)
        return self.texts()

    def sees_unread(self, number: int) -> "Person":
        expect(self.page.locator("#sidebar .badge").filter(has_text=str(number))).to_have_count(1)
        return self

    def opens_conversation_with(self, name: str) -> "Person":
        self.page.locator("#sidebar a", has_text=name).click()
        expect(self.page.locator("#room[data-kind=direct]")).to_be_visible()
        return self

    def sees_problem(self, sentence: str) -> "Person":
        expect(self.page.locator("#composer-problem")).to_contain_text(re.compile(sentence, re.IGNORECASE))
        return self

    def sees_not_sent(self, text: str) -> "Person":
        failed = self.page.locator("#messages li.message--pending", has_text=text).locator(".failed")
        expect(failed).to_be_visible()
        expect(failed).to_contain_text("Not sent")
        return self

    def retries(self, text: str) -> "Person":
        self.page.locator("#messages li", has_text=text).get_by_role("button", name="Retry").click()
        return self

    def sees_nothing_pending(self) -> "Person":
        expect(self.page.locator("#messages > li.message:not([data-id])")).to_have_count(0)
        return self

    def is_answered(self) -> "Person":
        """Two more of the page's polls, so that one of them was asked from now on."""
        for _ in range(2):
            with self.page.expect_response("**/updates/*"):
                pass
        return self

    def cursor(self) -> int:
        """How far the page is."""
        return int(self.page.locator("#messages").get_attribute("data-cursor"))

    def path(self) -> str:
        return urlsplit(self.page.url).path

    def status_of(self, path: str) -> int:
        """The answer to this person's browser, the page left alone."""
        return self.context.request.get(self.url + path, max_redirects=0).status

    # --- who is there ---------------------------------------------------------------------------------

    def _there(self, usercode: str):
        return self.page.locator(
            f"#roster [data-usercode='{usercode}'] :is(.person__status--online, .person__status--away)"
        )

    def sees_online(self, usercode: str) -> "Person":
        expect(self._there(usercode)).to_have_count(1)
        return self

    def stays_online(self, usercode: str, seconds: float = 4) -> "Person":
        """Others are not shown as gone in between."""
        for _ in range(int(seconds * 10)):
            assert self._there(usercode).count() == 1
            self.page.wait_for_timeout(100)
        return self

    def sees_offline(self, usercode: str) -> "Person":
        expect(self._there(usercode)).to_have_count(0)
        return self

    @property
    def roster(self):
        return self.page.locator("#roster")

    def sees_roster_newer_than(self, version: str) -> "Person":
        expect(self.roster).not_to_have_attribute("data-version", re.compile(rf"^{version}\."))
        return self

    def appears_offline(self) -> "Person":
        self.page.get_by_role("button", name="Appear offline").click()
        expect(self.page.get_by_role("button", name="Appear online")).to_be_visible()
        return self

    def appears_online(self) -> "Person":
        self.page.get_by_role("button", name="Appear online").click()
        expect(self.page.get_by_role("button", name="Appear offline")).to_be_visible()
        return self

    def expects_audience(self, number: int) -> "Person":
        expect(self.page.locator("#composer [type=submit]")).to_contain_text(f"{number} online")
        return self

    def closes_the_page(self) -> None:
        self.page.close(run_before_unload=False)

    def loses_the_network(self) -> None:
        """As a killed browser: not a word more."""
        self.context.set_offline(True)

    # --- held polls -------------------------------------------------------------------------------------

    def waits_at_the_server(self) -> "Person":
        self.held.answered = 0
        wait_until(lambda: self.page.title() and self.held.has_settled(), within=20, what="a poll is held")
        return self

    def looks_at(self, tab) -> None:
        tab.evaluate("window.dispatchEvent(new Event('focus'))")

    def turns_away_from(self, tab) -> None:
        tab.evaluate(HIDE, True)

    def turns_to(self, tab) -> None:
        tab.evaluate(HIDE, False)

    def counts_requests(self, path: str):
        """Of the page, from now on. Call what it returns."""
        seen = []
        self.page.on("request", lambda request: path in request.url and seen.append(request.url))
        return lambda: len(seen)

    def hears_no_news(self) -> None:
        """Polls are cut off until `hears_news`, the one under way too."""
        self.page.route("**/updates/**", lambda route: route.abort())
        self.looks_at(self.page)

    def hears_news(self) -> None:
        self.page.unroute("**/updates/**")

    def loses_the_next_answer(self, pattern: str) -> None:
        """The server gets the request and does its work; the answer never arrives."""

        def lose(route):
            route.fetch()
            route.abort("connectionreset")

        self.page.route(pattern, lose, times=1)

    def usercode(self) -> str:
        """As it is shown to its owner."""
        self.goes_to("/messager/profile/")
        return self.page.locator("main [data-copy]").get_attribute("data-copy")
