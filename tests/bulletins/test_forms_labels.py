"""Labels and envelopes, measured in the finished PDF: each at its place, nothing lost, nothing over anything else."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bulletins.audit import State, audit
from bulletins.forms import PRESETS, Delivery, Sender, Stock, envelopes, labels, serial_ranges, trial_sheet
from records import TypesetError
from tests.bulletins.forms import Box, Opened, delivery, overlapping, read_all

TOLERANCE_MM = 0.5
# Columns, rows, width, height, top, left, gap, as makers print them on the box (reference/dispatch.md).
BOXES = {
    "L7160": (3, 7, 63.5, 38.1, 15.1, 7.2, 2.5),
    "L7161": (3, 6, 63.5, 46.6, 8.7, 7.2, 2.5),
    "L7162": (2, 8, 99.1, 33.9, 12.9, 4.6, 2.5),
    "L7163": (2, 7, 99.1, 38.1, 15.1, 4.6, 2.5),
    "L7164": (3, 4, 63.5, 72.0, 4.5, 7.2, 2.5),
    "L7173": (2, 5, 99.1, 57.0, 6.0, 4.6, 2.5),
    "L7165": (2, 4, 99.1, 67.7, 13.1, 4.6, 2.5),
    "L7166": (2, 3, 99.1, 93.1, 8.8, 4.6, 2.5),
}
OWN = Stock("自定", 2, 5, 90.0, 50.0, 20.0, 10.0, 8.0, 3.0)
ENVELOPES = {"B6": (176, 125), "DL": (220, 110), "ZL": (230, 120), "C5": (229, 162), "C4": (324, 229)}
SENDER = Sender(name="省精神文明建设指导委员会办公室", address="北京西路70号", postcode="210013", phone="025-83390000")
PLAIN = Delivery(
    recipient="南京市文明办", address="北京东路41号", postcode="210008", department="办公室", copies=3, channel="机要"
)
FILE_RULES = (
    "font.embedded",
    "font.subset",
    "font.unicode",
    "font.notdef",
    "archive.identified",
    "archive.intent",
    "archive.open",
    "archive.script",
    "meta.title",
    "meta.language",
    "link.resolves",
)


def spots(name: str) -> list[Box]:
    """Return where the labels of a preset lie."""
    columns, rows, width, height, top, left, gap = BOXES[name]
    return [
        Box(left + c * (width + gap), top + r * height, left + c * (width + gap) + width, top + (r + 1) * height)
        for r in range(rows)
        for c in range(columns)
    ]


def numbered(count: int) -> list[Delivery]:
    return [replace(PLAIN, seal_no=f"2026{n:06d}") for n in range(1, count + 1)]


def check_places(pdf: bytes, name: str, start: int, count: int) -> None:
    """Each label begins at the upper left of its place and ends at its foot, to half a millimetre."""
    opened = Opened(pdf)
    places = spots(name)
    used = [(n // len(places), places[n % len(places)]) for n in range(start - 1, start - 1 + count)]
    assert len(opened.pages) == used[-1][0] + 1
    for page in range(len(opened.pages)):
        glyphs, bars = opened.glyphs(page), opened.rects(page)
        for number, spot in used:
            if number == page:
                inside = [glyph for glyph in glyphs if glyph.meets(spot)]
                dark = [bar for bar in bars if bar.meets(spot)]
                assert min(bar.left for bar in dark) - spot.left == pytest.approx(3.0, abs=TOLERANCE_MM)
                assert min(glyph.left for glyph in inside) - spot.left == pytest.approx(3.0, abs=TOLERANCE_MM)
                first, last = inside[0], max(inside, key=lambda glyph: glyph.bottom)  # leading adds about 0.15 em
                above, below = 2.4 + 0.15 * (first.bottom - first.top), 2.4 + 0.15 * (last.bottom - last.top)
                assert first.top - spot.top == pytest.approx(above, abs=TOLERANCE_MM)
                assert spot.bottom - last.bottom == pytest.approx(below, abs=TOLERANCE_MM)
                assert spot.right - max(glyph.right for glyph in inside) == pytest.approx(3.0, abs=TOLERANCE_MM)
        of_page = [spot for number, spot in used if number == page]
        assert all(any(each.within(spot) for spot in of_page) for each in (*glyphs, *bars)), "printed beside a label"


@pytest.mark.parametrize("name", BOXES)
def test_every_label_of_every_preset_stands_at_its_place_from_any_start(name: str) -> None:
    total = len(spots(name))
    for start in (1, random.Random(name).randint(2, total - 1), total):
        count = total - start + 2  # one on the next sheet
        check_places(labels(numbered(count), name, start), name, start, count)


def test_a_sheet_that_is_half_a_millimetre_and_a_hair_off_is_noticed() -> None:
    for moved in ({"left_mm": 7.75}, {"top_mm": 15.65}, {"gap_x_mm": 2.8}):
        with pytest.raises(AssertionError):
            check_places(labels(numbered(3), replace(PRESETS["L7160"], **moved)), "L7160", 1, 3)


@pytest.mark.parametrize(("seed", "kind"), [(1, "code128"), (2, "qr"), (3, "none")])
def test_random_deliveries_keep_all_their_words_within_their_labels(seed: int, kind: str) -> None:
    rng = random.Random(seed)
    stock = rng.choice([*PRESETS.values(), OWN])
    rows = [delivery(rng, n, longest=4) for n in range(1, 61)]
    opened = Opened(labels(rows, stock, code=kind))  # type: ignore[arg-type]
    places = [Box(x, y, x + stock.width_mm, y + stock.height_mm) for x, y in stock.places()]
    glyphs = [opened.glyphs(page) for page in range(len(opened.pages))]
    for n, row in enumerate(rows):
        spot = places[n % len(places)]
        inside = [glyph for glyph in glyphs[n // len(places)] if glyph.meets(spot)]
        assert all(glyph.within(spot, -1.0) for glyph in inside), row
        text = "".join(glyph.text for glyph in inside)
        for field in (
            row.recipient,
            row.department,
            row.address,
            row.postcode,
            row.seal_no,
            row.secrecy,
            row.urgency,
            row.phone,
            row.channel,
            f"{row.copies}份",
            serial_ranges(row.serials),
        ):
            assert "".join(field.split()) in text, (row, text)
    assert sum(map(len, glyphs)) == len("".join(opened.all_text.split()))
    for page in range(len(opened.pages)):
        assert not list(overlapping([*glyphs[page]]))
        assert not [
            pair for pair in overlapping([*glyphs[page], *opened.rects(page)], 0.2) if pair[0].text or pair[1].text
        ]
    if kind == "code128":
        read = {text for page in range(len(opened.pages)) for text in read_all(opened.raster(page))}
        assert read == {row.seal_no for row in rows}


def test_a_recipient_whose_name_has_no_room_is_refused_by_name() -> None:
    long = replace(PLAIN, recipient="江苏省" + "精神文明建设指导委员会办公室" * 12)
    for make in (lambda: labels([PLAIN, long], "L7162"), lambda: envelopes([PLAIN, long], "DL", SENDER)):
        with pytest.raises(TypesetError, match="排不下") as refused:
            make()
        assert refused.value.place == long.recipient and "换用大一号" in refused.value.remedy


def test_a_seal_number_too_long_for_its_bars_is_refused_and_a_square_takes_it() -> None:
    row = replace(PLAIN, seal_no="JY-2026-ABCDEFGHIJKLM-NOPQRST")
    with pytest.raises(TypesetError, match="条码"):
        labels([row], "L7160")
    assert row.seal_no in Opened(labels([row], "L7160", code="qr")).all_text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recipient": "南京\u2028市"}, None),
        ({"recipient": "南京\U000f0000"}, "字库中没有"),
        ({"address": "北\x07京"}, "控制字符"),
        ({"seal_no": "机要1号"}, "一维条码"),
    ],
)
def test_what_cannot_be_printed_is_named_with_its_recipient(change: dict[str, str], said: str | None) -> None:
    row = replace(PLAIN, **{"seal_no": "1", **change})
    if said is None:  # a line separator is a blank
        assert "南京市" in Opened(labels([row], "L7160")).all_text
        return
    with pytest.raises(TypesetError, match=said):
        labels([PLAIN, row], "L7160")


@pytest.mark.parametrize("start", [0, 22, -3])
def test_a_start_beside_the_sheet_and_an_empty_list_are_refused(start: int) -> None:
    with pytest.raises(TypesetError, match="没有第"):
        labels([PLAIN], "L7160", start)
    with pytest.raises(TypesetError, match="没有收件单位"):
        labels([], "L7160")
    with pytest.raises(TypesetError, match="没有“L9999”"):
        labels([PLAIN], "L9999")


@pytest.mark.parametrize(
    "change", [{"width_mm": 130.0}, {"top_mm": 60.0}, {"height_mm": 20.0}, {"columns": 0}, {"gap_x_mm": -1.0}]
)
def test_measures_of_ones_own_that_do_not_fit_the_sheet_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(TypesetError, match="标签纸“自定”"):
        labels([PLAIN], replace(OWN, **change))


@pytest.mark.parametrize("name", BOXES)
def test_the_sheet_to_try_shows_the_edges_of_every_label_and_rulers_that_are_true(name: str) -> None:
    opened = Opened(trial_sheet(name))
    rects, glyphs = opened.rects(0), opened.glyphs(0)
    for n, spot in enumerate(spots(name), 1):
        for edge, side in (("left", spot.left), ("right", spot.right)):
            upright = [
                r
                for r in rects
                if r.bottom - r.top > 20
                and abs(getattr(r, edge) - side) < 0.1
                and r.meets(Box(spot.left - 0.1, spot.top, spot.right + 0.1, spot.bottom))
            ]
            assert upright, (n, edge)
        assert [
            r for r in rects if r.right - r.left > 30 and abs(r.top - spot.top) < 0.1 and abs(r.left - spot.left) < 0.1
        ]
    top = BOXES[name][4]
    ticks = [r for r in rects if abs(r.top - top) < 0.01 and 2.5 < r.bottom - r.top < 2.7]
    assert {round((r.left + r.right) / 2, 2) for r in ticks} == {float(mm) for mm in range(10, 210, 10)} - {200.0} | {
        200.0
    }
    assert not list(overlapping(glyphs)) and name in opened.all_text and "实际大小" in opened.all_text


@pytest.mark.parametrize("size", ENVELOPES)
def test_envelopes_keep_the_zones_of_the_standard_free_and_all_their_words(size: str) -> None:
    rng = random.Random(size)
    rows = [replace(delivery(rng, n, longest=4), postcode="210008") for n in range(1, 13)]
    pdf = envelopes(rows, size, SENDER, code=rng.choice(("code128", "qr")))
    opened = Opened(pdf)
    width, height = ENVELOPES[size]
    machine, code = Box(0, 0, 90, 26), Box(width - 160, height - 20, width - 55, height)
    boxes = [Box(12 + 10 * n, 8, 20 + 10 * n, 18) for n in range(6)]
    for n, row in enumerate(rows):
        page = opened.pages[n]
        assert (page.width / (72 / 25.4), page.height / (72 / 25.4)) == pytest.approx((width, height), abs=0.05)
        glyphs, drawn = opened.glyphs(n), opened.rects(n)
        assert "".join(glyph.text for glyph in glyphs if glyph.meets(machine)) == row.postcode
        assert all(glyph.within(box, 0.5) for glyph, box in zip(glyphs, boxes, strict=False))
        assert all(any(each.within(box, 0.05) for box in boxes) for each in drawn if each.meets(machine))
        assert not [each for each in (*glyphs, *drawn) if each.meets(code)]
        assert all(each.within(Box(7, 5, width - 7, height - 5)) for each in (*glyphs, *drawn))
        assert not list(overlapping(glyphs))
        text = opened.text(n)
        for field in (
            row.recipient,
            row.department,
            row.address,
            row.seal_no,
            row.secrecy,
            row.urgency,
            row.phone,
            row.channel,
            f"{row.copies}份",
            SENDER.name,
            SENDER.address,
            f"邮政编码{SENDER.postcode}",
        ):
            assert "".join(field.split()) in text
        stamp = Box(width - 30, 8, width - 10, 28)
        assert ("贴邮票处" in text) == (row.channel == "邮寄")
        if row.channel == "邮寄":
            assert "".join(glyph.text for glyph in glyphs if glyph.meets(stamp)) == "贴邮票处"


def test_on_an_envelope_with_printed_boxes_only_the_digits_are_printed() -> None:
    opened = Opened(envelopes([replace(PLAIN, channel="邮寄")], "DL", SENDER, boxes=False, code="none"))
    assert not opened.rects(0) and "210008" in opened.text(0) and "贴邮票处" not in opened.text(0)


def test_a_postcode_that_has_not_six_digits_is_refused_with_its_recipient() -> None:
    with pytest.raises(TypesetError, match="不是六位数字") as refused:
        envelopes([replace(PLAIN, postcode="21000")], "C5", SENDER)
    assert refused.value.place == PLAIN.recipient
    with pytest.raises(TypesetError, match="没有“C9”"):
        envelopes([PLAIN], "C9", SENDER)


def test_the_files_hold_what_the_audit_asks_of_any_print_and_are_the_same_each_time() -> None:
    rows = numbered(3)
    for make in (lambda: labels(rows, "L7163"), lambda: envelopes(rows, "C5", SENDER)):
        pdf = make()
        found = audit(pdf)
        assert [found[rule] for rule in FILE_RULES if found[rule].state is not State.HOLDS] == []
        assert make() == pdf
    assert audit(labels(rows, "L7163"))["paper.width"].state is State.HOLDS
