"""An archive takes the place of the database. Nothing is touched before all of it has proved itself."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from apps.accounts.models import User
from apps.chat.models import Room
from apps.chat.searching import index
from apps.operations.backup import BackupError
from apps.operations.backup.archive import Manifest, media, verify
from apps.operations.backup.dump import key_fingerprint
from apps.operations.backup.forget import forget_in_redis
from apps.operations.backup.load import load, prove_rooms
from apps.operations.backup.place import beside
from apps.operations.backup.schema import known


def restore(file: Path, say: Callable[[str], object], *, replace: bool) -> Manifest:
    manifest = verify(file)
    known(manifest.migrations)
    say(f"Backup of {manifest.made_at}, build {manifest.build}, from {manifest.database}: undamaged.")
    if not replace and (people := people_here()):
        raise BackupError(
            f"The database is not empty ({people} people). --replace puts the backup in its place."
        )
    with beside():
        load(file, manifest)
        call_command("migrate", verbosity=0, interactive=False)
        prove_rooms(manifest)
        index.catch_up_wholly()
        begin_another_life()
    say(f"{sum(manifest.counts.values())} rows in {len(manifest.counts)} tables, as many as there were.")
    files = _restore_media(file)
    if files:
        say(f"{files} files.")
    say(forget_in_redis())
    say("Everybody signs in again; open pages load their messages anew.")
    if manifest.key != key_fingerprint():
        say(
            "SECRET_KEY is another than at the time of the backup: messages sent again after a lost answer "
            "are not recognised, links in mails sent before are void."
        )
    return manifest


def people_here() -> int:
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    return User.objects.count()


def begin_another_life() -> None:
    """Pages that are open have seen what is lost now, and cursors in that lost future.

    Once the restored room had counted past such a cursor, its page would ask for what comes after and never
    see what came before. So every number that pages go by continues at the milliseconds of this moment: ahead
    of every earlier life, unless a room changed a thousand times a second. To every page it is too far
    ahead, and it loads the messages anew. Sequences stay as they are: they are without a hole.
    """
    now = int(time.time() * 1000)
    Room.objects.filter(last_revision__lt=now).update(last_revision=now)
    User.objects.filter(inbox__lt=now).update(inbox=now)


def _restore_media(file: Path) -> int:
    """Whole before it takes the place of what is there. The folder stays: it may be a volume's own."""
    root = Path(settings.MEDIA_ROOT)
    new, old = root / ".restoring", root / ".replaced"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
        leftover.mkdir(mode=0o700, parents=True)
    count = 0
    for name, content in media(file):
        target = (new / name).resolve()
        if not target.is_relative_to(new.resolve()):
            raise BackupError(f"It holds a file outside of the media folder: {name}.")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.touch(mode=0o600)
        with target.open("wb") as out:
            shutil.copyfileobj(content, out)
        count += 1
    for standing in set(root.iterdir()) - {new, old}:
        standing.rename(old / standing.name)
    for restored in new.iterdir():
        restored.rename(root / restored.name)
    new.rmdir()
    shutil.rmtree(old, ignore_errors=True)
    return count
