"""One file of the modules that a page's script is made of: the page asks once instead of twenty times.

The modules stay the source and run as they are where nothing was collected. To be joined, they keep to what
can be read line by line: named or `* as` imports of relative paths, exported functions and constants,
no circles.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SCRIPT = "js/app.js"
IMPORT = re.compile(r'^import (?:(?P<names>.+) from )?"(?P<path>\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) (?P<name>\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BundledStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collects SCRIPT as the bundle of itself."""

    def post_process(
        self, paths: Mapping[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if SCRIPT in paths:
            joined = InMemoryStorage()
            joined.save(SCRIPT, ContentFile(bundle(SCRIPT, lambda path: _read(*paths[path])).encode()))
            paths = {**paths, SCRIPT: (joined, SCRIPT)}
        yield from super().post_process(paths, dry_run, **options)


def _read(storage: Storage, path: str) -> str:
    with storage.open(path) as file:
        return str(file.read().decode())


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The text of `entry` with all that it imports; `read` gives a module's text by its path."""
    modules: dict[str, str] = {}
    _add(entry, read, modules, above=())
    return "const modules = {};\n" + "".join(modules.values())


def _add(path: str, read: Callable[[str], str], modules: dict[str, str], above: tuple[str, ...]) -> None:
    if path in above:
        raise ValueError(f"{path} imports itself, by way of {above[-1]}")
    if path in modules:
        return
    text = read(path)
    for found in IMPORT.finditer(text):
        _add(_imported(path, found), read, modules, (*above, path))
    modules[path] = _wrapped(path, text)


def _wrapped(path: str, text: str) -> str:
    """In a function of its own, so that two modules can use the same name for different things."""
    names = ", ".join(found["name"] for found in EXPORT.finditer(text))
    text = EXPORT.sub("", IMPORT.sub(lambda found: _binding(path, found), text))
    if left := LEFT_OVER.search(text):
        raise ValueError(f"{path}: the bundle does not understand {left[0]!r}")
    return f'modules["{path}"] = (() => {{\n{text}return {{ {names} }};\n}})();\n'


def _binding(path: str, found: re.Match[str]) -> str:
    names = found["names"]
    if not names:
        return ""
    return f'const {names.removeprefix("* as ").replace(" as ", ": ")} = modules["{_imported(path, found)}"];'


def _imported(path: str, found: re.Match[str]) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), found["path"]))
