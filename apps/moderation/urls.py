from django.urls import path

from apps.moderation.views import warning

app_name = "moderation"

urlpatterns = [
    path("warning/heeded/", warning.heeded, name="heeded"),
]
