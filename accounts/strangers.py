"""What comes without an account: how many reports, and how many wrong query codes, one address may send.

An address of None (a Unix socket without a proxy's header) counts as one address like any other.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.refusals import Kind, Refusal, too_many

log = logging.getLogger(__name__)

REPORT_SECONDS = 600
PHOTOS_A_REPORT = 4
LOOKS_A_REPORT = 20
"""So often somebody who writes a report looks whether others have reported the same."""

CODE_SECONDS = 3600
WRONG_CODES = 120
"""Of one address in an hour: enough for the mistakes of everybody behind a community's one address."""
ALL_WRONG_CODES = 1000
"""Of all addresses together in an hour. People mistype a few dozen."""
WRONG_CODES_IN_ALARM = 3
FAMILIAR_SECONDS = 7 * 24 * 3600


def count_report(address: str | None, photos: int) -> None:
    """One more report without sign-in, with so many photos.

    Raises `Refusal` too_many `too_many_reports` beyond settings.REPORTS_PER_ADDRESS in ten minutes, or
    four times as many photos. The machine's own address is not counted: it is the office's own tools,
    or a proxy that nobody declared (settings.PROXIES), behind which one limit would shut everybody out.
    """
    if _is_own_machine(address):
        return
    who, most = address or "unknown", settings.REPORTS_PER_ADDRESS
    few = limits.hit("reports", who, most, REPORT_SECONDS)
    if photos:
        few = limits.hit("report_photos", who, most * PHOTOS_A_REPORT, REPORT_SECONDS, uses=photos) and few
    if not few:
        message = _("Too many reports have come from here. Wait ten minutes and send it again, or call 12345.")
        raise too_many("too_many_reports", message, REPORT_SECONDS)


def count_look(address: str | None) -> None:
    """One more look, without sign-in, whether others have reported the same.

    Raises `Refusal` too_many `too_many_looks` beyond twenty for each report that the address may send in ten
    minutes: what others wrote is not to be found out by trying words. The machine's own address is not counted.
    """
    if _is_own_machine(address):
        return
    if not limits.hit("looks", address or "unknown", settings.REPORTS_PER_ADDRESS * LOOKS_A_REPORT, REPORT_SECONDS):
        message = _("Too many looks have come from here. Wait ten minutes, or send the report as it is.")
        raise too_many("too_many_looks", message, REPORT_SECONDS)


@contextmanager
def code_try(address: str | None) -> Iterator[None]:
    """Around one try of a query code: what it wraps raises `Refusal` not_found where the code is wrong.

    Only wrong codes count. Raises too_many `too_many_tries` before the code is looked at, after 120 wrong
    ones of an address in an hour.

    A code has eight digits, and a network of ten thousand machines could try 120 from each. So after
    1,000 wrong codes in an hour from everywhere, an address from which no right code came within a week
    has three tries an hour instead of 120. To refuse only the wrong codes would be no limit: the answer to
    a right one tells the guesser all. To refuse every new address would let anybody close the page to
    residents. Three tries let a resident in at the first, and leave 10,000 machines 30,000 guesses an hour
    among 100 million codes; a warning in the log says that it is going on.
    """
    who = address or "unknown"
    if limits.spent("wrong_codes", who, _allowed(who)):
        message = _("Too many wrong numbers or codes have come from here. Try again in an hour.")
        raise too_many("too_many_tries", message, CODE_SECONDS)
    try:
        yield
    except Refusal as refusal:
        if refusal.kind is Kind.NOT_FOUND:
            _count_wrong_code(who)
        raise
    limits.hit("right_codes", who, 1, FAMILIAR_SECONDS)


def _allowed(who: str) -> int:
    alarm = limits.spent("all_wrong_codes", "", ALL_WRONG_CODES)
    return WRONG_CODES_IN_ALARM if alarm and not limits.spent("right_codes", who, 1) else WRONG_CODES


def _count_wrong_code(who: str) -> None:
    limits.hit("wrong_codes", who, WRONG_CODES, CODE_SECONDS)
    before = limits.spent("all_wrong_codes", "", ALL_WRONG_CODES)
    limits.hit("all_wrong_codes", "", ALL_WRONG_CODES, CODE_SECONDS)
    if not before and limits.spent("all_wrong_codes", "", ALL_WRONG_CODES):
        log.warning("%d wrong query codes within an hour: somebody is guessing", ALL_WRONG_CODES)


def _is_own_machine(address: str | None) -> bool:
    # Of an IPv6 address only the network is known: that of ::1 is "::".
    return address is not None and (ip_address(address).is_loopback or ip_address(address).is_unspecified)
