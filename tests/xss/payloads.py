"""What attackers type: payloads.txt, one a line. `\\n`, `\\t` and `\\x01` there are what they mean."""

import re
from pathlib import Path

ESCAPE = re.compile(r"\\(n|t|x[0-9a-f]{2})")
PLAIN = {"n": "\n", "t": "\t"}


def _meant(line: str) -> str:
    return ESCAPE.sub(lambda found: PLAIN.get(found[1]) or chr(int(found[1][1:], 16)), line)


PAYLOADS = [
    _meant(line) for line in (Path(__file__).parent / "payloads.txt").read_text("utf-8").split("\n") if line
]
