"""The form in which scripts/*.txt are written: a header, then who said what, when.

kind: open                  or direct, or broadcast
name: Kitchen
topic: Who brings what
members: amara bjorn        for a broadcast: the whole team; of a room the first is its owner

== 2 days ago               the clock times below are of that day, UTC
09:15 amara: Good morning
     a second line
     ~ what it was edited to
09:16 bjorn: Wrong room
     x                      he deleted it
(away: bjorn)               misses the broadcasts below, until the day's end
(read: amara)               how far she has read; everybody else has read everything

== today
-12 bjorn: Twelve minutes ago
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

HEADER = re.compile(r"(kind|name|topic|members): (.+)$")
DAY = re.compile(r"== (?:(\d+) days ago|today)$")
NOTE = re.compile(r"\((away|read): (.+)\)$")
SAID = re.compile(r"(\d\d:\d\d|-\d+) (\w+): (.+)$")
INDENT = "     "


@dataclass
class Said:
    who: str
    at: datetime
    text: str
    away: frozenset[str]
    edited_to: str = ""
    is_deleted: bool = False


@dataclass
class Script:
    kind: str = ""
    name: str = ""
    topic: str = ""
    members: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)  # how many of the messages somebody has read


def read(text: str, now: datetime) -> Script:
    reader = _Reader(now)
    for line in filter(None, text.splitlines()):
        reader.take(line)
    return reader.script


class _Reader:
    def __init__(self, now: datetime) -> None:
        self.script = Script()
        self.now = now
        self.day = now.date()
        self.away: frozenset[str] = frozenset()

    def take(self, line: str) -> None:
        if line.startswith(INDENT):
            self._add(line.removeprefix(INDENT))
        elif found := HEADER.match(line):
            self._head(*found.groups())
        elif found := DAY.match(line):
            self.day = self.now.date() - timedelta(days=int(found[1] or 0))
            self.away = frozenset()
        elif found := NOTE.match(line):
            self._note(*found.groups())
        elif found := SAID.match(line):
            when, who, text = found.groups()
            self.script.said.append(Said(who, self._at(when), text, self.away))
        else:
            raise ValueError(f"not a line of a script: {line}")

    def _head(self, key: str, value: str) -> None:
        setattr(self.script, key, value.split() if key == "members" else value)

    def _note(self, what: str, who: str) -> None:
        if what == "away":
            self.away = frozenset(who.split())
        else:
            self.script.read |= dict.fromkeys(who.split(), len(self.script.said))

    def _at(self, when: str) -> datetime:
        if when.startswith("-"):
            return self.now + timedelta(minutes=int(when))
        return datetime.combine(self.day, time.fromisoformat(when), UTC)

    def _add(self, more: str) -> None:
        last = self.script.said[-1]
        if more == "x":
            last.is_deleted = True
        elif more.startswith("~ "):
            last.edited_to = more.removeprefix("~ ")
        else:
            last.text += "\n" + more
