"""The file: a compressed tar of small members, and at its end a manifest that knows the sum of each."""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from apps.operations.backup import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
ROWS = "rows"  # rows/chat.Message/000001.jsonl
MEDIA = "media"
COMPRESSION = 6
BLOCK = 1 << 20  # bytes read at once

Row = list[Any]


@dataclass
class Manifest:
    """What an archive says of itself. `key` is a fingerprint of SECRET_KEY, which is not in it."""

    build: str
    made_at: str
    database: str
    key: str
    migrations: list[tuple[str, str]]
    columns: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    broken_rooms: list[int] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    def __init__(self, out: IO[bytes]) -> None:
        self.sums: dict[str, str] = {}
        self._gzip = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=COMPRESSION, filename="")
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|")  # noqa: SIM115 (closed by `finish`)

    def add(self, name: str, content: bytes) -> None:
        self.sums[name] = hashlib.sha256(content).hexdigest()
        self._tar.addfile(_member(name, len(content)), io.BytesIO(content))

    def add_file(self, name: str, file: Path) -> None:
        with file.open("rb") as content:
            self.sums[name] = hashlib.file_digest(content, "sha256").hexdigest()
            size = content.tell()
            content.seek(0)
            self._tar.addfile(_member(name, size), content)

    def finish(self, manifest: Manifest) -> None:
        manifest.sums = dict(self.sums)
        self.add(MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        self._tar.close()
        self._gzip.close()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def verify(file: Path) -> Manifest:
    """Reads the whole of it. Raises when a byte is not what it was."""
    sums: dict[str, str] = {}
    said = b""
    with _members(file) as members:
        for name, content in members:
            if name == MANIFEST:
                said = content.read()
                continue
            if name in sums:
                raise BackupError(f"It is damaged: {name} is in it twice.")
            sums[name] = _sum(content)
    if not said:
        raise BackupError("It is not whole: its end, with the manifest, is missing.")
    manifest = _manifest(said)
    if manifest.sums != sums:
        wrong = sorted(name for name in {*sums, *manifest.sums} if sums.get(name) != manifest.sums.get(name))
        raise BackupError(f"It is damaged: {', '.join(wrong[:3])} is not what was written.")
    return manifest


def _sum(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _manifest(said: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(said))
        manifest.migrations = [(app, name) for app, name in manifest.migrations]
    except (ValueError, TypeError) as error:
        raise BackupError("Its manifest is not one that this version understands.") from error
    if manifest.format != FORMAT:
        raise BackupError(f"Its format is {manifest.format}; this version reads {FORMAT}. Upgrade first.")
    return manifest


def chunks(file: Path) -> Iterator[tuple[str, list[Row]]]:
    """The rows, some at a time, with the name of their model."""
    with _members(file) as members:
        for name, content in members:
            if name.startswith(f"{ROWS}/"):
                yield name.split("/")[1], [json.loads(line) for line in content.read().splitlines()]


def media(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with _members(file) as members:
        for name, content in members:
            if name.startswith(f"{MEDIA}/"):
                yield name.removeprefix(f"{MEDIA}/"), content


@contextmanager
def _members(file: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    try:
        with gzip.open(file) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            yield _read(tar)
            while plain.read(BLOCK):  # gzip's own sum stands at the very end, and covers the manifest too
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError("It is damaged or no backup of this program.") from error
    except OSError as error:
        raise BackupError(f"It cannot be read: {error.strerror or error}.") from error


def _read(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member)
        if content is None:
            raise BackupError(f"It is damaged: {member.name} is no file.")
        yield member.name, content
