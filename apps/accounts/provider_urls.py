"""There only where a provider is configured: what they lead to speaks with one."""

from django.urls import path

from apps.accounts import provider_views as views

entrance = [
    path("oidc/<slug:provider_id>/login/", views.sign_in, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.back, name="openid_connect_callback"),
    path("connections/", views.connections, name="socialaccount_connections"),
]

own = [
    path("accounts/oidc/<slug:provider_id>/connection/", views.connect, name="provider-connection"),
    path("accounts/oidc/<slug:provider_id>/confirmation/", views.confirm, name="provider-confirmation"),
    path("accounts/connections/<int:account_id>/removal/", views.remove, name="connection-removal"),
]
