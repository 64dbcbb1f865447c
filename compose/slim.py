"""Takes out of an environment what nothing of ours reads: `slim.py /opt/venv`, as the image is built."""

import shutil
import struct
import sys
from pathlib import Path

LANGUAGES = {"en", "pt_BR"}  # LANGUAGES in config/settings.py
LEFT_OUT = [
    "**/*.po",  # translators' catalogues; programs read the .mo beside them
    "**/*.pyi",  # for type checkers
    "**/*.py[xd]",  # Cython's sources of what is there compiled
    "**/site-packages/*/tests",
    "**/tornado/test",
    # Pillow, which reads JPEG, PNG, WebP and GIF here and writes WebP: AVIF, fonts, colour profiles, Tk.
    *("**/PIL/_avif.*.so", "**/PIL/_imagingft.*.so", "**/PIL/_imagingcms.*.so", "**/PIL/_imagingtk.*.so"),
    *(f"**/pillow.libs/lib{name}*" for name in ("avif", "freetype", "harfbuzz", "brotli", "png16", "lcms2")),
]
ELF_64 = b"\x7fELF\x02\x01"


def slim(environment: Path) -> None:
    for pattern in LEFT_OUT:
        for path in list(environment.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for catalogue in environment.glob("**/locale/*/LC_MESSAGES/*.mo"):
        if catalogue.parent.parent.name not in LANGUAGES:
            catalogue.unlink()
    for library in environment.glob("**/*.so*"):
        if not library.is_symlink():
            strip(library)


def strip(library: Path) -> None:
    """Cuts off what stands behind the last segment that is loaded: what debuggers read, and its table."""
    content = library.read_bytes()
    if not content.startswith(ELF_64):
        return
    (table,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    segments = (struct.unpack_from("<Q16xQ", content, table + number * size + 8) for number in range(count))
    loaded = bytearray(content[: max(offset + length for offset, length in segments)])
    struct.pack_into("<Q", loaded, 40, 0)  # where the table of sections was
    struct.pack_into("<HHH", loaded, 58, 0, 0, 0)  # and how long
    library.write_bytes(loaded)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
