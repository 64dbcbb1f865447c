"""What a person does with one message: its menu, its tools, the box to edit it in."""

from playwright.sync_api import Locator, expect

from tests.e2e.person import Person


def opens_menu(person: Person, message: Locator) -> Locator:
    """By the keyboard, as the pointer may be anywhere."""
    message.locator(".actions").press("Enter")
    menu = person.page.get_by_role("menu")
    expect(menu).to_be_visible()
    return menu


def chooses(person: Person, text: str, item: str) -> None:
    """An item of the menu of the message that says `text`."""
    opens_menu(person, person.messages(text)).get_by_role("menuitem", name=item).click()


def editor(person: Person) -> Locator:
    return person.page.locator("#messages .editor textarea")


def toast(person: Person) -> Locator:
    return person.page.locator("#toast")


def by_id(person: Person, message) -> Locator:
    return person.page.locator(f"#m-{message.pk}")
