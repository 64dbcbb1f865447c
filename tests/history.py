"""What was asked, what was answered, what was seen, and whether the three agree.

*Acknowledged* is a send whose caller was told the message's id. A send that was refused must not be
seen; one whose end is unknown may be seen or not, at most once.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class End(StrEnum):
    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Send:
    """One invocation and its end."""

    room: int
    nonce: str
    end: End
    message: int = 0
    sequence: int = 0

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Send":
        given = json.loads(line)
        return cls(**{**given, "end": End(given["end"])})


@dataclass
class Verdict:
    lost: set[int] = field(default_factory=set)  # acknowledged, not seen
    doubled: set[int] = field(default_factory=set)  # seen twice
    ghosts: set[int] = field(default_factory=set)  # seen, never sent
    holes: set[int] = field(default_factory=set)  # sequences that nobody has
    is_reordered: bool = False

    @property
    def is_clean(self) -> bool:
        return self == Verdict()


def judge(sends: Sequence[Send], seen: Sequence[int], *, order: Sequence[int] | None = None) -> Verdict:
    """Of one room and one reader: `seen` are ids in the order shown.

    `order` is the order that everybody has to see; without it, that of the acknowledged sequences.
    """
    acked = {send.message: send.sequence for send in sends if send.end is End.OK}
    may_be = any(send.end is End.UNKNOWN for send in sends)
    expected = list(order) if order is not None else sorted(acked, key=acked.__getitem__)
    place = {message: index for index, message in enumerate(expected)}
    known = [place[message] for message in seen if message in place]
    return Verdict(
        lost=set(acked) - set(seen),
        doubled={message for message, times in Counter(seen).items() if times > 1},
        ghosts=set() if may_be else set(seen) - set(acked),
        holes=holes(sorted(acked.values())) if not may_be else set(),
        is_reordered=known != sorted(known),
    )


def holes(sequences: Sequence[int]) -> set[int]:
    """The numbers missing from 1 to the last."""
    return set(range(1, max(sequences, default=0) + 1)) - set(sequences)
