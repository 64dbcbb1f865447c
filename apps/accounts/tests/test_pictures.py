"""A picture of one's own: taken in whatever shape, kept in one, seen by the team."""

import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts import picture_encoding, pictures
from apps.accounts.deletion import delete_account
from apps.accounts.models import User
from apps.accounts.tests.pictures import file, looks, png, quarters
from apps.chat import tasks

PROFILE = "/messager/profile/"
OWN = "/messager/profile/picture/"
UPRIGHT = ["red", "green", "blue", "yellow"]
AS_STORED = {  # by EXIF's orientation, what has to be done to an upright picture to store it so
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
ORIENTATION = 0x0112
TOO_MANY_PIXELS = "too many pixels"
NO_PICTURE = "no picture that can be used"
TOO_LARGE = "This file is too large"

Sends = Callable[..., object]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media" / pictures.FOLDER


def browser_of(person: User, **options: object) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


@pytest.fixture
def sends(alice: User, django_capture_on_commit_callbacks) -> Sends:
    """sends(content): Alice's form with that file; what it leads to is done at once."""

    def sends(content: bytes | None, name: str = "me.png", **fields: str):
        given = {"picture": SimpleUploadedFile(name, content)} if content is not None else {}
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser_of(alice).post(OWN, given | fields)
        alice.refresh_from_db()
        return answer

    return sends


def address(person: User) -> str:
    return f"/messager/pictures/{person.picture}.webp"


def seen_by(person: User, owner: User) -> bytes:
    return browser_of(person).get(address(owner)).content


def problem(answer) -> str:
    """What stands at the field."""
    return re.search(r'id="picture_text" role="alert">([^<]+)', answer.content.decode())[1]


# --- What is taken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square_that_others_see(sends, alice, bob, kind) -> None:
    assert sends(file(kind=kind))["Location"] == PROFILE
    answer = browser_of(bob).get(address(alice))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert len(answer.content) < 5_000
    kept = Image.open(BytesIO(answer.content))
    assert (kept.format, kept.size, kept.mode) == ("WEBP", (96, 96), "RGB")
    assert looks(answer.content) == UPRIGHT
    assert address(alice) in browser_of(alice).get(PROFILE).content.decode()


@pytest.mark.parametrize("orientation", AS_STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright_whichever_way_the_camera_was_held(sends, alice, bob, kind, orientation) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turn = AS_STORED[orientation]
    stored = quarters().transpose(turn) if turn is not None else quarters()
    sends(file(stored, kind, exif=exif))
    assert looks(seen_by(bob, alice)) == UPRIGHT


@pytest.mark.parametrize("size", [(1600, 400), (400, 1600)])
def test_its_middle_is_taken(sends, alice, bob, size) -> None:
    wide = Image.new("RGB", size, "black")
    wide.paste(quarters(), ((size[0] - 400) // 2, (size[1] - 400) // 2))
    sends(file(wide))
    assert looks(seen_by(bob, alice)) == UPRIGHT


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_whatever_its_colours_are_stored_as(sends, alice, bob, mode) -> None:
    sends(file(Image.new(mode, (300, 300))))
    assert Image.open(BytesIO(seen_by(bob, alice))).mode == "RGB"


def test_a_print_shops_colours_are_taken(sends, alice, bob) -> None:
    sends(file(quarters().convert("CMYK"), "JPEG", quality=95))
    assert looks(seen_by(bob, alice)) == UPRIGHT


def test_of_what_moves_the_first_picture_is_taken(sends, alice, bob) -> None:
    later = [Image.new("RGB", (400, 400), "black") for _ in range(3)]
    sends(file(kind="GIF", save_all=True, append_images=later))
    assert looks(seen_by(bob, alice)) == UPRIGHT


def test_what_is_transparent_becomes_white(sends, alice, bob) -> None:
    sends(file(Image.new("RGBA", (300, 300), (0, 0, 0, 0))))
    assert Image.open(BytesIO(seen_by(bob, alice))).getpixel((48, 48)) == (255, 255, 255)


def test_nothing_is_kept_but_what_it_shows(sends, alice, folder) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary"  # a description
    exif.get_ifd(0x8825)[29] = "canary"  # where it was taken
    sends(file(kind="JPEG", exif=exif, comment=b"canary", icc_profile=b"canary" * 50) + b"<script>canary")
    (kept,) = folder.iterdir()
    assert b"canary" not in kept.read_bytes()
    picture = Image.open(kept)
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)


# --- What is refused ----------------------------------------------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "text": (b"hello", NO_PICTURE),
    "nothing in it": (b"", NO_PICTURE),
    "a drawing that can hold scripts": (SVG, NO_PICTURE),
    "a script that begins as a GIF": (b"GIF89a/*" + b" " * 40 + b"*/=1;alert(1)", NO_PICTURE),
    "another format": (file(kind="TIFF"), NO_PICTURE),
    "yet another": (file(kind="BMP"), NO_PICTURE),
    "a PNG that was cut short": (file()[:-200], NO_PICTURE),
    "a JPEG that was cut short": (file(kind="JPEG")[:900], NO_PICTURE),
    "a WebP that was cut short": (file(kind="WEBP")[:-50], NO_PICTURE),
    "a GIF that was cut short": (file(kind="GIF")[:300], NO_PICTURE),
    "only a head": (png(300, 300), NO_PICTURE),
    "without a side": (png(0, 300), NO_PICTURE),
    "a few bytes that say they are huge": (png(60_000, 60_000), TOO_MANY_PIXELS),
    "too many to decode": (png(5_000, 4_000), TOO_MANY_PIXELS),
    "a comment that unpacks to 200 MB": (
        png(8, 8, (b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20), 9))),
        NO_PICTURE,
    ),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_at_the_field(sends, alice, folder, content, sentence) -> None:
    answer = sends(content)
    assert answer.status_code == 422
    assert sentence in problem(answer)
    assert alice.picture == ""
    assert not folder.exists()


def test_whatever_it_is_called(sends, alice) -> None:
    assert sends(SVG, name="me.jpg").status_code == 422
    assert sends(file(), name="../../x.svg").status_code == 302
    assert re.fullmatch(r"[0-9a-f]{32}", alice.picture)


def test_a_large_jpeg_is_taken_and_one_that_is_larger_still_is_not(sends) -> None:
    assert sends(file(Image.new("L", (6_500, 6_000)), "JPEG")).status_code == 302
    assert TOO_MANY_PIXELS in problem(sends(file(Image.new("L", (6_500, 6_500)), "JPEG")))


def test_no_file_at_all(sends) -> None:
    answer = sends(None)
    assert (answer.status_code, problem(answer)) == (422, "Choose a picture first.")


@pytest.mark.parametrize("beyond", [1, 2_000_000])
def test_a_file_that_is_too_large_is_refused_at_the_field(sends, alice, beyond) -> None:
    answer = sends(file() + bytes(pictures.MOST_BYTES + beyond))
    assert answer.status_code == 413
    assert TOO_LARGE in problem(answer)
    assert alice.picture == ""


def test_of_a_form_beyond_all_measure_not_a_byte_is_read(alice) -> None:
    # The test client fails whoever asks for more than there is, as the first block would be.
    answer = browser_of(alice).post(OWN, {"remove": "on"}, CONTENT_LENGTH=str(1 << 40))
    assert answer.status_code == 413
    assert TOO_LARGE in problem(answer)


def test_a_form_that_is_none_is_no_error_of_ours(alice) -> None:
    answer = browser_of(alice).post(OWN, b"x", content_type="multipart/form-data; boundary=y")
    assert answer.status_code == 422


def test_after_many_changes_one_has_to_wait(sends, settings, alice) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"picture": "2/h/user"}
    assert [sends(file()).status_code for _ in range(3)] == [302, 302, 429]
    kept = alice.picture
    assert "too often" in problem(sends(file()))
    assert alice.picture == kept
    assert sends(None, remove="on").status_code == 302


