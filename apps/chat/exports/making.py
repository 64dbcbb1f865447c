"""Making an export in turns, so that none meets a task's time limit and nothing else waits for it.

A turn owns the export by a lease, writes on where the last one stopped, and says so in the row in the end. If
something was withdrawn meanwhile, the row has another version, and what the turn wrote is thrown away.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation

from apps.chat.exports import content, folder
from apps.chat.exports.asking import nudge
from apps.chat.exports.keeping import replace_older
from apps.chat.exports.packing import pack
from apps.chat.exports.parts import DIRECT, Part, batches, parts_from
from apps.chat.exports.writing import Files
from apps.chat.models import Export, Room

logger = logging.getLogger(__name__)

TURN = 1.0  # seconds; what is to be dispatched comes in between
LEASE = timedelta(seconds=60)  # more than TASK_TIME_LIMIT
MOST_ATTEMPTS = 5  # turns in a row that came to nothing


def go_on() -> None:
    """One turn of the export that has waited longest, and asks for the next."""
    export = _claim()
    if export is None:
        return
    if export.attempts > MOST_ATTEMPTS:  # each was killed before it could say anything
        _fail(export, TimeoutError("no turn came to its end"))
        return
    try:
        with translation.override(export.language or settings.LANGUAGE_CODE):
            _turn(export, time.monotonic() + TURN)
    except Exception as error:
        logger.exception("export failed")
        _fail(export, error)
    if Export.objects.due().exists():
        nudge()


def _claim() -> Export | None:
    for export in Export.objects.due().select_related("user")[:5]:
        name = export.file or folder.new_name()
        free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
        mine = Export.objects.unfinished().filter(free, pk=export.pk, version=export.version)
        claimed = {"file": name, "attempts": F("attempts") + 1, "version": F("version") + 1}
        if mine.update(lease_until=timezone.now() + LEASE, **claimed):
            export.refresh_from_db(fields=["file", "attempts", "version", "lease_until", "place"])
            return export
    return None


def _turn(export: Export, until: float) -> None:
    place = export.place
    if not place.get("is_written"):
        place = _write(export, until)
    if place.get("is_written"):
        place = pack(folder.prepare(export.file), folder.archive_of(export.file), place, until)
    if place.get("is_packed"):
        _finish(export)
    else:
        _save(export, place=place, lease_until=None, attempts=0)


def _write(export: Export, until: float) -> dict[str, Any]:
    """Returns the place that it got to."""
    place: dict[str, Any] = {
        "kind": DIRECT,
        "room": 0,
        "after": 0,
        "is_first": True,
        "lengths": {},
    } | export.place
    files = Files(folder.prepare(export.file), place["lengths"])
    try:
        if not place["lengths"]:
            _begin(export, files)
        for part in parts_from(export.user, place["kind"], place["room"]):
            if (part.kind, part.room) != (place["kind"], place["room"]):
                place |= {"kind": part.kind, "room": part.room, "after": 0}
            if not _write_part(export, files, part, place, until):
                return place | {"lengths": files.lengths()}
            place |= {"room": part.room + 1, "after": 0}
        files.end()
        return place | {"is_written": True, "lengths": files.lengths()}
    finally:
        files.close()


def _begin(export: Export, files: Files) -> None:
    user = export.user
    lists = {
        "rooms": content.rooms_of(user),
        "drafts": content.drafts_of(user),
        "held": content.held_of(user),
        "reactions": content.reactions_of(user),
        "saved": content.saved_of(user),
    }
    files.begin(timezone.now().isoformat(timespec="seconds"), content.profile_of(user), lists)


def _write_part(export: Export, files: Files, part: Part, place: dict[str, Any], until: float) -> bool:
    """False when the time was over before the part."""
    after = place["after"]
    if not after:
        room = Room.objects.get(pk=part.room)
        conversation = content.conversation(export.user, room, is_whole=part.is_whole)
        files.begin_conversation(conversation, is_first=place["is_first"])
        place["is_first"] = False
    for batch in batches(export.user, part, after):
        files.add(content.messages(export.user, batch), is_first=not place["after"])
        place["after"] = batch[-1].sequence
        if time.monotonic() > until:
            return False
    files.end_conversation()
    return True


def _finish(export: Export) -> None:
    archive = folder.archive_of(export.file)
    size = archive.stat().st_size
    if _save(export, ready_at=timezone.now(), size=size, place={}, lease_until=None, attempts=0):
        replace_older(export)


def _save(export: Export, **changes: object) -> bool:
    """False when it was withdrawn meanwhile: then what was written goes."""
    if Export.objects.filter(pk=export.pk, version=export.version).update(**changes):
        return True
    folder.remove([export.file])
    return False


def _fail(export: Export, error: Exception) -> None:
    """What has failed too often stays so, and says on the page that it did."""
    if export.attempts < MOST_ATTEMPTS:
        _save(export, lease_until=None)
        return
    if _save(export, failed_at=timezone.now(), error=repr(error)[:500], file="", place={}, lease_until=None):
        folder.remove([export.file])
