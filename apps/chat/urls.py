from django.urls import path

from apps.chat.views import messages, read_marker, rooms, style, updates

app_name = "chat"

ROOM = "rooms/<int:room_id>/"
MESSAGE = ROOM + "messages/<int:message_id>/"

urlpatterns = [
    path("", rooms.home, name="home"),
    path("me.css", style.me_css, name="me-css"),
    path("updates/", updates.updates, name="updates"),
    path(ROOM, rooms.room, name="room"),
    path(ROOM + "messages/", messages.messages, name="messages"),
    path(ROOM + "read-marker/", read_marker.read_marker, name="read-marker"),
    path(MESSAGE, messages.message, name="message"),
    path(MESSAGE + "deletion/", messages.deletion, name="deletion"),
    path(MESSAGE + "recipients/", messages.recipients, name="recipients"),
]
