"""The held polls of one live process. Plain numbers: it is one process, and a batch answers a thousand."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.chat.live.answers import Answer
from apps.chat.live.app import Receive, Scope, Send
from apps.chat.live.examine import Finding
from apps.chat.live.hints import Hint
from apps.chat.live.hub import Hub
from apps.chat.live.rounds import Rounds
from apps.chat.live.waiter import Waiter
from apps.operations.insiders import is_insider
from apps.operations.live import NamedLive, header

PATH = "/live/metrics"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Histogram:
    def __init__(self) -> None:
        self._counts = [0] * (len(BUCKETS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(BUCKETS, seconds)] += 1
        self._sum += seconds

    def told(self, name: str, meaning: str) -> Metric:
        buckets, total = [], 0
        for edge, count in zip((*map(str, BUCKETS), "+Inf"), self._counts, strict=True):
            total += count
            buckets.append((edge, float(total)))
        return HistogramMetricFamily(name, meaning, buckets=buckets, sum_value=self._sum)


class MeasuredHub(Hub):
    def __init__(self) -> None:
        super().__init__()
        self.answers: Counter[int] = Counter()
        self.batches = Histogram()
        self.deliveries = Histogram()
        self._batch_began = 0.0
        self._moved_at: dict[int, float] = {}  # by room
        self._nothing_at: dict[Waiter, float] = {}  # who was examined last, and had no news

    def hear(self, hint: Hint) -> None:
        room = hint.room
        if room is not None and hint.numbers and self.memory.numbers.get(room) != hint.numbers:
            self._moved_at[room] = time.monotonic()
        super().hear(hint)

    def take_due(self, most: int) -> tuple[Waiter, ...]:
        self._batch_began = time.monotonic()
        return super().take_due(most)

    def conclude(self, findings: Iterable[Finding]) -> None:
        findings = list(findings)
        for waiter, finding in zip(self._examined, findings, strict=True):
            if finding.answer is None and waiter in self.register:
                self._nothing_at[waiter] = self._batch_began
        super().conclude(findings)
        self.batches.observe(time.monotonic() - self._batch_began)

    def answer(self, waiter: Waiter, answer: Answer) -> None:
        self.answers[204 if answer.status == 200 and not answer.body else answer.status] += 1
        if answer.body and waiter.room in self._moved_at:
            self._note_delivery(waiter, self._moved_at[waiter.room])
        super().answer(waiter, answer)

    def _note_delivery(self, waiter: Waiter, moved_at: float) -> None:
        """If it waited when the room moved, and has not been told since that this is nothing for it."""
        if moved_at > max(waiter.since, self._nothing_at.get(waiter, 0.0)):
            self.deliveries.observe(time.monotonic() - moved_at)

    def remove(self, waiter: Waiter) -> None:
        self._nothing_at.pop(waiter, None)
        super().remove(waiter)

    def forget_unfollowed(self) -> None:
        super().forget_unfollowed()
        self._moved_at = {room: at for room, at in self._moved_at.items() if room in self.memory.numbers}


class MeasuredLive(NamedLive, Collector):
    def __init__(self) -> None:
        self.hub: MeasuredHub = MeasuredHub()
        self.rounds = Rounds(self.hub)
        self._registry = CollectorRegistry()
        self._registry.register(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and is_insider(header(scope, b"authorization")):
            await _send(send, generate_latest(self._registry))
        else:
            await super().__call__(scope, receive, send)

    def collect(self) -> Iterator[Metric]:
        hub = self.hub
        yield GaugeMetricFamily("messager_polls_held", "Held now.", value=len(hub.register))
        yield GaugeMetricFamily("messager_live_deaf", "1 while no hints come.", value=float(hub.is_deaf))
        answers = CounterMetricFamily("messager_poll_answers", "Answered polls.", labels=["status"])
        for status, count in sorted(hub.answers.items()):
            answers.add_metric([str(status)], count)
        yield answers
        yield hub.batches.told("messager_poll_batch_seconds", "From taking who is due to their answers.")
        yield hub.deliveries.told("messager_delivery_seconds", "From a hint to the answer that tells of it.")


async def _send(send: Send, body: bytes) -> None:
    headers = [(b"content-type", CONTENT_TYPE_LATEST.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
