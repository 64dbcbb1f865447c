"""Waits for the first page and says so: `python -m config.embedded.ready 127.0.0.1:8000 <what to say>`.

A process of its own: what it takes to ask for a page is not kept in memory for as long as Messager runs.
"""

import sys
import time
import urllib.request

SHORTEST, LONGEST = 0.1, 5.0  # seconds between two looks; an error's lines should stay readable

# Straight to us, whatever proxy the environment names.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main(address: str, sentence: str) -> None:
    pause = SHORTEST
    while not answers(f"http://{address}/messager/"):
        time.sleep(pause)
        pause = min(2 * pause, LONGEST)
    print(f"\n{sentence}\n", flush=True)


def answers(page: str) -> bool:
    request = urllib.request.Request(page, headers={"Host": "localhost"})  # noqa: S310 (our own address)
    try:
        with _opener.open(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
