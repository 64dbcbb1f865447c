"""The stack's containers: what is asked of them, what is done to them, how they are built."""

import json
import subprocess
from pathlib import Path
from typing import Any

MOST = 150_000_000  # bytes of our image above its base
ROOM = """
import json, sys
from apps.accounts.models import User
from apps.chat.models import Kind, Membership, Room
name, people = json.loads({given!r})
room = Room.objects.create(kind=Kind.OPEN, name=name)
for user in User.objects.filter(username__in=people):
    Membership.objects.create(room=room, user=user)
print(room.pk)
"""
STAFF = "from apps.accounts.models import User; User.objects.filter(username={name!r}).update(is_staff=True)"


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments[:4])}: {done.stdout[-500:]}{done.stderr[-500:]}"
    return done.stdout


def in_one(service: str, *command: str) -> str:
    return docker("compose", "exec", "-T", service, *command)


def _django(code: str) -> str:
    return in_one("web", "python", "manage.py", "shell", "--verbosity", "0", "-c", code)


def make_room(name: str, people: list[str]) -> int:
    return int(_django(ROOM.format(given=json.dumps([name, people]))).split()[-1])


def make_staff(name: str) -> None:
    _django(STAFF.format(name=name))


def of(service: str) -> list[str]:
    return docker("compose", "ps", "-q", service).split()


def services() -> list[str]:
    return sorted(set(docker("compose", "ps", "--services").split()))


def grade() -> None:
    """Raises AssertionError unless each container is guarded as it should be."""
    for service in services():
        for container in of(service):
            _grade(service, json.loads(docker("inspect", container))[0])
    size = _size("messager") - _size(_base())
    assert size <= MOST, f"the image is {size:,} bytes above its base"
    print(f"containers: {', '.join(services())}: no root, no capability, read-only, bounded")
    print(f"image: {size / 1e6:.1f} MB above its base ({size:,} bytes)")


def examine() -> None:
    """Raises AssertionError with what the doctor wants mended."""
    said = in_one("web", "python", "manage.py", "doctor")
    print(f"doctor: {said.count('ok  ')} checks, nothing to mend")


def _grade(service: str, found: dict[str, Any]) -> None:
    host = found["HostConfig"]
    ports = [port for port, bound in (found["NetworkSettings"]["Ports"] or {}).items() if bound]
    assert found["Config"]["User"].split(":")[0] not in ("", "0", "root"), f"{service} runs as root"
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and host["Memory"], (
        f"{service} is not guarded"
    )
    assert "no-new-privileges:true" in host["SecurityOpt"], f"{service} may gain privileges"
    assert service == "proxy" or not ports, f"{service} has the ports {ports}"


def _size(image: str) -> int:
    return int(docker("image", "inspect", "--format", "{{.Size}}", image))


def _base() -> str:
    lines = Path("compose/Dockerfile").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("FROM"))
