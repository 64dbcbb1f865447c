from django.urls import path

from apps.chat.views import (
    changes,
    directory,
    directs,
    draft,
    favourites,
    forwards,
    lists,
    members,
    membership,
    message,
    messages,
    person,
    read_marker,
    room_settings,
    rooms,
    search,
    shortcuts,
    style,
    suggestions,
    typing,
    unread_marker,
    updates,
)

app_name = "chat"

ROOM = "rooms/<int:room_id>/"
MESSAGE = ROOM + "messages/<int:message_id>/"
PERSON = "people/<int:user_id>/"
MEMBER = ROOM + "members/<int:user_id>/"

urlpatterns = [
    path("", rooms.home, name="home"),
    path("me.css", style.me_css, name="me-css"),
    path("saved/", lists.saved, name="saved"),
    path("search/", search.search, name="search"),
    path("shortcuts/", shortcuts.shortcuts, name="shortcuts"),
    path("updates/", updates.updates, name="updates"),
    path(PERSON, person.person, name="person"),
    path(PERSON + "block/", person.block, name="block"),
    path("directs/", directs.directs, name="directs"),
    path("favourites/", favourites.favourites, name="favourites"),
    path("rooms/", directory.rooms, name="rooms"),
    path("rooms/new/", directory.new_room, name="new-room"),
    path(ROOM, rooms.room, name="room"),
    path(ROOM + "details/", membership.details, name="details"),
    path(ROOM + "membership/", membership.membership, name="membership"),
    path(ROOM + "departure/", membership.departure, name="departure"),
    path(ROOM + "involvement/", membership.involvement, name="involvement"),
    path(ROOM + "favourite/", favourites.favourite, name="favourite"),
    path(ROOM + "settings/", room_settings.settings, name="settings"),
    path(ROOM + "archive/", room_settings.archive, name="archive"),
    path(ROOM + "members/", members.members, name="members"),
    path(MEMBER + "removal/", members.removal, name="removal"),
    path(MEMBER + "ownership/", members.ownership, name="ownership"),
    path(ROOM + "messages/", messages.messages, name="messages"),
    path(ROOM + "read-marker/", read_marker.read_marker, name="read-marker"),
    path(ROOM + "suggestions/", suggestions.suggestions, name="suggestions"),
    path(ROOM + "unread-marker/", unread_marker.unread_marker, name="unread-marker"),
    path(ROOM + "draft/", draft.draft, name="draft"),
    path(ROOM + "typing/", typing.typing, name="typing"),
    path(ROOM + "pins/", lists.pins, name="pins"),
    path(MESSAGE, message.message, name="message"),
    path(MESSAGE + "deletion/", message.deletion, name="deletion"),
    path(MESSAGE + "forward/", forwards.forward, name="forward"),
    path(MESSAGE + "forwarded/", forwards.forwarded, name="forwarded"),
    path(MESSAGE + "pin/", changes.pin, name="pin"),
    path(MESSAGE + "reactions/", changes.reactions_of, name="reactions"),
    path(MESSAGE + "save/", changes.save, name="save"),
    path(MESSAGE + "recipients/", messages.recipients, name="recipients"),
]
