"""The second step, recovery codes, passkeys and sessions, as people with real devices do it."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from apps.accounts.tests.factors import code_of, recovery_codes_of, with_an_app
from tests.people import PASSWORD, a_session, who_can_sign_in

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def alice(cast):
    return who_can_sign_in(cast.alice)


@pytest.fixture
def she(arrives, alice):
    return arrives("alice").signs_in()


def confirms(person):
    """That it is them, where a page asks."""
    person.page.fill("[name=password]", PASSWORD)
    person.submits("form:has([name=password])")


def types_password(person):
    person.goes_to("/messager/accounts/login/")
    person.page.fill("[name=login]", person.name)
    person.page.fill("[name=password]", PASSWORD)
    person.submits("form:has([name=password])")
    expect(person.page.get_by_role("heading")).to_have_text("The second step")


def types_code(person, code):
    person.page.fill("[name=code]", code)
    person.submits("form:has([name=code])")


def with_a_device(person):
    """A computer that keeps passkeys and whose owner always says yes."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def adds_a_passkey(person, name):
    person.goes_to("/messager/accounts/2fa/webauthn/add/")
    confirms(person)
    person.page.get_by_label("Name").fill(name)
    person.page.get_by_role("button", name="Add it").click()
    expect(person.page.locator(".codes")).to_be_visible()


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(she, arrives, alice):
    she.goes_to("/messager/profile/").page.get_by_role("link", name="Two-step sign-in").click()
    she.page.get_by_role("link", name="Set it up").click()
    confirms(she)
    expect(she.page.get_by_role("img", name="QR code")).to_be_visible()
    secret = she.page.locator(".secret").inner_text()
    types_code(she, code_of(secret))
    expect(she.page.locator(".codes li")).to_have_count(10)
    other = arrives("alice")
    types_password(other)
    types_code(other, code_of(secret, 1))
    expect(other.page.locator("#composer")).to_be_visible()


def test_a_recovery_code_gets_in_once(arrives, alice):
    with_an_app(alice)
    code = recovery_codes_of(alice)[0]
    one, another = arrives("alice"), arrives("alice")
    types_password(one)
    types_code(one, code)
    expect(one.page.locator("#composer")).to_be_visible()
    types_password(another)
    types_code(another, code)
    expect(another.page.get_by_role("alert").first).to_contain_text("This code is wrong")


def test_a_passkey_signs_in_by_itself(she, alice):
    with_a_device(she)
    adds_a_passkey(she, "my laptop")
    she.signs_out()
    she.goes_to("/messager/accounts/login/")
    she.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(she.page.locator("#composer")).to_be_visible()
    she.goes_to("/messager/accounts/2fa/webauthn/")
    expect(she.page.get_by_role("listitem").filter(has_text="my laptop")).to_contain_text("Signs in alone")


def test_a_passkey_is_the_second_step_too(she):
    with_a_device(she)
    adds_a_passkey(she, "my laptop")
    she.signs_out()
    types_password(she)
    she.page.get_by_role("button", name="Use a passkey").click()
    expect(she.page.locator("#composer")).to_be_visible()


def test_who_has_no_passkey_is_told_and_can_go_on_by_password(arrives, alice):
    person = arrives("alice")
    with_a_device(person)  # an empty one
    person.goes_to("/messager/accounts/login/")
    person.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(person.page.get_by_role("alert")).to_contain_text("no passkey was used")
    person.signs_in()


def test_a_session_that_is_ended_from_the_list_stops_at_once_and_keeps_its_draft(she, arrives, cast, town):
    other = arrives("alice").signs_in().opens(cast.room)
    other.waits_at_the_server().writes("my draft")
    she.goes_to("/messager/accounts/sessions/")
    expect(she.page.locator(".things li")).to_have_count(2)
    she.page.locator(".things").get_by_role("button", name="Sign out").click()
    expect(she.page.locator(".things li")).to_have_count(1)
    expect(other.page.locator("#banner")).to_contain_text("Sign in")
    expect(other.box).to_have_value("my draft")
    asked = other.counts_requests("/updates/")
    other.page.wait_for_timeout(1500)  # several poll intervals: nothing is to happen
    assert asked() == 0
    other.has_session(a_session(cast.alice)).opens(cast.room)
    expect(other.box).to_have_value("my draft")


def test_signing_out_everywhere_else_leaves_this_browser_s_other_tab_alone(she, arrives, cast):
    she.opens(cast.room).waits_at_the_server()
    other = arrives("alice").signs_in().opens(cast.room).waits_at_the_server()
    tab = she.another_tab()
    tab.goto("/messager/accounts/sessions/")
    tab.get_by_role("button", name="Sign out everywhere else").click()
    expect(tab.locator(".things li")).to_have_count(1)
    expect(other.page.locator("#banner")).to_contain_text("Sign in")
    tab.close()
    she.sends("still here")
    expect(she.page.locator("#banner")).not_to_contain_text("Sign in")


def test_a_passkey_is_renamed_and_removed(she, alice):
    with_a_device(she)
    adds_a_passkey(she, "old name")
    she.goes_to("/messager/accounts/2fa/webauthn/").page.get_by_role("link", name="Rename").click()
    she.page.get_by_label("Name").fill("new name")
    she.page.get_by_role("button", name="Save").click()
    she.page.get_by_role("link", name="Remove new name").click()
    she.page.get_by_role("button", name="Remove it").click()
    expect(she.page.locator(".things")).to_contain_text("You have none yet")
    assert not Authenticator.objects.filter(user=alice).exists()
