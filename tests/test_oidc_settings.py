"""Identity providers by configuration alone: what is refused at the start, and what is not there without."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import oidc
from tests.stack import ROOT

pytestmark = pytest.mark.once

ONE = {
    "id": "keycloak",
    "name": "Keycloak",
    "url": "https://id.example.org/realms/team/",
    "client_id": "messager",
    "client_secret": "secret",
}
# Asks a process of its own, since what is installed is decided when Django loads.
ASK = """
import sys, django
django.setup()
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.test.utils import CaptureQueriesContext
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from apps.accounts.models import Server
Server.objects.create()
with CaptureQueriesContext(connection) as queries:
    page = Client().get(reverse("account_login")).content.decode()
for name in ("openid_connect_login", "socialaccount_connections"):
    try:
        kwargs = {"provider_id": "keycloak"} if "login" in name else {}
        print(reverse(name, kwargs=kwargs))
    except NoReverseMatch:
        print("no address")
print("Continue with" in page, "requests" in sys.modules, "jwt" in sys.modules)
print("socialaccount" in str(queries.captured_queries))
print("socialaccount_socialaccount" in connection.introspection.table_names())
"""


def said_by_a_process(tmp_path, **environment):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("OIDC_")}
    place = {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "ALLOWED_HOSTS": "testserver",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env=ours | place | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return answer.stdout.splitlines()[-5:]


def test_without_any_there_is_no_address_no_button_no_query_and_no_package(tmp_path):
    assert said_by_a_process(tmp_path) == [
        "no address",
        "no address",
        "False False False",
        "False",
        "True",  # the table is there, for the day on which one is configured
    ]


def test_a_file_configures_as_the_variable_does(tmp_path):
    secret = tmp_path / "oidc.json"
    secret.write_text(json.dumps([ONE]) + "\n")
    said = said_by_a_process(tmp_path, OIDC_PROVIDERS_FILE=str(secret))
    assert said[0] == "/messager/accounts/oidc/keycloak/login/"
    assert said[2].startswith("True True")
    assert said[3] == "False"  # a button asks no table


def test_it_is_given_to_allauth_as_it_wants_it():
    (app,) = oidc.apps(json.dumps([ONE]))
    assert app["provider_id"] == "keycloak"
    assert app["settings"]["server_url"] == "https://id.example.org/realms/team"


@pytest.mark.parametrize("said", ["", "[]"])
def test_nothing_is_none(said):
    assert oidc.apps(said) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("{", "no JSON"),
        ("{}", "no list"),
        ('["keycloak"]', "no list"),
        (json.dumps([{**ONE, "id": "Key Cloak"}]), "no id"),
        (json.dumps([{**ONE, "id": "a/b"}]), "no id"),
        (json.dumps([{**ONE, "name": " "}]), "empty"),
        (json.dumps([{**ONE, "client_id": 7}]), "no text"),
        (json.dumps([{**ONE, "url": "http://id.example.org"}]), "not https"),
        (json.dumps([{**ONE, "scope": "all"}]), "unknown: scope"),
        (json.dumps([{key: value for key, value in ONE.items() if key != "client_secret"}]), "client_secret"),
        (json.dumps([ONE, ONE]), "one id"),
    ],
)
def test_what_was_mistyped_stops_the_start_with_a_sentence(said, why):
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_PROVIDERS: ") as refusal:
        oidc.apps(said)
    assert why in str(refusal.value)
    assert "secret" not in str(refusal.value) or "client_secret" in str(refusal.value)
