"""Who gets what answer from which address. Every pattern of the URLconf has its rows, or this fails.

The roles: anonymous; a stranger to the room; a member of it; its owner, who wrote the message; staff (a
superuser who is no member). The admin follows one rule, visited address by address.
"""

import re
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import pictures
from apps.accounts.models import User
from apps.chat import membership_services, services
from apps.chat.exports import archive_of
from apps.chat.models import Export, HeldMessage, Membership
from apps.moderation import audit, reporting
from apps.moderation.models import Action, Category, Filter
from tests.people import a_person
from tests.urlconf import routes

METHODS = ("GET", "POST", "PUT", "DELETE")
ROLES = ("anonymous", "stranger", "member", "author", "staff")
UNNAMED = {"": "/", "/messager": "/messager"}  # patterns without a name, and where they are

# 302: to sign in, or on to where a plain form leads. A script is never redirected: see below.
TABLE = """
# pattern                             methods               anonymous  stranger  member  author  staff
/                                     GET|POST|PUT|DELETE   302  302  302  302  302
messager                              GET|POST|PUT|DELETE   302  302  302  302  302
account_login                         GET|POST|PUT          200  302  302  302  302
account_login                         DELETE                405  302  302  302  302
account_logout                        GET                   302  200  200  200  200
account_logout                        POST                  302  302  302  302  302
account_logout                        PUT|DELETE            405  405  405  405  405
account_signup                        GET|POST|PUT          200  302  302  302  302
account_signup                        DELETE                405  302  302  302  302
account_inactive                      GET                   200  200  200  200  200
account_inactive                      POST|PUT|DELETE       405  405  405  405  405
account_email_verification_sent       GET                   200  200  200  200  200
account_email_verification_sent       POST|PUT|DELETE       405  405  405  405  405
account_confirm_email                 GET                   200  200  200  200  200
account_confirm_email                 POST                  404  404  404  404  404
account_confirm_email                 PUT|DELETE            405  405  405  405  405
account_email                         GET                   302  200  200  200  200
account_email                         POST|PUT              302  302  302  302  302
account_email                         DELETE                302  405  405  405  405
account_set_password                  GET|POST|PUT|DELETE   302  302  302  302  302
account_change_password               GET|POST|PUT          302  200  200  200  200
account_change_password               DELETE                302  405  405  405  405
account_reset_password                GET|POST|PUT          200  200  200  200  200
account_reset_password                DELETE                405  405  405  405  405
account_reset_password_done           GET                   200  200  200  200  200
account_reset_password_done           POST|PUT|DELETE       405  405  405  405  405
account_reset_password_from_key       GET|POST|PUT|DELETE   200  200  200  200  200
account_reset_password_from_key_done  GET                   200  200  200  200  200
account_reset_password_from_key_done  POST|PUT|DELETE       405  405  405  405  405
account_request_login_code            GET|POST|PUT          200  302  302  302  302
account_request_login_code            DELETE                405  302  302  302  302
account_confirm_login_code            GET|POST|PUT|DELETE   302  302  302  302  302
account_reauthenticate                GET|POST|PUT          302  200  200  200  200
account_reauthenticate                DELETE                302  405  405  405  405
account_request_reauthentication_code GET|POST|PUT|DELETE   302  302  302  302  302
account_confirm_reauthentication_code GET|POST|PUT|DELETE   302  302  302  302  302
mfa_index                             GET                   302  200  200  200  200
mfa_index                             POST|PUT|DELETE       302  405  405  405  405
mfa_authenticate                      GET|POST|PUT|DELETE   302  302  302  302  302
mfa_reauthenticate                    GET|POST|PUT|DELETE   302  302  302  302  302
mfa_activate_totp                     GET|POST|PUT|DELETE   302  302  302  302  302
mfa_deactivate_totp                   GET|POST|PUT|DELETE   302  404  404  404  404
mfa_view_recovery_codes               GET                   302  404  404  404  404
mfa_view_recovery_codes               POST|PUT|DELETE       302  405  405  405  405
mfa_generate_recovery_codes           GET|POST|PUT|DELETE   302  302  302  302  302
mfa_download_recovery_codes           GET|POST|PUT|DELETE   302  404  404  404  404
mfa_list_webauthn                     GET                   302  200  200  200  200
mfa_list_webauthn                     POST|PUT|DELETE       302  405  405  405  405
mfa_add_webauthn                      GET|POST|PUT|DELETE   302  302  302  302  302
mfa_login_webauthn                    GET|POST|PUT          302  302  302  302  302
mfa_login_webauthn                    DELETE                405  302  302  302  302
mfa_reauthenticate_webauthn           GET|POST|PUT|DELETE   302  302  302  302  302
mfa_edit_webauthn                     GET|POST|PUT|DELETE   302  302  302  302  302
mfa_remove_webauthn                   GET|POST|PUT|DELETE   302  302  302  302  302
usersessions_list                     GET                   302  200  200  200  200
usersessions_list                     POST                  401  302  302  302  302
usersessions_list                     PUT|DELETE            405  405  405  405  405
openid_connect_login                  GET                   200  302  302  302  302
openid_connect_login                  POST                  401  302  302  302  302
openid_connect_login                  PUT|DELETE            405  405  405  405  405
openid_connect_callback               GET                   401  422  422  422  422
openid_connect_callback               POST|PUT|DELETE       405  405  405  405  405
socialaccount_connections             GET                   302  200  200  200  200
socialaccount_connections             POST|PUT|DELETE       405  405  405  405  405
accounts:provider-connection          GET|PUT|DELETE        405  405  405  405  405
accounts:provider-connection          POST                  401  302  302  302  302
accounts:provider-confirmation        GET                   302  404  404  200  404
accounts:provider-confirmation        POST                  401  404  404  422  404
accounts:provider-confirmation        PUT|DELETE            405  405  405  405  405
accounts:connection-removal           GET|PUT|DELETE        405  405  405  405  405
accounts:connection-removal           POST                  401  404  404  302  404
accounts:session-end                  GET|PUT|DELETE        405  405  405  405  405
accounts:session-end                  POST                  401  404  404  302  404
accounts:profile                      GET                   302  200  200  200  200
accounts:profile                      POST                  401  302  302  302  302
accounts:profile                      PUT|DELETE            405  405  405  405  405
accounts:own-picture                  GET|PUT|DELETE        405  405  405  405  405
accounts:own-picture                  POST                  401  422  422  422  422
accounts:picture                      GET                   401  200  200  200  200
accounts:picture                      POST|PUT|DELETE       405  405  405  405  405
accounts:preferences                  GET|PUT|DELETE        405  405  405  405  405
accounts:preferences                  POST                  401  302  302  302  302
accounts:status                       GET|PUT|DELETE        405  405  405  405  405
accounts:status                       POST                  401  302  302  302  302
accounts:quiet                        GET|PUT|DELETE        405  405  405  405  405
accounts:quiet                        POST                  401  422  422  422  422
accounts:time-zone                    GET|PUT|DELETE        405  405  405  405  405
accounts:time-zone                    POST                  401  302  302  302  302
accounts:usercode                     GET|PUT|DELETE        405  405  405  405  405
accounts:usercode                     POST                  401  302  302  302  302
accounts:announcement                 GET                   302  200  200  200  200
accounts:announcement                 POST                  401  302  302  302  302
accounts:announcement                 PUT|DELETE            405  405  405  405  405
accounts:deletion                     GET                   302  200  200  200  200
accounts:deletion                     POST                  401  422  422  422  422
accounts:deletion                     PUT|DELETE            405  405  405  405  405
language                              GET|PUT|DELETE        405  405  405  405  405
language                              POST                  302  302  302  302  302
first-run                             GET|POST              404  404  404  404  404
first-run                             PUT|DELETE            405  405  405  405  405
invitation                            GET                   404  404  404  404  404
invitation                            POST|PUT|DELETE       405  405  405  405  405
proxy:staff-only                      GET                   302  403  403  403  204
proxy:staff-only                      POST|PUT|DELETE       405  405  405  405  405
presence:roster                       GET                   401  200  200  200  200
presence:roster                       POST|PUT|DELETE       405  405  405  405  405
presence:leave                        GET|PUT|DELETE        405  405  405  405  405
presence:leave                        POST                  401  204  204  204  204
presence:visibility                   GET|PUT|DELETE        405  405  405  405  405
presence:visibility                   POST                  401  302  302  302  302
chat:held-dismissal                   GET|PUT|DELETE        405  405  405  405  405
chat:held-dismissal                   POST                  401  303  303  303  303
moderation:report-message             GET                   302  404  200  200  404
moderation:report-message             POST                  401  404  422  422  404
moderation:report-message             PUT|DELETE            405  405  405  405  405
moderation:report-person              GET                   302  200  404  200  200
moderation:report-person              POST                  401  422  404  422  422
moderation:report-person              PUT|DELETE            405  405  405  405  405
moderation:reported                   GET                   302  200  200  200  200
moderation:reported                   POST|PUT|DELETE       405  405  405  405  405
moderation:heeded                     GET|PUT|DELETE        405  405  405  405  405
moderation:heeded                     POST                  401  302  302  302  302
chat:home                             GET                   302  200  200  200  200
chat:home                             POST|PUT|DELETE       405  405  405  405  405
chat:me-css                           GET                   302  200  200  200  200
chat:me-css                           POST|PUT|DELETE       405  405  405  405  405
chat:search                           GET                   302  200  200  200  200
chat:search                           POST|PUT|DELETE       405  405  405  405  405
chat:shortcuts                        GET                   302  200  200  200  200
chat:shortcuts                        POST|PUT|DELETE       405  405  405  405  405
chat:updates                          GET                   401  200  200  200  200
chat:updates                          POST|PUT|DELETE       405  405  405  405  405
chat:exports                          GET|PUT|DELETE        405  405  405  405  405
chat:exports                          POST                  401  302  302  302  302
chat:latest-export                    GET                   401  200  200  200  200
chat:latest-export                    POST|PUT|DELETE       405  405  405  405  405
chat:export                           GET                   302  404  404  200  404
chat:export                           POST|PUT|DELETE       405  405  405  405  405
chat:person                           GET                   302  200  302  200  200
chat:person                           POST|PUT|DELETE       405  405  405  405  405
chat:block                            GET|PUT|DELETE        405  405  405  405  405
chat:block                            POST                  401  303  404  303  303
chat:directs                          GET                   302  200  200  200  200
chat:directs                          POST                  401  422  422  422  422
chat:directs                          PUT|DELETE            405  405  405  405  405
chat:favourites                       GET                   302  200  200  200  200
chat:favourites                       POST|PUT|DELETE       405  405  405  405  405
chat:rooms                            GET                   302  200  200  200  200
chat:rooms                            POST                  401  422  422  422  422
chat:rooms                            PUT|DELETE            405  405  405  405  405
chat:new-room                         GET                   302  200  200  200  200
chat:new-room                         POST|PUT|DELETE       405  405  405  405  405
chat:details                          GET                   302  404  200  200  404
chat:details                          POST|PUT|DELETE       405  405  405  405  405
chat:membership                       GET|PUT|DELETE        405  405  405  405  405
chat:membership                       POST                  401  303  303  303  303
chat:departure                        GET|PUT|DELETE        405  405  405  405  405
chat:departure                        POST                  401  404  303  303  404
chat:involvement                      GET|PUT|DELETE        405  405  405  405  405
chat:involvement                      POST                  401  404  422  422  404
chat:favourite                        GET|PUT|DELETE        405  405  405  405  405
chat:favourite                        POST                  401  404  303  303  404
chat:settings                         GET                   302  404  403  200  404
chat:settings                         POST                  401  404  403  422  404
chat:settings                         PUT|DELETE            405  405  405  405  405
chat:archive                          GET|PUT|DELETE        405  405  405  405  405
chat:archive                          POST                  401  404  403  303  404
chat:lock                             GET|PUT|DELETE        405  405  405  405  405
chat:lock                             POST                  401  404  403  303  404
chat:members                          GET                   302  404  200  200  404
chat:members                          POST                  401  404  422  422  404
chat:members                          PUT|DELETE            405  405  405  405  405
chat:removal                          GET|PUT|DELETE        405  405  405  405  405
chat:removal                          POST                  401  404  403  303  404
chat:readmission                      GET|PUT|DELETE        405  405  405  405  405
chat:readmission                      POST                  401  404  403  404  404
chat:ownership                        GET|PUT|DELETE        405  405  405  405  405
chat:ownership                        POST                  401  404  403  303  404
chat:room                             GET                   302  404  200  200  404
chat:room                             POST|PUT|DELETE       405  405  405  405  405
chat:messages                         GET                   302  404  200  200  404
chat:messages                         POST                  401  404  303  303  404
chat:messages                         PUT|DELETE            405  405  405  405  405
chat:read-marker                      GET|PUT|DELETE        405  405  405  405  405
chat:read-marker                      POST                  401  404  303  303  404
chat:unread-marker                    GET|PUT|DELETE        405  405  405  405  405
chat:unread-marker                    POST                  401  404  303  303  404
chat:draft                            GET|PUT|DELETE        405  405  405  405  405
chat:draft                            POST                  401  404  204  204  404
chat:typing                           GET|PUT|DELETE        405  405  405  405  405
chat:typing                           POST                  401  404  204  204  404
chat:suggestions                      GET                   302  404  200  200  404
chat:suggestions                      POST|PUT|DELETE       405  405  405  405  405
chat:message                          GET                   302  404  200  200  404
chat:message                          POST                  401  404  404  303  404
chat:message                          PUT|DELETE            405  405  405  405  405
chat:deletion                         GET|PUT|DELETE        405  405  405  405  405
chat:deletion                         POST                  401  404  404  303  404
chat:forward                          GET                   302  404  200  200  404
chat:forward                          POST                  401  404  422  422  404
chat:forward                          PUT|DELETE            405  405  405  405  405
chat:forwarded                        GET                   302  404  200  200  404
chat:forwarded                        POST|PUT|DELETE       405  405  405  405  405
chat:pin                              GET|PUT|DELETE        405  405  405  405  405
chat:pin                              POST                  401  404  403  303  404
chat:reactions                        GET|PUT|DELETE        405  405  405  405  405
chat:reactions                        POST                  401  404  303  303  404
chat:save                             GET|PUT|DELETE        405  405  405  405  405
chat:save                             POST                  401  404  303  303  404
chat:pins                             GET                   302  404  200  200  404
chat:pins                             POST|PUT|DELETE       405  405  405  405  405
chat:saved                            GET                   302  200  200  200  200
chat:saved                            POST|PUT|DELETE       405  405  405  405  405
chat:recipients                       GET                   302  404  404  200  404
chat:recipients                       POST|PUT|DELETE       405  405  405  405  405
"""
ROWS = [row.split() for row in TABLE.splitlines() if row and not row.startswith("#")]
EXPECTED = {
    (pattern, method): tuple(map(int, statuses))
    for pattern, methods, *statuses in ROWS
    for method in methods.split("|")
}
ADMIN = [route for route in routes() if route.route.startswith("admin/")]
OURS = [route for route in routes() if not route.route.startswith("admin/")]


