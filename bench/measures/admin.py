"""The admin's pages over a million messages, and what moderators have done about some of them."""

import json
from datetime import UTC, datetime
from typing import Any

from bench.bench import Bench
from bench.figures import Figure
from bench.measures.scale import large, opened

ENTRIES, REPORTS = 200_000, 20_000
MOST = (300.0, 150.0)  # milliseconds of the server, p95
PAGES = {
    "dashboard": "",
    "messages": "chat/message/",
    "messages, the last page of the list": "chat/message/?p=200",
    "messages of the largest room": "chat/message/?room__id__exact={million}",
    "messages that are hidden": "chat/message/?state=hidden",
    "messages, by a word": "chat/message/?q=many",
    "messages, by a word that nobody wrote": "chat/message/?q=nowhere",
    "messages, by number": "chat/message/?q={said}",
    "messages, by sender": "chat/message/?q=m00003",
    "a message": "chat/message/{said}/change/",
    "people": "accounts/user/",
    "people, the last page of the list": "accounts/user/?p=100",
    "people, by a beginning": "accounts/user/?q=m00",
    "people who are staff": "accounts/user/?is_staff__exact=1",
    "a person": "accounts/user/{person}/change/",
    "rooms": "chat/room/",
    "direct conversations": "chat/room/?of=direct",
    "rooms, by a part of the name": "chat/room/?q=room",
    "the room of a million messages": "chat/room/{million}/change/",
    "the room of 5,000 members": "chat/room/{full}/change/",
    "open reports": "moderation/report/",
    "all reports": "moderation/report/?state=all",
    "closed reports": "moderation/report/?state=closed",
    "reports of one kind": "moderation/report/?category__exact=spam&state=all",
    "reports, by person": "moderation/report/?q=m00003",
    "a report": "moderation/report/{report}/change/",
    "a report, before its sender's messages are hidden": "moderation/report/{report}/change/?hours=72",
    "audit log": "moderation/auditentry/",
    "audit log, the last page of the list": "moderation/auditentry/?p=200",
    "audit log, one kind of action": "moderation/auditentry/?action__exact=warn",
    "audit log, of today": "moderation/auditentry/?at__gte={today}",
    "audit log, by person": "moderation/auditentry/?q=m00003",
    "audit log, by moderator": "moderation/auditentry/?q=moderator",
    "outbox": "chat/outbox/",
    "outbox, what is done": "chat/outbox/?state=done",
    "outbox, what is parked": "chat/outbox/?state=parked",
    "outbox, by message": "chat/outbox/?q={said}",
    "recipients of broadcasts": "chat/recipient/",
    "recipients, by person": "chat/recipient/?q=m00003",
}


async def admin(bench: Bench) -> list[Figure]:
    made = large(bench)
    moderated = _make(bench)
    numbers = {**made["numbers"], **moderated["numbers"], "today": _today()}
    return [
        await opened(
            bench, f"admin: {name}", f"/admin/{path.format(**numbers)}", moderated["session"], most=MOST
        )
        for name, path in PAGES.items()
    ]


def _make(bench: Bench) -> dict[str, Any]:
    out = bench.stack.var / "moderated.json"
    sizes, room = (ENTRIES, REPORTS), bench.stack.var / "large.json"
    bench.stack.run("-m", "bench.moderated", *map(str, sizes), str(room), str(out))
    made: dict[str, Any] = json.loads(out.read_text())
    return made


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}%2000:00:00%2B00:00"
