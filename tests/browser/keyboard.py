"""A person without a mouse: the focus moves by Tab and arrows, and where it stops it must be seen."""

from playwright.sync_api import Locator, Page, expect

STOPS = 120
"""No page asks for more presses of Tab to anything on it."""
BEHIND_THE_FRAME = "element => document.activeElement === document.body && element.closest('main') !== null"
HAS_FOCUS = "element => element === document.activeElement"
# A control that is drawn by its label shows the focus there.
SEEN = """element => {
    const drawn = [element, ...(element.labels || [])]
    const isMarked = drawn.some(part => {
        const style = getComputedStyle(part)
        return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    })
    const isUncovered = drawn.some(part => [...part.getClientRects()].some(box => {
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        return top && (part.contains(top) || top.contains(part))
    }))
    return [isMarked ? "" : "not marked", isUncovered ? "" : "covered or off the screen"].filter(Boolean).join(", ")
}"""


class Keyboard:
    """The keys of one page. What is wanted is told by its role and its accessible name, as a screen reader would."""

    def __init__(self, page: Page):
        self.page = page
        page.emulate_media(reduced_motion="reduce")  # what has the focus is there at once

    def press(self, *keys: str):
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, wanted: Locator):
        """Tab until the wanted control has the focus, which is marked and in sight."""
        expect(wanted).to_be_visible()
        element = wanted.element_handle()  # found once: to look by name at every stop takes long
        if element.evaluate(BEHIND_THE_FRAME):
            self.press("Tab", "Enter")  # the first stop of every page leads to its content
            expect(self.page.locator("#main")).to_be_focused()
        for _stop in range(STOPS):
            if element.evaluate(HAS_FOCUS):
                break
            self.press("Tab")
        expect(wanted).to_be_focused()
        unseen = wanted.evaluate(SEEN)
        assert unseen == "", f"{unseen}: {wanted}"

    def reach_named(self, role: str, name: str):
        self.reach(self.page.get_by_role(role, name=name).first)

    def follow(self, name: str):
        """A link, and the page behind it."""
        self.reach_named("link", name)
        with self.page.expect_navigation():
            self.press("Enter")

    def push(self, name: str):
        """A button, by Enter."""
        self.reach_named("button", name)
        self.press("Enter")

    def write(self, name: str, words: str):
        self.reach_named("textbox", name)
        self.page.keyboard.insert_text(words)

    def choose(self, name: str, option: str):
        """An option of a list, by the arrow down."""
        listed = self.page.get_by_role("combobox", name=name).first
        self.reach(listed)
        self.press("Home")
        for _step in range(STOPS):
            if option in listed.evaluate("list => list.selectedOptions[0].text"):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name}: no option {option}")

    def tick(self, radio: Locator):
        """One of a group of radio buttons: Tab to the group, then the arrows."""
        group = self.page.locator(f"input[type=radio][name='{radio.get_attribute('name')}']")
        for _stop in range(STOPS):
            if self.page.evaluate("document.activeElement.name") == radio.get_attribute("name"):
                break
            self.press("Tab")
        for _step in range(group.count()):
            if radio.is_checked():
                break
            self.press("ArrowDown")
        if not radio.is_checked():
            self.press("Space")
        expect(radio).to_be_checked()
