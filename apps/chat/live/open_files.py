import resource
from contextlib import suppress


def raise_open_files() -> None:
    """Each held poll is an open connection, and a shell's usual limit is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # a system may promise more than it gives
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