@pytest.fixture
def visit(cast, identity):
    """visit(role, route, method): the answer's status, with a session of that role."""
    identity.breaks = ".well-known/openid-configuration"  # nobody is sent there
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.alice)
    message = services.post_message(place, "hello", uuid4())
    membership_services.set_owner(place, is_owner=True)
    staff = a_person("root", is_staff=True, is_superuser=True)
    elsewhere = UserSession.objects.create(user=cast.alice, session_key="x", ip="192.0.2.1")
    connection = SocialAccount.objects.create(user=cast.alice, provider="team", uid="1")
    people = {"stranger": cast.charlie, "member": cast.bob, "author": cast.alice, "staff": staff}
    arguments = {
        "room_id": cast.room.pk,
        "message_id": message.pk,
        "user_id": cast.bob.pk,
        "export_id": _an_export(cast.alice).pk,
        "name": _a_picture(cast.alice),
        "key": "x-y",
        "uidb36": "1",
        "token": "of-no-invitation",
        "session_id": elsewhere.pk,
        "account_id": connection.pk,
        "provider_id": "team",
        "pk": 0,
        "held_id": _a_held_message(cast.alice, cast.room).pk,
    }
    rows = {
        "message": message.pk,
        "room": cast.room.pk,
        "user": cast.bob.pk,
        "outbox": message.outbox.get().pk,
        "report": reporting.report_person(cast.charlie, cast.bob, Category.SPAM, "").pk,
        "heldmessage": _a_held_message(cast.alice, cast.room).pk,
        "filter": Filter.objects.create(pattern="unheard of").pk,
        "auditentry": audit.record(staff, Action.WARN, person=cast.bob).pk,
    }

    def visit(role, route, method, *, csrf=False, **headers):
        client = Client(enforce_csrf_checks=csrf)
        if role in people:
            client.force_login(User.objects.get(pk=people[role].pk))
        path = admin_address(route, rows) if route in ADMIN else address(route, arguments)
        data = (
            {
                "body": "text",
                "nonce": str(uuid4()),
                "sequence": 1,
                "emoji": "👍",
                "theme": "dark",
                "sends_with": "enter",
            }
            if method == "POST"
            else None
        )
        return getattr(client, method.lower())(path, data, headers=headers)

    return visit


