"""What is measured, one file each; `ALL` is their order."""

from bench.measures.admin import admin
from bench.measures.delivery import broadcast, room
from bench.measures.embedded import embedded
from bench.measures.holding import holding
from bench.measures.people import people
from bench.measures.saturation import saturation
from bench.measures.scale import scale
from bench.measures.search import search
from bench.measures.short import short
from bench.measures.spread import spread
from bench.measures.weight import weight

# Memory first, while live is fresh; broadcasts before more people were online than they are meant for.
ALL = {
    "holding": holding,
    "broadcast": broadcast,
    "room": room,
    "saturation": saturation,
    "spread": spread,
    "short": short,
    "people": people,
    "weight": weight,
    "search": search,
    "scale": scale,
    "admin": admin,
    "embedded": embedded,
}
