"""What goes to the print shop and comes back, as PDF: all of it stands on the page, nothing beyond its edges."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bulletins.forms.printing import Inspected, PrintTicket, inspection_sheet, print_ticket
from records import TypesetError
from tests.bulletins.forms import MM, PARTS, Opened

TICKET = PrintTicket(
    issue="《江苏精神文明建设简报》2026年第5期", office="省文明办秘书处", date=date(2026, 3, 4), copies=400
)


def said(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in Opened(pdf).pages)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_ordered_stands_on_the_ticket_and_nothing_over_the_edge(seed: int) -> None:
    rng = random.Random(seed)

    def some(most: int) -> str:
        return "".join(rng.choice(PARTS) for _ in range(rng.randint(1, most)))

    words = {name: some(12) for name in ("paper", "colours", "binding", "delivery", "note", "made_of", "printer")}
    ticket = PrintTicket(
        issue=some(6), office=some(3), date=date(2026, 3, 4), copies=rng.randint(1, 9999), pages=8, **words
    )
    pdf = print_ticket(ticket)
    assert pdf == print_ticket(ticket), "the same bytes"
    opened = Opened(pdf)
    # The words of the second column: beside two lines of them the name of the row stands in the middle.
    beside = [page.crop((57 * MM, 0, page.width, page.height)).extract_text() for page in opened.pages]
    text = "".join("".join(beside).split())
    for word in (*words.values(), ticket.issue, f"{ticket.copies}份", "双面4张"):
        assert "".join(word.split()) in text, word
    for n in range(len(opened.pages)):
        assert all(g.left > 10 and g.right < 200 and g.top > 5 and g.bottom < 292 for g in opened.glyphs(n))


def test_what_nobody_said_is_left_to_be_written_and_what_is_not_needed_is_left_out() -> None:
    text = said(print_ticket(TICKET))
    assert "交货日期" in text and "密级" not in text and "份号" not in text


@pytest.mark.parametrize(("counted", "before", "short"), [(396, 0, "短少4份"), (4, 396, "足数"), (7, 396, "多3份")])
def test_the_sheet_says_what_is_short_and_whether_it_came_in_time(counted: int, before: int, short: str) -> None:
    told = {"issue": TICKET.issue, "office": TICKET.office, "quality": "合格", "result": "验收通过", "who": "印发员"}
    found = Inspected(date=date(2026, 3, 9), due=date(2026, 3, 7), copies=400, counted=counted, before=before, **told)
    text = said(inspection_sheet(found))
    assert short in text and "迟2天" in text and f"本次实收{counted}份" in text


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(TypesetError, match="字库中没有"):
        print_ticket(PrintTicket(issue="甲\U0002a6d0", office="乙", date=date(2026, 3, 4), copies=1))