def _a_held_message(sender, room):
    return HeldMessage.objects.create(sender=sender, room=room, body="held", nonce=uuid4())


def _an_export(user):
    """One that is ready."""
    export = Export.objects.create(user=user, ready_at=timezone.now(), file=uuid4().hex, size=1)
    archive = archive_of(export.file)
    archive.parent.mkdir(exist_ok=True)
    archive.write_bytes(b"x")
    return export


def _a_picture(user):
    pictures.put(user, b"x")
    return user.picture


def address(route, arguments):
    if route.name in ("", "messager"):
        return f"/{route.name}"
    return reverse(route.name, kwargs={name: arguments[name] for name in route.takes})


def admin_address(route, rows):
    """Of a row that exists, where there is one of the kind."""
    kind = re.search(r"admin/\w+/(\w+)/", route.route)
    row = str(rows.get(kind[1], 0)) if kind else "0"
    path = re.sub(r"<(path:)?(object_id|id|content_type_id)>", row, route.route)
    return "/" + re.sub(r"\^\(\?P<app_label>[\w|]+\)/\$", "chat/", path).replace("(?P<url>.*)$", "nowhere/")


def name_of(route):
    return route.name or "/"


def test_every_pattern_has_its_rows():
    patterns = {(name_of(route), method) for route in OURS for method in METHODS}
    assert patterns == set(EXPECTED)
    assert all(len(statuses) == len(ROLES) for statuses in EXPECTED.values())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", OURS, ids=name_of)