# --- Who may ------------------------------------------------------------------------------------------


def test_nobody_sees_it_who_is_not_signed_in(sends, alice) -> None:
    sends(file())
    answer = Client().get(address(alice))
    assert answer.status_code == 401
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["x", "0" * 32, "../secret_key", "0" * 31 + "G"])
def test_there_is_nothing_else_to_be_had(alice, name) -> None:
    assert browser_of(alice).get(f"/messager/pictures/{name}.webp").status_code == 404


@pytest.mark.parametrize("fields", [{"remove": "on"}, {"page_user": "0"}, {}])
def test_without_a_token_nothing_changes(sends, alice, fields) -> None:
    sends(file())
    before = alice.picture
    given = fields or {"picture": SimpleUploadedFile("x.png", file())}
    assert browser_of(alice, enforce_csrf_checks=True).post(OWN, given).status_code == 403
    alice.refresh_from_db()
    assert alice.picture == before


def test_a_page_of_somebody_else_changes_nothing(sends, alice, bob) -> None:
    assert sends(file(), page_user=str(bob.pk)).status_code == 409
    assert alice.picture == ""


# --- What becomes of it -------------------------------------------------------------------------------


def test_another_one_takes_its_place_and_the_old_one_is_gone(sends, alice, bob, folder) -> None:
    sends(file())
    old, version = address(alice), alice.version
    sends(file())
    assert address(alice) != old
    assert alice.version == version + 1
    assert browser_of(bob).get(old).status_code == 404
    assert [one.name for one in folder.iterdir()] == [f"{alice.picture}.webp"]


def test_removed_it_is_gone(sends, alice, folder) -> None:
    sends(file())
    old = address(alice)
    sends(None, remove="on")
    assert (alice.picture, list(folder.iterdir())) == ("", [])
    assert "<img" not in browser_of(alice).get(PROFILE).content.decode()
    assert browser_of(alice).get(old).status_code == 404


def test_who_has_none_may_remove_it(sends, alice) -> None:
    assert sends(None, remove="on").status_code == 302
    assert alice.version == 1


def test_a_deleted_account_leaves_none(sends, alice, folder, django_capture_on_commit_callbacks) -> None:
    sends(file())
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(alice)
    alice.refresh_from_db()
    assert (alice.picture, list(folder.iterdir())) == ("", [])


def test_what_comes_after_the_account_was_deleted_is_not_kept(alice, folder) -> None:
    delete_account(User.objects.get(pk=alice.pk))
    pictures.put(alice, picture_encoding.encode(BytesIO(file())))
    alice.refresh_from_db()
    assert (alice.picture, list(folder.iterdir())) == ("", [])


def test_others_may_not_look_into_the_folder(sends, folder) -> None:
    sends(file())
    (kept,) = folder.iterdir()
    assert (kept.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_that_no_row_names_goes_when_it_is_old(sends, alice, folder, monkeypatch) -> None:
    tasks.purge()  # where nobody has ever had a picture
    sends(file())
    (folder / f"{'0' * 32}.webp").write_bytes(b"left by a process that died")
    tasks.purge()
    assert len(list(folder.iterdir())) == 2
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("apps.accounts.pictures.timezone.now", lambda: later)
    tasks.purge()
    assert [one.name for one in folder.iterdir()] == [f"{alice.picture}.webp"]
