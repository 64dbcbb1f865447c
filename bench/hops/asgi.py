"""Live with clocks: when a hint comes, when its batch is read and rendered, when the first answer leaves."""

import sys
from typing import Any

from bench.hops.clock import after, passes
from config.wsgi import application  # noqa: F401 (sets Django up)

from apps.chat import selectors  # isort: skip
from apps.chat.live import hub as hubs

_rendered: list[tuple[int, int]] = []


def _heard(_: Any, hub: Any, hint: Any) -> None:
    if hint.room is not None and hint.numbers is not None:
        passes("live hears of it", hint.room, hint.numbers.last_revision)


def _read(_: Any, room: Any, since: int) -> None:
    passes("live has read it", room.pk, room.last_revision)


def _shown(_: Any, updates: Any) -> None:
    passes("rendered", updates.room.pk, updates.cursor)
    _rendered.append((updates.room.pk, updates.cursor))


def _answered(_: Any, hub: Any, waiter: Any, answer: Any) -> None:
    while answer.body and _rendered:
        passes("checked, first answer handed over", *_rendered.pop())


after(hubs.Hub, "hear", _heard)
after(hubs.Hub, "answer", _answered)
after(selectors, "changes_of", _read)
for user in [module for name, module in sys.modules.items() if name.startswith("apps.chat.live.")]:
    if hasattr(user, "render_changes"):
        after(user, "render_changes", _shown)

from config.asgi import live  # noqa: F401
