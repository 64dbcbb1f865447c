from django.urls import path

from apps.moderation.views import report, warning

app_name = "moderation"

urlpatterns = [
    path(
        "rooms/<int:room_id>/messages/<int:message_id>/report/", report.report_message, name="report-message"
    ),
    path("people/<int:user_id>/report/", report.report_person, name="report-person"),
    path("reported/", report.reported, name="reported"),
    path("warning/heeded/", warning.heeded, name="heeded"),
]
