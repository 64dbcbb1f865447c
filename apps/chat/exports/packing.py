"""The files of an export into one archive, one file after the other."""

import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

from apps.chat.exports.writing import FILES

QUICK = 1  # zlib's level; text shrinks to a fifth by the first already


def pack(workshop: Path, archive: Path, place: dict[str, Any], until: float) -> dict[str, Any]:
    """Returns the place that it got to. A file that was begun and not ended is cut off again."""
    if archive.exists():  # only what is whole gets there; the row had not heard of it
        return place | {"is_packed": True}
    packed = place.get("packed", 0)
    unready = workshop / "archive"
    with unready.open("ab") as file:
        file.truncate(place.get("archive", 0))
    for name in FILES[packed:]:
        with zipfile.ZipFile(unready, "a", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as bundle:
            bundle.write(workshop / name, name)
        packed += 1
        if time.monotonic() > until:
            break
    if packed < len(FILES):
        return place | {"packed": packed, "archive": unready.stat().st_size}
    unready.replace(archive)
    shutil.rmtree(workshop)
    return place | {"is_packed": True}
