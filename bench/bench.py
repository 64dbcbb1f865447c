"""What every measure is given."""

from dataclasses import dataclass

from bench.stack import Stack


@dataclass
class Bench:
    stack: Stack
    seconds: float
    waiting: list[int]
    online: list[int]
    held: list[int]
    club: int
    logins: int
    idle: float
    opened: int  # how often each page of what is large is opened
    messages: int  # in the largest room
