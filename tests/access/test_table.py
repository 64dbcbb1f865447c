"""Every pattern of the URLconf has its rows, and every role gets its answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.roles import ADMIN, METHODS, OURS, name_of, visit  # noqa: F401 (a fixture)
from tests.access.rows import ALL, EXPECTED, STAFF

SIGN_IN = ("/admin/login/", "/messager/accounts/login/", "/admin/?", "/admin/")
GATED = [route for route in OURS if route.name.startswith(("chat:", "presence:", "accounts:", "moderation:"))]


@contextmanager
def undone() -> Iterator[None]:
    """Nobody finds what the visit before has changed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def test_every_pattern_has_its_rows():
    patterns = {(name_of(route), method) for route in [*OURS, *ADMIN] for method in METHODS}
    assert patterns == set(EXPECTED)


@pytest.mark.parametrize("routes", [OURS, ADMIN], ids=["site", "admin"])
@pytest.mark.parametrize("role", ALL)
def test_a_role_gets_its_answers(visit, role, routes):  # noqa: F811
    wrong = []
    for route in routes:
        for method in METHODS:
            with undone():
                status = visit(role, route, method).status_code
            expected = EXPECTED.get((name_of(route), method), {}).get(role)
            if status != expected:
                wrong.append(f"{name_of(route)} {method}: {status} instead of {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["anonymous", "member", "suspended"])
def test_who_is_no_staff_is_sent_from_the_admin_to_sign_in_and_nowhere_else(visit, role):  # noqa: F811
    for route in ADMIN:
        answer = visit(role, route, "GET")
        assert answer.status_code == 403 or answer["Location"].startswith(SIGN_IN), name_of(route)


@pytest.mark.parametrize("role", STAFF)
def test_who_is_staff_is_not_asked_to_sign_in_again(visit, role):  # noqa: F811
    for route in ADMIN:
        with undone():
            answer = visit(role, route, "GET")
        assert not answer.get("Location", "").startswith(SIGN_IN[:2]), name_of(route)


def test_a_signed_out_script_is_told_so_and_never_redirected(visit):  # noqa: F811
    for route in GATED:
        for method in ("GET", "POST"):
            answer = visit("anonymous", route, method, HX_Request="true")
            assert answer.status_code in (401, 405), (name_of(route), method)
            if answer.status_code == 401:
                assert answer.content.startswith(b'<p class="problem" role="alert">'), name_of(route)


def test_without_a_csrf_token_nothing_is_done(visit):  # noqa: F811
    for role, routes in (("author", GATED), ("root", ADMIN)):
        for route in routes:
            answer = visit(role, route, "POST", csrf=True)
            assert answer.status_code in (403, 405), name_of(route)
