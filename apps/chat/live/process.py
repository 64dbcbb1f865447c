"""What the system and Python are told once, for a process that holds thousands of requests."""

import gc
import resource
from contextlib import suppress

YOUNG = 20_000  # objects made between two looks of the collector at the youngest; a poll is some fifty


def raise_open_files() -> None:
    """Each held poll is an open connection, and a shell's usual limit is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # a system may promise more than it gives
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def spare_the_collector() -> None:
    """Answering a thousand polls would set off full collections in its midst, 40 ms each, which walk through
    all of Django and find nothing. What stands now is left out of them, and they come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
