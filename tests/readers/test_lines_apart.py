"""Lines that are no title, heading or point stay text; characters that nobody sees are taken off
and told; traditional text is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.importing import reference_data
from readers import Note, Reading, read_file, read_text
from readers.reading import body_parts, letters
from records import Article, Heading, Paragraph, Place, Point, Unit

PLACES = [r for r in reference_data() if isinstance(r, Place)]
UNITS = [r for r in reference_data() if isinstance(r, Unit)]
HEAD = "江苏精神文明建设简报\n\n第 22 期\n\n江苏省文明办\n\n2024年9月2日\n\n【工作交流】\n\n"
TAIL = "\n报：中央文明办\n发：各设区市文明办\n（苏简字1004号 共印400份）\n"
LEAD, ONE, TWO = (
    "今年以来，镇江市把长椅修好，人人有座。",
    "一是查。查了三百条，一条不落。",
    "二是修。修了三百条，条条结实。",
)


def article(*paragraphs: str) -> Article:
    return read(*paragraphs)[0]


def read(*paragraphs: str) -> tuple[Article, tuple[Note, ...]]:
    text = HEAD + "镇江市：把长椅修好\n\n" + "\n\n".join(paragraphs) + "\n" + TAIL
    reading = read_text(text, "某期.txt", places=PLACES, units=UNITS)
    (item,) = reading.items
    assert isinstance(item, Article)
    return item, reading.notes


@pytest.mark.parametrize(
    "line",
    [
        "同志们：",
        "各县（市、区）文明办，各有关单位：",
        "（2024年7月2日）",
        "2024年7月2日",
        "二〇二四年七月二日",
        "联系人：某某　电话：0511-1234567",
        "邮箱：bangong@example.com",
    ],
)
@pytest.mark.parametrize("where", ["under the title", "in the middle", "at the end"])
def test_a_line_apart_is_neither_title_nor_heading_nor_point(line: str, where: str) -> None:
    at = {"under the title": 0, "in the middle": 2, "at the end": 3}[where]
    paragraphs = [LEAD, ONE, TWO]
    item, notes = read(*paragraphs[:at], line, *paragraphs[at:])
    body = item.body
    assert not any(isinstance(block, Heading) for block in body)
    said = [*body_parts(body), *(note.text for note in notes)]
    assert sum(letters(line) in letters(text) for text in said) == 1
    assert [block.lead_in for block in body if isinstance(block, Point)] == ["查。", "修。"]


def test_a_signature_and_its_date_end_an_article_as_text() -> None:
    body = article(LEAD, ONE, TWO, "镇江市文明办", "2024年7月2日").body
    assert [getattr(block, "text", "") for block in body[-2:]] == ["镇江市文明办", "2024年7月2日"]
    assert all(isinstance(block, Paragraph) for block in body[-2:])


def test_a_list_of_attachments_is_no_run_of_points() -> None:
    body = article(LEAD, ONE, TWO, "附件：1. 长椅清单", "2. 修长椅的人名单").body
    assert [getattr(block, "text", "") for block in body[-2:]] == ["附件：1. 长椅清单", "2. 修长椅的人名单"]
    assert all(isinstance(block, Paragraph) for block in body[-2:])


def test_an_addressee_above_the_text_of_an_issue_is_no_title() -> None:
    text = (
        HEAD.replace("【工作交流】\n\n", "")
        + "各县（市、区）文明办：\n\n现将修长椅的办法印发给你们，请照办。\n\n办法共三条。\n"
        + TAIL
    )
    (item,) = read_text(text, "某期.txt", places=PLACES, units=UNITS).items
    assert item.title == "现将修长椅的办法印发给你们，请照办"
    assert isinstance(item, Article)
    assert next(getattr(block, "text", "") for block in item.body) == "各县（市、区）文明办："


# Characters -----------------------------------------------------------------------------

HIDDEN = {
    "soft hyphen": "\u00ad",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "BOM": "\ufeff",
    "bidi": "\u202e",
    "bell": "\x07",
}


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN)
def test_a_character_that_nobody_sees_is_taken_off_and_told(char: str) -> None:
    text = HEAD + "镇江市：把长椅修好\n\n" + LEAD + "\n\n" + ONE + "\n" + TAIL
    put = text.replace("文明办", f"文{char}明办").replace("长椅", f"长{char}椅").replace("第 22", f"第{char} 22")
    found, plain = (read_text(t, "某期.txt", places=PLACES, units=UNITS) for t in (put, text))
    assert (found.items, found.publication, found.lines, found.number) == (
        plain.items,
        plain.publication,
        plain.lines,
        plain.number,
    )
    (note,) = (note for note in found.notes if note.kind == "不可见字符")
    assert f"U+{ord(char):04X}" in note.text
    assert "已去掉" in note.text


TRADITIONAL = (
    "江蘇精神文明建設簡報\n\n第 3 期（總第 120 期）\n\n江蘇省文明辦\n\n2024年9月2日\n\n"
    "目  錄\n\n鎮江市：推進鄉風文明建設\n\n無錫市：把長椅修好\n\n編者按：修長椅是小事，各地可以學一學。\n\n"
    "鎮江市：推進鄉風文明建設\n\n今年以來，鎮江市統籌推進移風易俗，文明鄉風持續向好。\n\n"
    "無錫市：把長椅修好\n\n今年以來，無錫市把長椅修好，人人有座。\n\n"
    "報：中央文明辦\n發：各設區市文明辦\n（蘇簡字1004號 共印400份）\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5"])
def test_a_bulletin_in_traditional_characters_is_read_as_it_is_written(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "某期.txt"
    path.write_bytes(TRADITIONAL.encode(encoding))
    reading: Reading = read_file(path, places=PLACES, units=UNITS)
    assert (reading.publication.name, reading.publication.issuer) == ("江蘇精神文明建設簡報", "江蘇省文明辦")
    assert (reading.number, reading.total_number, reading.registration_no, reading.print_run) == (
        3,
        120,
        "蘇簡字1004號",
        400,
    )
    assert [(item.title, getattr(item, "place", None)) for item in reading.items] == [
        ("推進鄉風文明建設", "321100"),
        ("把長椅修好", "320200"),
    ]
    assert [(line.kind, line.lines) for line in reading.lines] == [("报", ("中央文明辦",)), ("发", ("各設區市文明辦",))]
    assert reading.editor_note == "修長椅是小事，各地可以學一學。"
    assert [note.text for note in reading.notes if note.kind == "繁体"] == ["全文用繁体字，照原样保留，没有转换"]