def test_each_role_gets_its_answer(visit, route, method, subtests):
    for role, status in zip(ROLES, EXPECTED[name_of(route), method], strict=True):
        with subtests.test(role=role):
            assert visit(role, route, method).status_code == status


GATED = [route for route in OURS if route.name.startswith(("chat:", "presence:", "accounts:", "moderation:"))]


@pytest.mark.parametrize("route", GATED, ids=name_of)
def test_a_signed_out_script_is_told_so_and_never_redirected(visit, route):
    for method in ("GET", "POST"):
        answer = visit("anonymous", route, method, HX_Request="true")
        assert answer.status_code in (401, 405), method
        if answer.status_code == 401:
            assert answer.content.startswith(b'<p class="problem" role="alert">')


@pytest.mark.parametrize("route", GATED, ids=name_of)
def test_without_a_csrf_token_nothing_is_done(visit, route):
    assert visit("author", route, "POST", csrf=True).status_code in (403, 405)


# --- The admin: nobody but staff gets in; staff gets what the admin classes leave open ----------------------

SIGN_IN = ("/admin/login/", "/messager/accounts/login/", "/admin/?", "/admin/")
NOBODY_MAY = {  # not even a superuser: it goes through services, or not at all
    "admin:chat_heldmessage_add",
    "admin:chat_heldmessage_delete",
    "admin:chat_message_add",
    "admin:chat_message_delete",
    "admin:chat_outbox_add",
    "admin:chat_outbox_delete",
    "admin:chat_recipient_add",
    "admin:chat_recipient_delete",
    "admin:chat_room_delete",
    "admin:chat_roomban_add",
    "admin:chat_roomban_delete",
    "admin:accounts_announcement_delete",
    "admin:accounts_invitation_delete",
    "admin:accounts_server_add",
    "admin:accounts_server_delete",
    "admin:accounts_user_delete",
    "admin:moderation_auditentry_add",
    "admin:moderation_auditentry_delete",
    "admin:moderation_report_add",
    "admin:moderation_report_delete",
}


@pytest.mark.parametrize("route", ADMIN, ids=name_of)
def test_the_admin_is_closed_to_all_but_staff(visit, route, subtests):
    for role in ("anonymous", "stranger", "member", "author"):
        for method in METHODS:
            with subtests.test(role=role, method=method):
                answer = visit(role, route, method)
                assert answer.status_code in (302, 403)
                assert answer.status_code == 403 or answer["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("route", ADMIN, ids=name_of)
def test_staff_gets_an_answer_from_each_of_its_addresses(visit, route, subtests):
    for method in METHODS:
        with subtests.test(method=method):
            answer = visit("staff", route, method)
            allowed = (403,) if route.name in NOBODY_MAY else (200, 302, 403, 404, 405, 422)
            assert answer.status_code in allowed
            assert not answer.get("Location", "").startswith(("/admin/login/", "/messager/accounts/login/"))


def test_what_nobody_may_is_in_the_urlconf():
    assert {route.name for route in ADMIN} >= NOBODY_MAY
