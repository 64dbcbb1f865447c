# ruff: noqa: RUF001 (look-alikes are what this file is about)
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts import look_alikes, names
from apps.accounts.look_alikes import skeleton
from apps.accounts.models import User

UNSEEN = {
    "a line break": "\n",
    "a null": "\0",
    "an escape": "\x1b",
    "a bidi override": "\u202e",
    "a bidi isolate": "\u2066",
    "a bidi mark": "\u200f",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a word joiner": "\u2060",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a Hangul filler": "\u3164",
    "a variation selector": "\ufe00",
    "a tag": "\U000e0041",
    "a line separator": "\u2028",
}


@pytest.mark.parametrize("char", UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_seen_is_refused_in_both_names(char: str) -> None:
    for validate in (names.validate_visible, names.validate_username):
        with pytest.raises(ValidationError, match="invisible and control"):
            validate(f"al{char}ice")


@pytest.mark.parametrize("name", ["Zoë van der Berg", "李小龍", "Дарья", "محمد", "O’Brien", "नीतू", "❤️ Ann"])
def test_people_may_be_called_what_they_are_called(name: str) -> None:
    names.validate_visible(name)


@pytest.mark.parametrize("name", ["alice", "a.b-c_d", "дарья", "zoë", "李小龍", "x1", "नीतू"])
def test_usernames_of_one_script_are_fine(name: str) -> None:
    names.validate_username(name)


@pytest.mark.parametrize(
    "name", ["a lice", "alice@example.org", "<b>", "a/b", ".alice", "-a", "аlice", "αlice", "❤"]
)
def test_usernames_of_anything_else_are_not(name: str) -> None:
    with pytest.raises(ValidationError):
        names.validate_username(name)


def test_towers_of_marks_are_refused() -> None:
    with pytest.raises(ValidationError, match="marks"):
        names.validate_visible("z" + "\u0301" * 8)


def test_names_are_kept_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë  Müller")
    assert names.normalise_name(decomposed) == "Zoë Müller"
    assert names.normalise_username("ａｌｉｃｅ") == "alice"


ALIKE = [
    ("alice", "ALICE"),
    ("alice", "a1ice"),
    ("alice", "aIice"),
    ("alice", "alíce"),
    ("alice", "ａｌｉｃｅ"),
    ("alice", "аӏісе"),
    ("bob", "b0b"),
    ("modern", "rnodern"),
    ("william", "vvilliam"),
    ("paypal", "раураӏ"),
    ("hope", "НОРЕ"),
    ("kat", "ΚΑΤ"),
    ("straße", "STRASSE"),
    ("file", "ﬁle"),
]


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_names_that_look_alike_have_one_skeleton(name: str, other: str) -> None:
    assert skeleton(name) == skeleton(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [("alice", "alina"), ("bob", "bab"), ("ann", "anna"), ("a.b", "ab"), ("कि", "कु"), ("user2", "user3")],
)
def test_names_that_do_not_have_two(name: str, other: str) -> None:
    assert skeleton(name) != skeleton(other)


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name)


@given(st.text(alphabet=sorted(set("".join(look_alikes.ALIKE.values())) | set("abcmwAIO01'é")), max_size=30))
def test_that_holds_where_the_table_is_at_work_and_case_does_not_count(name: str) -> None:
    shape = skeleton(name)
    assert (
        skeleton(shape)
        == shape
        == skeleton(name.upper())
        == skeleton(name.lower())
        == skeleton(name.casefold())
    )


@given(st.text(alphabet=st.characters(categories=["L", "M", "Nd"]), max_size=30))
def test_a_skeleton_fits_its_column(name: str) -> None:
    username = names.normalise_username(name)[:30]
    assert len(skeleton(username)) <= look_alikes.LONGEST


def test_the_table_maps_each_letter_once_to_what_stands_still() -> None:
    letters = "".join(look_alikes.ALIKE.values())
    assert len(letters) == len(set(letters))
    for shape in look_alikes.ALIKE:
        assert skeleton(shape) == shape


def test_a_username_is_kept_normalised_by_whatever_way_it_comes(db: None) -> None:
    assert User.objects.create(username="ｄｏｒａ").username == "dora"


def test_the_skeleton_follows_every_change_of_the_username(alice: User) -> None:
    alice.username = "Amélie"
    alice.save(update_fields=["username"])
    alice.refresh_from_db()
    assert alice.skeleton == skeleton("amelie")
