"""Notes, wide tables, heads, rare characters and the code in the imprint, as they stand in the finished PDF."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest
import segno

from bulletins import cut, typeset
from bulletins.audit import audit
from bulletins.glyphs import FAMILIES
from bulletins.origin import content_hash, version_address
from records import Article, Heading, Paragraph, Place, Point, Publication, Recipient, Report, Submission, Table

MM = 72 / 25.4
RARE_NAMES = "喆堃昇旻珺璟赟镕祎𬭎"
COLUMNS = ("地区", *(f"{n}月份人次" for n in range(1, 13)))
HEADS = {
    "seeds": ("handling_note", "masthead", "number", "series", "dateline", "rule"),
    "editor": ("handling_note", "masthead", "number", "total_number", "editor", "dateline", "rule"),
    "numbered": ("copy_number", "secrecy", "urgency", "masthead", "number", "dateline", "rule"),
}


def article(*blocks: Any, **changes: Any) -> Article:
    return Article(**{"number": 1, "place": "320200", "title": "小站点办成大事情", "body": blocks, **changes})


def role(result: Any, name: str) -> list[Any]:
    """Return the structure elements of a role."""
    return [o for o in result.pike.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{name}"]


# Notes -----------------------------------------------------------------------------


def test_a_note_stands_at_the_foot_of_the_page_of_its_call(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    blocks = [Paragraph(text=filler(4)[:-3] + f"第{n}处^[第{n}条注文。]" + "。") for n in range(1, 13)]
    result = printed(issue(article(*blocks)))
    circled = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
    for number in circled:
        calls, notes = [], []
        for page in range(1, result.typeset.page_count + 1):
            for c in result.body_chars(page):
                if c["text"] == number:
                    (calls if c["size"] < 10.4 else notes).append((page, c["bottom"] / MM))
        assert len(calls) == len(notes) == 1 and calls[0][0] == notes[0][0], number
        assert calls[0][1] < notes[0][1] < 262.1
    assert len(role(result, "BulletinFootnote")) == len(role(result, "BulletinFootnoteCall")) == 12


def test_notes_leave_the_text_on_the_grid_and_stand_above_the_imprint(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(Paragraph(text=filler(6)), Paragraph(text="末段有注^[" + filler(3)[:60] + "]。"))))
    last = result.typeset.page_count
    for page in range(1, last + 1):
        for line in result.lines(page):
            if line[0]["size"] == pytest.approx(16, abs=0.1) and "Fang" in line[0]["fontname"]:
                steps = (line[0]["matrix"][5] - (297 - 44.27) * MM) / (225 / 22 * MM)
                assert steps == pytest.approx(round(steps), abs=0.02)
    two_pages = printed(issue(article(Paragraph(text=filler(20)), Paragraph(text="末段有注^[注文。]。"))))
    notes = [c for c in two_pages.body_chars(2) if c["size"] == pytest.approx(10.5, abs=0.1)]
    rules = two_pages.rules(2)
    assert notes and max(c["bottom"] for c in notes) <= rules[-2][1] + 1, "the note lies on the imprint"


def test_a_heading_with_a_note_stands_in_the_outline_without_it(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Heading(text="主要做法^[见实施办法。]"), Paragraph(text="近年来。"))))
    with result.pike.open_outline() as outline:
        assert [child.title for item in outline.root for child in item.children] == ["主要做法"]


def test_subheads_of_a_text_that_begins_with_a_lower_level_skip_none_in_the_outline(issue: Any, printed: Any) -> None:
    levels = (2, 3, 2, 1, 2)
    body = [block for level in levels for block in (Heading(text="主要做法", level=level), Paragraph(text="近年来。"))]
    result = printed(issue(article(*body)))
    assert [d.rule for d in audit(result.typeset.pdf).defects] == []
    tags = ("Heading2AsH3", "Heading3AsH4", "Heading1", "Heading2")
    assert [len(role(result, f"Bulletin{tag}")) for tag in tags] == [2, 1, 1, 1]


# Tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_wide_table_lies_across_with_its_head_to_the_left_and_the_page_number_in_its_place(
    mirrored: bool, issue: Any, printed: Any, publication: Publication
) -> None:
    rows = (("无锡市", *("66500人次",) * 12),) * 30
    changed = msgspec.structs.replace(publication, mirror_margins=mirrored)
    result = printed(
        issue(article(Paragraph(text="如下表。"), Table(columns=COLUMNS, rows=rows), Paragraph(text="表后正文。"))),
        changed,
    )
    across = [n for n in range(1, result.typeset.page_count + 1) if any(not c["upright"] for c in result.chars(n))]
    assert across == [2, 3]
    for n in across:
        page = result.plumber.pages[n - 1]
        assert (page.width / MM, page.height / MM) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
        turned = [c for c in result.chars(n) if not c["upright"]]
        head = [c for c in turned if "Hei" in c["fontname"]]
        assert max(c["x1"] for c in head) < min(c["x0"] for c in turned if "Fang" in c["fontname"]), (
            "the head is at the left"
        )
        left = 26 if mirrored and n % 2 == 0 else 28
        assert left - 0.1 < min(c["x0"] for c in turned) / MM and max(c["x1"] for c in turned) / MM < left + 156.1
        title = 7.4 if n == 3 else 0  # 续表, above the lines
        assert min(line["x0"] for line in page.rects) / MM == pytest.approx(left + title, abs=1.4 if title else 0.4), (
            "the table begins at the left edge of the type area"
        )
        assert min(c["top"] for c in turned) / MM > 37 and max(c["bottom"] for c in turned) / MM < 262.1
        number = [c for c in result.chars(n) if c["upright"]]
        assert "".join(c["text"] for c in number) == f"—{n}—"
        assert min(c["top"] for c in number) / MM == pytest.approx(269, abs=0.5)
        edge = 184 - max(c["x1"] for c in number) / MM if n % 2 else min(c["x0"] for c in number) / MM - left
        assert edge == pytest.approx(14 / MM, abs=0.3)
    assert "表后正文" in result.text(4) or "表后正文" in result.text(5)


def test_tables_that_follow_each_other_settle_on_the_grid(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    blocks: list[Any] = []
    for n in range(2, 9):
        blocks += [Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * n), Paragraph(text=filler(2))]
    result = printed(issue(article(*blocks)))
    for page in range(1, result.typeset.page_count + 1):
        for line in result.lines(page):
            if line[0]["size"] == pytest.approx(16, abs=0.1) and "Fang" in line[0]["fontname"]:
                steps = (line[0]["matrix"][5] - (297 - 44.27) * MM) / (225 / 22 * MM)
                assert steps == pytest.approx(round(steps), abs=0.02), page


# Heads -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("seeds", ["工作资料注意保存", "文明实践简报", "第3期", "志愿服务专刊2", "省文明实践工作办公室2024年3月5日"]),
        (
            "editor",
            [
                "工作资料注意保存",
                "文明实践简报",
                "第3期（总第61期）",
                "责任编辑：综合处",
                "省文明实践工作办公室2024年3月5日",
            ],
        ),
        ("numbered", ["000037", "秘密★1年", "特急", "文明实践简报", "第3期", "省文明实践工作办公室2024年3月5日"]),
    ],
)
def test_the_layout_of_a_head_is_a_list_of_its_elements(
    head: str,
    lines: list[str],
    issue: Any,
    publication: Publication,
    places: dict[str, Place],
    media: Any,
    printed: Any,
) -> None:
    marks: dict[str, Any] = {
        "seeds": {"series": "志愿服务专刊", "series_number": 2},
        "editor": {"total_number": 61, "responsible_editor": "综合处"},
        "numbered": {"numbered_copies": True, "secrecy": "秘密★1年", "urgency": "特急"},
    }[head]
    changed: Any = msgspec.structs.replace(publication, head=HEADS[head])
    result = printed(issue(**marks), changed, copy_number=37)
    assert [line.replace(" ", "") for line in result.text(1).splitlines()][: len(lines)] == lines
    if head == "numbered":
        rows = result.lines(1)[:3]
        assert [row[0]["x0"] / MM for row in rows] == pytest.approx([28, 28, 28], abs=0.6)
        assert ["Hei" in row[0]["fontname"] for row in rows] == [False, True, True]
    if head == "editor":
        ends = {line[0]["text"]: line[-1]["x1"] / MM for line in result.lines(1)}
        assert [ends["责"], ends["省"]] == pytest.approx([184 - 16 / MM] * 2, abs=0.6), (
            "both end one character before the edge"
        )


# Characters -----------------------------------------------------------------------------


def test_rare_characters_of_names_have_glyphs_of_a_serif_and_leave_the_lines_where_they_are(
    issue: Any, printed: Any
) -> None:
    result = printed(issue(article(Paragraph(text=f"{RARE_NAMES}都是人名用字。" * 9))))
    used = {c["text"]: c["fontname"].partition("+")[2] for c in result.body_chars(1) if c["text"] in RARE_NAMES}
    assert set(used) == set(RARE_NAMES)
    assert set(used.values()) <= {"Bulletin-Fang", "Bulletin-Rare"} and "Bulletin-Rare" in used.values()
    tops = sorted({round(c["matrix"][5], 2) for c in result.body_chars(1) if c["text"] in RARE_NAMES}, reverse=True)
    assert len(tops) > 3
    assert [(a - b) / MM for a, b in pairwise(tops)] == pytest.approx([225 / 22] * (len(tops) - 1), abs=0.02)


def test_a_rare_character_in_a_title_is_printed_too(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="近年来。"), title=f"志愿者{RARE_NAMES}")))
    assert f"志愿者{RARE_NAMES}" in result.text(1)
    used = {
        c["fontname"].partition("+")[2]
        for c in result.body_chars(1)
        if c["text"] in f"志愿者{RARE_NAMES}" and c["size"] > 20
    }
    assert used == {"Bulletin-Biaosong-Bold"}


def test_the_fonts_of_a_bulletin_hold_what_it_needs_and_little_else(tmp_path: Any) -> None:
    families = ("Bulletin Fang", "Bulletin Song", "Bulletin Rare", "Bulletin Rare Signs")
    plain = cut.cut_fonts([(families, "文明实践")], tmp_path)
    assert set(plain) == set(FAMILIES) - {"Bulletin Rare", "Bulletin Rare Signs"}
    assert sum(path.stat().st_size for path in plain.values()) < 60_000
    assert "Bulletin Rare" in cut.cut_fonts([(families, "喆")], tmp_path)


SIGNS = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ₙ☑☐☒✔✘√×÷±≤≥≈①⑳㉑Ⅷ→⇒½⅓℃㎡★☆●◆✉☎♥"


def test_signs_are_printed_in_text_lead_ins_and_tables_and_leave_lines_on_the_grid(issue: Any, printed: Any) -> None:
    table = Table(columns=("项目", "完成✔"), rows=(("CO₂排放（m²）", "☑是☐否"),))
    result = printed(
        issue(
            article(Paragraph(text=f"各处用到{SIGNS}。"), Point(lead_in="排放CO₂少了10⁶吨。", text=("见表。",)), table)
        )
    )
    assert set(SIGNS) <= {c["text"] for c in result.body_chars(1)}
    assert {c["text"] for c in result.body_chars(1) if "Signs" in c["fontname"]} >= set("₂⁶☑☐✔")
    assert [(v.rule, v.measured) for v in audit(result.typeset.pdf).defects] == []


def test_notes_of_a_title_and_below_the_title_of_a_report_are_printed(issue: Any, printed: Any) -> None:
    first = msgspec.structs.replace(
        article(Paragraph(text="正文。")), title="志愿者张喆^(zhé)把课堂搬进病房^[题注。]，为住院儿童续上学业"
    )
    second = Report(
        number=2,
        anchor="a2",
        title="用稿统计",
        note="（共3篇^[不含简讯。]）",
        columns=("单位", "篇"),
        rows=(("甲", "3"),),
    )
    result = printed(issue(first, second))
    text = "".join(result.text(n) for n in range(1, result.typeset.page_count + 1)).replace(" ", "")
    assert "①题注。" in text and "②不含简讯。" in text and "^" not in text
    assert [(v.rule, v.measured) for v in audit(result.typeset.pdf).defects] == []


def test_an_accent_typed_as_a_character_of_its_own_is_printed_on_its_letter(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="读作zhe\u0301，又见Zu\u0308rich。"))))
    assert "zhé" in result.text(1) and "Zürich" in result.text(1)
    assert [(v.rule, v.measured) for v in audit(result.typeset.pdf).defects] == []


def test_a_space_after_a_sign_is_printed(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="村里CO₂ 与CH₄ 少了3.5×10⁸ m³，张喆 说。"))))
    assert "CO₂与CH₄少了" in "".join(char["text"] for char in result.body_chars(1) if char["text"].strip())


# The file -----------------------------------------------------------------------------


def test_the_public_half_of_the_record_travels_with_the_print_and_nothing_else(issue: Any, printed: Any) -> None:
    secret = Submission(leader="甲密", writer="乙密", phone="丙密")
    private = {
        "signed_by": ("丁密",),
        "cleared_by": "戊密",
        "recipients": (Recipient(name="己密", copies=1),),
        "withdrawn_by": "庚密",
    }
    result = printed(issue(article(Paragraph(text="近年来。"), submission=secret), **private))
    [(name, attached)] = result.pike.attachments.items()
    content = attached.get_file().read_bytes()
    assert name == "shiyan-2024-3.json" and str(attached.relationship) == "/Source"
    assert len(result.pike.Root.AF) == 1
    data = msgspec.json.decode(content)
    assert data["issue"]["items"][0]["title"] == "小站点办成大事情"
    assert "密" not in content.decode() and not {"signed_by", "recipients", "cleared_by"} & data["issue"].keys()


def test_the_file_has_page_labels_and_a_role_for_each_of_its_own_types(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(Point(ordinal="一、", lead_in="建好队伍。", text=(filler(40),)))))
    assert result.pike.Root.PageLabels.Nums[1].S == "/D"
    used = {
        str(o.S)[1:]
        for o in result.pike.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem" and "/S" in o
    }
    mapped = {str(name)[1:] for name in result.pike.Root.StructTreeRoot.RoleMap}
    assert {name for name in used if name.startswith("Bulletin")} <= mapped
    assert {"BulletinTitle", "BulletinParagraph", "BulletinRunIn1", "BulletinImprint", "BulletinMasthead"} <= used
    assert len(role(result, "BulletinParagraph")) == 1, "a paragraph cut by the end of a page is one element"
    assert len(role(result, "BulletinArticle")) == 1


def test_page_numbers_are_artifacts(issue: Any, printed: Any) -> None:
    result = printed(issue())
    operators = [(str(o), list(operands)) for operands, o in pikepdf.parse_content_stream(result.pike.pages[0])]
    assert any(
        o == "BDC" and operands[0] == "/Artifact" and operands[1].get("/Type") == "/Pagination"
        for o, operands in operators
    )


def test_a_code_and_a_hash_in_the_imprint_lead_to_the_exact_version(
    issue: Any, printed: Any, publication: Publication
) -> None:
    wanted = msgspec.structs.replace(publication, qr_url="https://jianbao.example.cn/ku/")
    made = issue()
    digits = content_hash(made, wanted)
    assert version_address(made, wanted) == f"https://jianbao.example.cn/ku/bulletins/shiyan/2024/3.html#v-{digits}"
    result = printed(made, wanted)
    assert digits in result.text(2)
    assert [str(f.Alt) for f in role(result, "BulletinQR")] == ["二维码：扫码查看本期电子版"]
    assert content_hash(issue(number=4), wanted) != digits
    assert modules_of_code(result) == [[bool(dark) for dark in row] for row in code_of(version_address(made, wanted))]
    assert not role(printed(made), "BulletinQR")


def code_of(address: str) -> list[list[bool]]:
    """Return the modules of the QR code of an address, with the four light ones around it (ISO/IEC 18004)."""
    return [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]


def modules_of_code(result: Any) -> list[list[bool]]:
    """Return which modules are dark in the code on the last page as it is drawn."""
    (figure,) = role(result, "BulletinQR")
    left, bottom, right, top = map(float, figure.A.BBox if "/BBox" in figure.A else figure.A[0].BBox)
    scale, page = 10, pypdfium2.PdfDocument(result.typeset.pdf)[result.typeset.page_count - 1]
    image = page.render(scale=scale).to_pil().convert("L")
    count = len(code_of("https://jianbao.example.cn/ku/bulletins/shiyan/2024/3.html#v-000000000000"))
    across = [scale * (left + (right - left) * (n + 0.5) / count) for n in range(count)]
    down = [image.height - scale * (top - (top - bottom) * (n + 0.5) / count) for n in range(count)]
    return [[image.getpixel((round(x), round(y))) < 128 for x in across] for y in down]


def test_a_numbered_copy_differs_from_the_master_in_its_number_only(
    issue: Any, publication: Publication, places: dict[str, Place], media: Any, printed: Any
) -> None:
    changed: Any = msgspec.structs.replace(publication, head=HEADS["numbered"])
    made = issue(numbered_copies=True)
    master, copy = printed(made, changed), printed(made, changed, copy_number=12)
    assert master.text(1).replace("000000", "000012", 1) == copy.text(1)
    others = range(2, master.typeset.page_count + 1)
    assert len(others) and [master.text(page) for page in others] == [copy.text(page) for page in others]
    assert typeset(made, changed, places=places, media=media).pdf == master.typeset.pdf
