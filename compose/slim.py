"""Takes out of an environment what nothing of ours reads: `slim.py /opt/venv`, as the image is built."""

import shutil
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


def slim(environment: Path) -> None:
    for pattern in LEFT_OUT:
        for path in list(environment.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for catalogue in environment.glob("**/locale/*/LC_MESSAGES/*.mo"):
        if catalogue.parent.parent.name not in LANGUAGES:
            catalogue.unlink()


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
