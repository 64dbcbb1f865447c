"""Our own pages, and of allauth's those that we offer, under the names that allauth knows them by."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.urls import include, path, re_path

from apps.accounts import announcement_views, picture_views, session_views, views
from apps.accounts import entrance as our_entrance
from apps.accounts.first_run import comes_first

entrance = [
    path("login/", comes_first(allauth.login), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("signup/", comes_first(allauth.signup), name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("confirm-email/", allauth.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", allauth.confirm_email, name="account_confirm_email"),
    path("email/", allauth.email, name="account_email"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

codes = [
    path("login/code/", allauth.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path(
        "reauthenticate/code/",
        allauth.request_reauthentication_code,
        name="account_request_reauthentication_code",
    ),
    path(
        "reauthenticate/code/confirm/",
        allauth.confirm_reauthentication_code,
        name="account_confirm_reauthentication_code",
    ),
]

factors = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

sessions = [path("", session_views.sessions, name="usersessions_list")]

own = [
    path("profile/", views.profile, name="profile"),
    path("profile/picture/", picture_views.own_picture, name="own-picture"),
    re_path(r"^pictures/(?P<name>[0-9a-f]{32})\.webp$", picture_views.picture, name="picture"),
    path("preferences/", views.preferences, name="preferences"),
    path("status/", views.status, name="status"),
    path("quiet/", views.quiet, name="quiet"),
    path("time-zone/", views.time_zone, name="time-zone"),
    path("usercode/", views.usercode, name="usercode"),
    path("accounts/sessions/<int:session_id>/end/", session_views.end, name="session-end"),
    path("announcement/", announcement_views.announcement, name="announcement"),
    path("profile/deletion/", views.deletion, name="deletion"),
]

anybody = [
    path("language/", views.language, name="language"),
    path("first-run/", our_entrance.set_up, name="first-run"),
    path("invitation/<str:token>/", our_entrance.invitation, name="invitation"),
]

proxy = [path("staff-only/", views.staff_only, name="staff-only")]

if settings.OIDC_PROVIDERS:
    from apps.accounts import provider_urls

    entrance += provider_urls.entrance
    own += provider_urls.own

urlpatterns = [
    path("accounts/", include([*entrance, *codes])),
    path("accounts/2fa/", include(factors)),
    path("accounts/sessions/", include(sessions)),
    path("", include((own, "accounts"))),
    path("", include(anybody)),
    path("", include((proxy, "proxy"))),
]
