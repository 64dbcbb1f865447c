"""English and Brazilian Portuguese: whoever reads one of them sees nothing of the other."""

import gettext
import re
import uuid
from functools import cache
from itertools import product

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Membership, Room
from apps.presence import store
from tests import untranslated
from tests.access.roles import OURS, ROLES, name_of, visit  # noqa: F401 (a fixture)

TAG = re.compile(r"<[^>]*>|%(\(\w+\))?s|%\(\w+\)d")


@pytest.mark.parametrize("catalogue", untranslated.CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_string_is_translated(catalogue):
    assert untranslated.missing(catalogue) == []


@pytest.mark.parametrize("path", untranslated.templates(), ids=lambda path: path.name)
def test_no_template_says_anything_past_gettext(path):
    assert untranslated.plain_words(path.read_text()) == []


def test_words_past_gettext_would_be_found():
    template = '<p title="Some words">{% translate "Known" %} and more</p>'
    assert untranslated.plain_words(template) == ["Some words", "and more"]


@pytest.mark.parametrize("catalogue", untranslated.CATALOGUES, ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_was_written(catalogue):
    """`make messages` compiles; nothing at the start of the product does."""
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = untranslated.source_of(catalogue)
    assert {key: text for key, text in compiled.items() if key} == {k: t for k, t in written.items() if k}


@pytest.mark.parametrize("catalogue", untranslated.CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_has_the_same_gaps_to_fill(catalogue):
    gaps = re.compile(r"%%?(?:\(\w+\))?[sd]")
    for key, text in untranslated.source_of(catalogue).items():
        said = key[0] if isinstance(key, tuple) else key
        if said:
            assert set(gaps.findall(text)) <= set(gaps.findall(said)), said


# --- what is shown -------------------------------------------------------------------------------------


@cache
def english():
    """What the product says in English and says otherwise in Portuguese."""
    written = untranslated.source_of(untranslated.CATALOGUES[0])
    return {
        said
        for key, text in written.items()
        if (said := (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]) and said != text
    }


def english_in(html):
    parser = untranslated._Words()
    parser.feed(html)
    shown = {" ".join(text.split()) for text in parser.found}
    sentences = [said for said in english() if " " in TAG.sub("", said).strip() and not TAG.search(said)]
    return [said for said in shown & english() if len(said) > 3] + [
        said for said in sentences for text in shown if said in text
    ]


PAGES = [route for route in OURS if route.name not in {"", "messager"}]


def test_no_page_has_english_left_for_who_reads_portuguese(visit, subtests):  # noqa: F811
    for role, route, script in product(ROLES, PAGES, ({}, {"HX_Request": "true"})):
        with subtests.test(role=role, page=name_of(route), **script):
            answer = visit(role, route, "GET", Accept_Language="pt-BR,pt;q=0.9,en;q=0.1", **script)
            assert english_in(answer.getvalue().decode()) == []


def test_english_would_be_found(client, db):
    assert english_in(client.get("/messager/accounts/login/").content.decode()) != []


@pytest.mark.parametrize(("count", "words"), [(1, "Para 1 pessoa<"), (2, "Para 2 pessoas<")])
def test_plurals_are_those_of_the_language(cast, count, words):
    for person in [cast.bob, cast.charlie][:count]:
        store.heartbeat(person.pk, 60_000, active=True)
    place = Membership.objects.select_related("room", "user").get(
        room=Room.objects.broadcast(), user=cast.alice
    )
    services.post_message(place, "to all", uuid.uuid4())
    assert words in read(cast.alice, "/messager/", "pt-br")


def read(person, path, language=""):
    client = Client(headers={"Accept-Language": language})
    client.force_login(person)
    return client.get(path).content.decode()


# --- whose choice it is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("pt-BR,en;q=0.5", "pt-br"), ("pt", "pt-br"), ("de,fr", "en"), ("", "en"), ("nonsense;;q", "en")],
)
def test_the_browser_chooses_for_who_has_not_chosen(client, db, accepted, lang):
    answer = client.get("/messager/accounts/login/", headers={"Accept-Language": accepted})
    assert f'<html lang="{lang}">' in answer.content.decode()
    assert answer["Content-Language"] == lang
    assert "Accept-Language" in answer["Vary"]


def test_a_choice_without_an_account_is_kept_in_the_browser(client, db):
    answer = client.post(
        "/messager/language/", {"language": "pt-br"}, headers={"Referer": "http://testserver/x/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/x/")
    assert '<html lang="pt-br">' in client.get("/messager/accounts/login/").content.decode()
    client.post("/messager/language/", {"language": ""})
    assert '<html lang="en">' in client.get("/messager/accounts/login/").content.decode()


def test_ones_own_choice_goes_along_to_other_browsers(client, alice):
    client.force_login(alice)
    client.post("/messager/language/", {"language": "pt-br"})
    assert '<html lang="pt-br">' in read(User.objects.get(pk=alice.pk), "/messager/", "en")


def test_a_language_that_is_not_there_is_refused(client, alice):
    client.force_login(alice)
    assert client.post("/messager/language/", {"language": "tlh"}).status_code == 422
    assert User.objects.get(pk=alice.pk).language == ""


def test_a_choice_leads_to_no_page_elsewhere(client, db):
    answer = client.post(
        "/messager/language/", {"language": "en"}, headers={"Referer": "https://evil.example/"}
    )
    assert answer["Location"] == "/messager/"


def test_one_message_is_read_in_two_languages(cast):
    """What is rendered once is rendered once for each language."""
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.alice)
    services.delete_message(services.post_message(place, "gone", uuid.uuid4()))
    path = f"/messager/rooms/{cast.room.pk}/"
    assert "Message deleted" in read(cast.bob, path, "en")
    assert "Mensagem apagada" in read(cast.bob, path, "pt-br")
    assert "Message deleted" in read(cast.bob, path, "en")
