"""How often the category suggested from the words is right, on messages whose topic a person has labelled.

    .venv/bin/python bench/suggest.py /path/to/messages_labelled.csv [--wrong 20]

The file has the columns subject, details and topic (first level, seven of them). A suggestion counts as right
where its category can belong to the topic, by the table below, which is written by hand. Prints for each
confidence how many messages get it and how many of them are right; `--wrong` shows some that are not. The words were
weighed against the same messages, so that others will do a little worse; and they are letters to a city's
government, three hundred characters long, where a report to a street names one thing in thirty.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cases.suggesting import Confidence, suggest

TOPICS = {
    "城乡建设": (
        "ENV MUN UTL BLD PTY DIS01 DIS03 DIS05 DIS06 DIS07 DIS09 SAF TRF01 TRF02 TRF03 TRF05 MKT04 POL01 POL02 POL05"
    ),
    "劳动和社会保障": "DIS04 LIV01 LIV03 LIV04 LIV05 CIV08",
    "教育文体": "LIV07 MUN07 ORD04 ORD06 MKT06",
    "卫生计生": "LIV06 DIS08 MKT01 MKT02",
    "交通运输": "TRF MUN02 MUN05",
    "商贸旅游": "MKT DIS06 UTL07 UTL01 UTL02 SAF06 TRF02 ORD02 MUN06 SAF09 UTL05",
    "环境保护": "POL ENV01 ENV02 ENV08 MUN04 BLD05",
}
"""The codes or groups of categories that belong to each topic."""


def is_right(code: str, topic: str) -> bool:
    """Whether a category can belong to a topic."""
    return any(code.startswith(prefix) for prefix in TOPICS[topic].split())


def main() -> None:
    """Reads, suggests, counts, prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("messages", type=Path)
    options.add_argument("--wrong", type=int, default=0, help="show so many that are wrong")
    given = options.parse_args()
    catalogue = Path(__file__).resolve().parent.parent / "cases" / "data" / "catalogue.csv"
    with catalogue.open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    with given.messages.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    made: Counter[Confidence] = Counter()
    right: Counter[Confidence] = Counter()
    wrong: list[str] = []
    for row in rows:
        found = suggest(f"{row['subject']}\n{row['details']}", codes)
        if not found:
            continue
        first = found[0]
        made[first.confidence] += 1
        if is_right(first.code, row["topic"]):
            right[first.confidence] += 1
        else:
            wrong.append(
                f"{first.confidence:<7}{first.code} {'/'.join(first.words)} ≠ {row['topic']}: {row['subject'][:40]}"
            )
    print(f"{len(rows)} messages, {made.total()} with a suggestion")
    kept: list[Confidence] = []
    for confidence in Confidence:
        kept.append(confidence)
        all_made, all_right = sum(made[one] for one in kept), sum(right[one] for one in kept)
        share, reached = all_right / max(all_made, 1), all_made / max(len(rows), 1)
        print(f"down to {confidence:<7} precision {share:6.1%} of {all_made:4} ({reached:.0%} of the messages)")
    print(
        "Strong ones are kept with a report that nobody filed; all are shown to who writes it.",
        *wrong[: given.wrong],
        sep="\n",
    )


if __name__ == "__main__":
    main()
