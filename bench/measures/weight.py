"""What a browser loads until a room is painted for the first time."""

import re
from urllib.parse import urljoin

from bench.bench import Bench
from bench.figures import Figure, figure
from bench.wire import Answer, Wire, request

# What a page names (stylesheets, scripts, icons, the modules it preloads), and what those name.
IN_PAGE = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]+)"')
# What a template holds is loaded when it is taken out of it.
SKIPPED = re.compile(
    r'<link\b[^>]*rel="(?:alternate|canonical|help)"[^>]*>|<template\b.*?</template>', re.DOTALL
)
IN_SCRIPT = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"]+)"')
IN_STYLE = re.compile(r'(?:@import|url\()\s*"?([^")\s;]+\.(?:css|svg|woff2|png)[^")\s;]*)')


async def weight(bench: Bench) -> list[Figure]:
    stack = bench.stack
    stack.look()
    page = stack.page("u0030", "big room")
    room = f"/messager/rooms/{page.room}/"
    cookie = f"sessionid={page.session}"
    sizes: dict[str, int] = {}
    queue = [room]
    while queue:
        path = queue.pop(0)
        if path in sizes:
            continue
        answer = await _fetch(bench, path, cookie)
        sizes[path] = answer.size
        queue += [urljoin(path, found) for found in _named(path, await _text(bench, path, cookie), room)]
    largest = ", ".join(f"{path.split('/')[-1] or 'page'} {size / 1000:.1f}" for path, size in _rising(sizes))
    return [
        figure("a room's first paint: requests", len(sizes), "", most=(12, 12), note=largest),
        figure("a room's first paint: bytes over the wire", sum(sizes.values()) / 1000, "kB", most=(100, 60)),
        figure("  of it the page itself", sizes[room] / 1000, "kB"),
    ]


async def _fetch(bench: Bench, path: str, cookie: str, coding: str = "gzip, br, zstd") -> Answer:
    wire = Wire(bench.stack.doors.web)
    answer = await wire.fetch(request("GET", path, {"Cookie": cookie, "Accept-Encoding": coding}))
    wire.close()
    assert answer.status == 200, (path, answer.head)
    return answer


async def _text(bench: Bench, path: str, cookie: str) -> str:
    """Not compressed, to be read here."""
    return (await _fetch(bench, path, cookie, "identity")).body.decode(errors="replace")


def _named(path: str, text: str, room: str) -> list[str]:
    if path == room:
        return IN_PAGE.findall(SKIPPED.sub("", text))
    name = path.split("?", maxsplit=1)[0]
    if name.endswith(".js"):
        return IN_SCRIPT.findall(text)
    return [
        found for found in IN_STYLE.findall(text) if name.endswith(".css") and not found.startswith("data:")
    ]


def _rising(sizes: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(sizes.items(), key=lambda one: -one[1])
