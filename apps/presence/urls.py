from django.urls import path

from apps.presence import views

app_name = "presence"

urlpatterns = [
    path("roster/", views.roster, name="roster"),
    path("presence/leave/", views.leave, name="leave"),
    path("presence/visibility/", views.visibility, name="visibility"),
]
