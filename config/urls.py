from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="chat:home")),
    path("messager", RedirectView.as_view(pattern_name="chat:home")),
    path("messager/", include("apps.accounts.urls")),
    path("messager/", include("apps.presence.urls")),
    path("messager/", include("apps.chat.urls")),
    path("messager/", include("apps.moderation.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
