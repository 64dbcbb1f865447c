import time

MOST = 5.0  # seconds


def skew(whose: str, now: float) -> str | None:
    apart = now - time.time()
    if abs(apart) <= MOST:
        return None
    return f"The clock of {whose} is {apart:+.0f} s from this machine's: let both follow NTP."
