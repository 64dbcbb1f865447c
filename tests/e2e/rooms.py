"""What a person does with rooms in a browser, in the product's words."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.person import Person


class RoomKeeper(Person):
    """A person who makes rooms, finds them and keeps them in order."""

    def creates(self, name: str, kind: str = "open") -> "RoomKeeper":
        self.page.get_by_role("link", name="New room").first.click()
        self.page.fill("[name=name]", name)
        self.page.check(f"[name=kind][value={kind}]")
        self.page.get_by_role("button", name="Make the room").click()
        return self.is_in(name)

    def is_in(self, name: str) -> "RoomKeeper":
        expect(self.page.locator(".room__title")).to_have_text(name)
        return self

    def finds_and_joins(self, name: str) -> "RoomKeeper":
        self.page.get_by_role("link", name="Find rooms").click()
        self.page.fill("[name=q]", name[:3])
        self.page.get_by_role("button", name="Search").click()
        self.page.get_by_role("button", name=f"Join {name}").click()
        return self.is_in(name)

    def opens_details(self) -> "RoomKeeper":
        self.page.get_by_role("link", name="Room details").click()
        expect(self.page.get_by_role("heading", name="What you want to hear")).to_be_visible()
        return self

    def opens_members(self, name: str = "") -> "RoomKeeper":
        self.opens_details()
        self.page.get_by_role("link", name=re.compile("See all members")).click()
        if name:
            self.page.fill("[name=q]", name)
            self.page.get_by_role("button", name="Search").click()
        return self

    def brings_in(self, name: str) -> "RoomKeeper":
        self.opens_members(name)
        self.page.get_by_role("button", name=f"Bring in: {name}").click()
        return self.is_told(f"{name} is in the room now.")

    def removes(self, name: str) -> "RoomKeeper":
        self.opens_members()
        self.page.get_by_role("button", name=f"Remove: {name}").click()
        return self.is_told(f"{name} is not in the room any more.")

    def renames_to(self, name: str) -> "RoomKeeper":
        self.opens_details()
        self.page.get_by_role("link", name="Change name, topic and more").click()
        self.page.fill("[name=name]", name)
        self.page.get_by_role("button", name="Save").click()
        return self.is_told("Saved.")

    def mutes(self) -> "RoomKeeper":
        self.opens_details()
        self.page.get_by_label(re.compile("Muted")).check()
        self.page.get_by_role("button", name="Save").click()
        return self.is_told("Saved.")

    def makes_favourite(self) -> "RoomKeeper":
        self.opens_details()
        self.page.get_by_role("button", name="Make it a favourite").click()
        expect(self.page.get_by_role("button", name="No favourite any more")).to_be_visible()
        return self

    def leaves_room(self) -> "RoomKeeper":
        self.opens_details()
        self.page.get_by_role("button", name="Leave this room").click()
        return self

    def is_told(self, sentence: str) -> "RoomKeeper":
        expect(self.page.locator(".note")).to_have_text(sentence)
        return self

    # --- what they see -----------------------------------------------------------------------------

    def entry(self, title: str):
        return self.page.locator("#sidebar .conversation", has_text=title)

    def lists(self, title: str) -> "RoomKeeper":
        expect(self.entry(title)).to_have_count(1)
        return self

    def lists_no(self, title: str) -> "RoomKeeper":
        expect(self.entry(title)).to_have_count(0)
        return self


def loses_the_room(tab: Page) -> None:
    """What was said leaves the page with a sentence, and so does all that only members see."""
    expect(tab.locator("#scroller .problem")).to_contain_text("not yours any more")
    expect(tab.locator("#composer")).to_be_hidden()
    expect(tab.locator("#messages")).to_have_count(0)
    expect(tab.locator("[data-members-only]")).to_have_count(0)
