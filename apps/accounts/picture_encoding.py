"""From whatever somebody sends to a small square picture. Nothing of the file stays but what it shows."""

from io import BytesIO
from threading import Lock
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from PIL import WebPImagePlugin as WebPImagePlugin  # else Pillow would load all formats to find this one

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# What decodes within 250 MB: of a JPEG so many, since it can be decoded small.
MOST_PIXELS = {"JPEG": 40_000_000}
MOST_PIXELS_ELSE = 16_000_000
SIDE = 96  # pixels; what is shown at 36 is sharp on dense screens, and a room of ten faces stays light
QUALITY = 80

NO_PICTURE = _("This is no picture that can be used. Choose a JPEG, PNG, WebP or GIF.")
TOO_MANY_PIXELS = _(
    "This picture has too many pixels: 40 megapixels are the most for a JPEG, 16 for the others."
)

# What one takes while it is decoded, several at once would take several times.
_one_at_a_time = Lock()


def encode(file: IO[bytes]) -> bytes:
    """A WebP of SIDE by SIDE: upright, the middle of it, without metadata. Raises ValidationError."""
    with _one_at_a_time:
        try:
            return _encoded(_square(_opened(file)))
        except ValidationError:
            raise
        except Image.DecompressionBombError as error:
            raise ValidationError(TOO_MANY_PIXELS) from error
        except Exception as error:  # a decoder that is fed with garbage raises almost anything
            raise ValidationError(NO_PICTURE) from error


def _opened(file: IO[bytes]) -> Image.Image:
    """By its content and never by its name. Only the head is read: nothing has been unpacked yet."""
    picture = Image.open(file, formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS.get(picture.format or "", MOST_PIXELS_ELSE):
        raise ValidationError(TOO_MANY_PIXELS)
    return picture


def _square(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (4 * SIDE, 4 * SIDE))  # of other formats than JPEG nothing comes of it
    if picture.mode not in {"RGB", "RGBA"}:
        picture = picture.convert("RGBA")
    small = ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(small)  # the middle is the middle whichever side is up


def _encoded(square: Image.Image) -> bytes:
    """Onto a canvas of our own, which has no metadata."""
    canvas = Image.new("RGB", square.size, "white")
    canvas.paste(square, mask=square if square.mode == "RGBA" else None)
    out = BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()
