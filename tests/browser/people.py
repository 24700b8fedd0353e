"""What people do with a page, on any screen."""

from playwright.sync_api import expect

from tests.flows.test_one_case import PASSWORD


class Staff:
    """Somebody who finds the case on the own desk and acts on its page."""

    def __init__(self, page, name):
        self.page, self.name = page, name

    def open(self, number):
        self.page.goto("/desk/")
        if "/sign-in/" in self.page.url:
            self.page.locator("input[name=username]").fill(self.name)
            self.page.locator("input[name=password]").fill(PASSWORD)
            self.page.locator("main form .btn-primary").click()
            self.page.wait_for_url("**/desk/")
        self.page.locator(f'.case-row a[href="/cases/{number}/"]').first.click()
        self.page.wait_for_url(f"**/cases/{number}/")

    def act(self, verb, *, tap=None, choose=None, words=""):
        """One verb: its form opened unless it is, one answer tapped, a reason chosen, the words written, sent."""
        form = self.page.locator(f"#form-{verb}")
        closed = self.page.locator(f"#verb-{verb}:not([open]) > summary")
        if closed.count():
            closed.click()
        if tap:
            form.locator(".choice", has=self.page.locator(f"input[value={tap}]")).click()
        if choose:
            form.locator("select").select_option(choose)
        if words:
            form.locator("textarea").fill(words)
        with self.page.expect_navigation():
            form.locator(".btn-primary").click()
        expect(self.page.locator(".note-success")).to_be_visible()

    def reads(self):
        """What stands on the page now."""
        return self.page.locator("main").inner_text()
