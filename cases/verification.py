"""Does the record still say what was written? Events, texts, heads and anchors, computed again."""

from collections.abc import Iterator

from cases import anchoring, chain
from cases.ledger import hash_of
from cases.models import Anchor, Case, CaseEvent, Text

CHUNK = 500


def problems(cases: Iterator[Case] | None = None) -> Iterator[str]:
    """One line per fault found, nothing where all holds. Reads every case, event and text once."""
    chunk: list[Case] = []
    for case in cases if cases is not None else Case.objects.order_by("id").iterator(CHUNK):
        chunk.append(case)
        if len(chunk) == CHUNK:
            yield from _of_cases(chunk)
            chunk = []
    yield from _of_cases(chunk)


def _of_cases(cases: list[Case]) -> Iterator[str]:
    ids = [case.pk for case in cases]
    events: dict[int, list[CaseEvent]] = {pk: [] for pk in ids}
    for event in CaseEvent.objects.filter(case_id__in=ids).order_by("case_id", "seq"):
        events[event.case_id].append(event)
    texts = {(text.case_id, text.seq): text for text in Text.objects.filter(case_id__in=ids)}
    for case in cases:
        yield from _of_case(case, events[case.pk], texts)


def _of_case(case: Case, events: list[CaseEvent], texts: dict[tuple[int, int], Text]) -> Iterator[str]:
    previous = ""
    for place, event in enumerate(events, start=1):
        name = f"case {case.number}, event {event.seq}"
        if event.seq != place:
            yield f"{name}: event {place} is missing"
            return
        if event.previous_hash != previous or event.hash != hash_of(event, case.number):
            yield f"{name}: the hash does not match its content"
        yield from _of_text(name, event, texts.get((case.pk, event.seq)))
        previous = event.hash
    if case.event_count != len(events) or case.head_hash != previous:
        yield f"case {case.number}: the head on the case is not the head of the chain"


def _of_text(name: str, event: CaseEvent, text: Text | None) -> Iterator[str]:
    if text is None:
        if event.text_digest:
            yield f"{name}: its text is missing"
    elif text.erased_at is None and chain.text_digest(bytes(text.salt), text.body) != event.text_digest:
        yield f"{name}: its text was changed"


def anchor_problems() -> Iterator[str]:
    """One line per anchor whose digest or signature does not follow from the events of its day."""
    before: Anchor | None = None
    for anchor in Anchor.objects.order_by("day"):
        expected = anchoring.computed(before, anchor.until)
        if (expected.digest, expected.case_count) != (anchor.digest, anchor.case_count):
            yield f"anchor {anchor.day}: the events of the day are not those that were signed"
        if anchoring.signature(anchor) != anchor.signature:
            yield f"anchor {anchor.day}: the signature is not ours"
        before = anchor
