"""Files as people send them, and what is a picture only by its name."""

import struct
import zlib
from io import BytesIO

from PIL import Image

COLOURS = {"red": (220, 30, 30), "green": (30, 160, 60), "blue": (30, 60, 200), "yellow": (230, 200, 40)}


def quarters(side: int = 400) -> Image.Image:
    """Upright: red and green above, blue and yellow below."""
    picture = Image.new("RGB", (side, side))
    half = side // 2
    for place, colour in zip([(0, 0), (half, 0), (0, half), (half, half)], COLOURS.values(), strict=True):
        picture.paste(colour, (*place, place[0] + half, place[1] + half))
    return picture


def file(picture: Image.Image | None = None, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    (picture or quarters()).save(out, kind, **options)
    return out.getvalue()


def looks(content: bytes) -> list[str]:
    """The colour of each quarter, in reading order."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    a, b = picture.width // 4, 3 * picture.width // 4
    return [_nearest(picture.getpixel(place)) for place in [(a, a), (b, a), (a, b), (b, b)]]


def _nearest(pixel: tuple[int, int, int]) -> str:
    def distance(name: str) -> int:
        return sum((one - other) ** 2 for one, other in zip(COLOURS[name], pixel, strict=True))

    return min(COLOURS, key=distance)


def png(width: int, height: int, *chunks: tuple[bytes, bytes], rows: bytes = b"") -> bytes:
    """A PNG of chunks as they are given: its head, these, its pixels packed."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    parts = [head, *chunks, (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, content = part
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
