"""What a person says of themselves for a while: a status, do not disturb; and where their clock is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import states, zones
from apps.accounts.models import User
from apps.accounts.states import Lasts, end_of

STATUS, QUIET, ZONE, PROFILE = (f"/messager/{path}/" for path in ("status", "quiet", "time-zone", "profile"))
HOME = "/messager/"


@pytest.fixture
def as_alice(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def now_in_the_past(person: User, *fields: str) -> None:
    User.objects.filter(pk=person.pk).update(**dict.fromkeys(fields, timezone.now() - timedelta(seconds=1)))


class TestStatus:
    def test_it_is_kept_as_it_was_written(self, as_alice, alice):
        assert as_alice.post(STATUS, {"status": "  At  lunch 👩‍🍳 ", "lasts": "1h"})["Location"] == PROFILE
        alice.refresh_from_db()
        assert alice.status == "At lunch 👩‍🍳"
        assert timedelta(minutes=59) < alice.status_until - timezone.now() <= timedelta(hours=1)
        assert "At lunch" in as_alice.get(PROFILE).content.decode()

    @pytest.mark.parametrize("more", [{"status": ""}, {"status": "At lunch", "clear": "on"}])
    def test_it_is_cleared(self, as_alice, alice, more):
        states.set_status(alice, "At lunch", Lasts.HOUR)
        as_alice.post(STATUS, {"lasts": "1h", **more})
        alice.refresh_from_db()
        assert (alice.status, alice.status_until) == ("", None)

    def test_it_ends_by_itself_on_reading(self, alice):
        states.set_status(alice, "At lunch", Lasts.HALF_HOUR)
        now_in_the_past(alice, "status_until")
        alice.refresh_from_db()
        assert alice.status == ""

    @pytest.mark.parametrize("wrong", ["x" * 101, "turned\u202e", "two\x00parts"])
    def test_what_cannot_be_is_said_beside_the_box_and_kept(self, as_alice, alice, wrong):
        answer = as_alice.post(STATUS, {"status": wrong, "lasts": "1h"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'class="field__error"' in page
        assert wrong[:3] in page
        alice.refresh_from_db()
        assert alice.status == ""

    def test_a_span_that_is_none_is_refused(self, as_alice):
        assert as_alice.post(STATUS, {"status": "At lunch", "lasts": "a year"}).status_code == 422


class TestWhenItEnds:
    NOW = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)  # Thursday; in São Paulo half past seven in the evening

    @pytest.mark.parametrize(
        ("lasts", "zone", "end"),
        [
            (Lasts.HALF_HOUR, "", "2026-11-26T23:00+00:00"),
            (Lasts.FOUR_HOURS, "Asia/Tokyo", "2026-11-27T02:30+00:00"),
            (Lasts.TODAY, "", "2026-11-27T00:00+00:00"),
            (Lasts.TODAY, "America/Sao_Paulo", "2026-11-27T00:00-03:00"),
            (Lasts.TODAY, "Asia/Tokyo", "2026-11-28T00:00+09:00"),
            (Lasts.WEEK, "America/Sao_Paulo", "2026-11-30T00:00-03:00"),
        ],
    )
    def test_at_midnight_where_the_person_is(self, lasts, zone, end):
        assert end_of(lasts, User(time_zone=zone), self.NOW) == datetime.fromisoformat(end)

    def test_or_never(self):
        assert end_of(Lasts.FOR_GOOD, User(), self.NOW) is None


class TestQuiet:
    def test_every_page_says_until_when(self, as_alice, alice):
        assert "data-quiet" not in as_alice.get(HOME).content.decode()
        as_alice.post(QUIET, {"quiet": "on", "lasts": "1h"})
        alice.refresh_from_db()
        assert f'data-quiet="{int(alice.quiet_until.timestamp())}"' in as_alice.get(HOME).content.decode()
        as_alice.post(QUIET, {"quiet": "on", "lasts": "good"})
        assert 'data-quiet=""' in as_alice.get(HOME).content.decode()
        as_alice.post(QUIET, {"quiet": "off"})
        assert "data-quiet" not in as_alice.get(HOME).content.decode()

    def test_open_pages_are_told(self, as_alice, alice):
        before = alice.inbox
        as_alice.post(QUIET, {"quiet": "on", "lasts": "1h"})
        alice.refresh_from_db()
        assert alice.inbox > before

    def test_it_ends_by_itself_on_reading(self, as_alice, alice):
        states.set_quiet(alice, True, Lasts.HOUR)
        now_in_the_past(alice, "quiet_until")
        assert "data-quiet" not in as_alice.get(HOME).content.decode()

    def test_what_is_no_choice_is_refused(self, as_alice):
        assert as_alice.post(QUIET, {"quiet": "perhaps"}).status_code == 422
        assert as_alice.post(QUIET, {"quiet": "on", "lasts": "a year"}).status_code == 422


class TestTheEnd:
    def test_what_is_over_is_cleared_and_what_is_not_stays(self, alice, bob):
        for person in (alice, bob):
            states.set_status(person, "At lunch", Lasts.HOUR)
            states.set_quiet(person, True, Lasts.HOUR)
        assert not states.end_those_over()
        now_in_the_past(alice, "status_until")
        now_in_the_past(bob, "quiet_until")
        assert states.end_those_over()
        alice.refresh_from_db()
        bob.refresh_from_db()
        assert (alice.status_text, alice.is_quiet) == ("", True)
        assert (bob.status_text, bob.is_quiet) == ("At lunch", False)
        assert not states.end_those_over()

    def test_a_quiet_house_costs_one_query(self, alice, django_assert_num_queries):
        with django_assert_num_queries(1):
            states.end_those_over()


class TestZone:
    def test_ones_own_choice_goes_before_what_the_browser_says(self, as_alice, alice):
        script = {"HTTP_HX_REQUEST": "true"}
        answer = as_alice.post(ZONE, {"zone": "Europe/Berlin", "from": "browser"}, **script)
        assert answer.status_code == 204
        alice.refresh_from_db()
        assert str(alice.zone) == "Europe/Berlin"
        as_alice.post(ZONE, {"zone": "Asia/Tokyo"})
        alice.refresh_from_db()
        assert str(alice.zone) == "Asia/Tokyo"
        as_alice.post(ZONE, {"zone": ""})
        alice.refresh_from_db()
        assert str(alice.zone) == "Europe/Berlin"

    @pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "x" * 80])
    def test_what_is_none_is_refused(self, as_alice, alice, zone):
        assert as_alice.post(ZONE, {"zone": zone}).status_code == 422
        alice.refresh_from_db()
        assert alice.zone is None

    @pytest.mark.parametrize(
        ("one", "other", "differs"),
        [
            ("UTC", "Asia/Tokyo", True),
            ("Asia/Tokyo", "UTC", True),
            ("Asia/Tokyo", "Asia/Seoul", False),
            ("Asia/Kolkata", "Asia/Kathmandu", False),  # a quarter of an hour
            ("UTC", "", False),
            ("", "Asia/Tokyo", False),
        ],
    )
    def test_the_clock_is_said_where_it_differs_by_an_hour(self, one, other, differs):
        there = zones.time_there(User(time_zone=other), User(browser_zone=one))
        assert (there is not None) == differs
        if there:
            assert abs(there - timezone.now()) < timedelta(minutes=1)

    def test_there_are_places_to_choose_from(self, as_alice):
        page = as_alice.get(PROFILE).content.decode()
        assert '<option value="America/Sao_Paulo"' in page
        assert "Etc/" not in page
