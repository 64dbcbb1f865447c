"""Waits for the first page and says so: `python -m config.embedded.ready 127.0.0.1:8000 <what to say>`.

A process of its own: what it takes to ask for a page is not kept in memory for as long as Messager runs.
"""

import sys
import time
import urllib.request

# Straight to us, whatever proxy the environment names.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main(address: str, sentence: str) -> None:
    while not answers(f"http://{address}/messager/"):
        time.sleep(0.1)
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
