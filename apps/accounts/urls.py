"""Our own pages, and of allauth's those that we offer, under the names that allauth knows them by."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from apps.accounts import views

entrance = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("signup/", allauth.signup, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("confirm-email/", allauth.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", allauth.confirm_email, name="account_confirm_email"),
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

own = [
    path("profile/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("status/", views.status, name="status"),
    path("quiet/", views.quiet, name="quiet"),
    path("time-zone/", views.time_zone, name="time-zone"),
    path("usercode/", views.usercode, name="usercode"),
]

anybody = [path("language/", views.language, name="language")]

proxy = [path("staff-only/", views.staff_only, name="staff-only")]

urlpatterns = [
    path("accounts/", include(entrance)),
    path("", include((own, "accounts"))),
    path("", include(anybody)),
    path("", include((proxy, "proxy"))),
]
