import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from apps.accounts.gates import polled, signed_in
from apps.accounts.models import User
from config.urls import urlpatterns as real

SCRIPT = {"HTTP_HX_REQUEST": "true"}


@signed_in
def page(request) -> HttpResponse:
    return HttpResponse(f"for {request.user.username}")


@polled
def poll(request) -> HttpResponse:
    return HttpResponse(f"for {request.user.username}")


urlpatterns = [path("gated/", page), path("polled/", poll), path("", include(real))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def _is_one_sentence(response: HttpResponse, status: int) -> bool:
    text = response.content.decode().strip()
    return (
        response.status_code == status
        and text.startswith('<p class="problem" role="alert">')
        and "<html" not in text
    )


def test_a_signed_out_visitor_of_a_page_is_led_to_sign_in_and_back(visitor: Client) -> None:
    assert (
        visitor.get("/gated/?before=5")["Location"] == "/messager/accounts/login/?next=/gated/%3Fbefore%3D5"
    )


@pytest.mark.parametrize(("method", "url"), [("get", "/gated/"), ("post", "/gated/"), ("get", "/polled/")])
def test_a_signed_out_script_gets_401_and_no_redirect(visitor: Client, method: str, url: str) -> None:
    assert _is_one_sentence(getattr(visitor, method)(url, **SCRIPT), 401)


def test_a_poll_gets_401_however_it_asks(visitor: Client) -> None:
    assert _is_one_sentence(visitor.get("/polled/"), 401)


def test_a_form_sent_after_the_session_ended_gives_the_text_back(visitor: Client) -> None:
    response = visitor.post("/gated/", {"body": "a long <letter>"})
    assert response.status_code == 401
    assert b"a long &lt;letter&gt;</textarea>" in response.content


def test_a_page_made_for_somebody_else_is_refused(alice: User, bob: User, visitor: Client) -> None:
    visitor.force_login(bob)
    for url in ("/gated/", "/polled/"):
        for method in (visitor.get, visitor.post):
            refused = method(url, HTTP_MESSAGER_USER=str(alice.pk), **SCRIPT)
            assert _is_one_sentence(refused, 409)
            assert b"signed in as bob in this browser" in refused.content


def test_a_plain_form_made_for_somebody_else_gives_the_text_back(
    alice: User, bob: User, visitor: Client
) -> None:
    visitor.force_login(bob)
    refused = visitor.post("/gated/", {"page_user": alice.pk, "body": "from Alice"})
    assert refused.status_code == 409
    assert b"from Alice</textarea>" in refused.content
    assert b"signed in as bob" in refused.content


def test_ones_own_page_passes(bob: User, visitor: Client) -> None:
    visitor.force_login(bob)
    assert visitor.post("/gated/", {"page_user": bob.pk}).content == b"for bob"
    assert visitor.get("/polled/", HTTP_MESSAGER_USER=str(bob.pk)).content == b"for bob"
    assert visitor.get("/gated/").content == b"for bob"


@pytest.mark.parametrize("owner", ["x", "-1", "0", "1e9", "\u0661"])
def test_a_made_up_owner_is_somebody_else(bob: User, visitor: Client, owner: str) -> None:
    visitor.force_login(bob)
    assert visitor.post("/gated/", {"page_user": owner}).status_code == 409


def test_a_stale_form_gets_403_with_the_text_or_one_sentence(bob: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    plain = strict.post("/gated/", {"body": "kept"})
    assert plain.status_code == 403
    assert b"kept</textarea>" in plain.content
    assert _is_one_sentence(strict.post("/gated/", {"body": "kept"}, **SCRIPT), 403)


def test_an_error_page_asks_the_database_nothing(
    bob: User, visitor: Client, django_assert_num_queries
) -> None:
    strict = Client(enforce_csrf_checks=True)
    with django_assert_num_queries(0):
        strict.post("/gated/", {"body": "kept"})
