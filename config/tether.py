"""A child that never outlives its parent, whatever the parent died of (kill -9 too)."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>

# Loaded before any fork: the child may not take the loader's lock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(how: int = signal.SIGTERM) -> None:
    """To be called in the child. The kernel then signals it as soon as its parent is gone (Linux alone)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, how)


def die_with_parent() -> None:
    end_with_parent(signal.SIGKILL)
