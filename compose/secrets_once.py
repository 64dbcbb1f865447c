"""Makes the key and the passwords that are not there yet; what is there stays.

Each folder is a volume of its own, which only those containers mount that need it. The files in it are for
different users (the database's, Redis's, Prometheus's, ours), so within it everybody may read.
"""

import secrets
from pathlib import Path

ROOT = Path("/run/secrets")


def main() -> None:
    keep(ROOT / "key", secret_key=secrets.token_urlsafe(50))
    password = secrets.token_urlsafe(32)
    keep(ROOT / "database", password=password, url=f"postgres://messager:{password}@db:5432/messager")
    for name in ("redis", "cache"):
        keep(ROOT / name, **redis_secrets(name, secrets.token_urlsafe(32)))
    keep(ROOT / "metrics", token=secrets.token_urlsafe(32))
    keep(ROOT / "grafana", password=secrets.token_urlsafe(16))


def redis_secrets(host: str, password: str) -> dict[str, str]:
    return {
        "password": password,
        "auth.conf": f"requirepass {password}\n",  # included by its configuration: never an argument
        "url": f"redis://:{password}@{host}:6379/0",
    }


def keep(folder: Path, **contents: str) -> None:
    """All files of one secret or none: a start that was cut off begins it anew."""
    done = folder / "made"
    if done.exists():
        return
    for name, text in contents.items():
        file = folder / name
        file.write_text(text)
        file.chmod(0o444)
    done.touch()


if __name__ == "__main__":
    main()
