"""Who was sent what, when, and who has seen it: each message once, in order, with no hole."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from time import perf_counter

from bench.page import Page


class BadDeliveryError(AssertionError):
    """Lost, doubled or out of order: what no figure makes up for."""


class Ledger:
    def __init__(self) -> None:
        self.sent: dict[str, float] = {}  # by nonce
        self.acked: set[str] = set()
        self.latencies: list[float] = []
        self.seen: defaultdict[int, list[str]] = defaultdict(list)  # by person
        self.last_at = 0.0

    def sends(self, nonce: str) -> None:
        self.sent[nonce] = perf_counter()

    def sees(self, page: Page, nonce: str, at: float) -> None:
        if nonce in self.sent:
            self.seen[page.user].append(nonce)
            self.latencies.append(at - self.sent[nonce])
            self.last_at = at

    def is_complete(self, receivers: Iterable[Page]) -> bool:
        return all(len(self.seen[page.user]) >= len(self.acked) for page in receivers)

    def check(self, receivers: Iterable[Page]) -> None:
        """Raises BadDeliveryError."""
        for page in receivers:
            self._check(page)

    def _check(self, page: Page) -> None:
        seen, order = self.seen[page.user], page.sequences
        missing, doubled = self.acked - set(seen), len(seen) - len(set(seen))
        if page.problems or missing or doubled or any(b != a + 1 for a, b in itertools.pairwise(order)):
            raise BadDeliveryError(
                f"person {page.user}: {len(missing)} of {len(self.acked)} missing, {doubled} doubled, "
                f"in the order {order[:3]}…{order[-3:]}, problems: {page.problems[:3]}"
            )
