"""The head of an imported issue is printed as the old bulletin shows it: order, total number,
line of the series, whole titles."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from bulletins import typeset
from press.importing import import_to_directory, reference_data
from readers import read_text
from records import Export, Issue, Place, Publication

MASTHEAD, NUMBER, DATELINE = "长椅工作简报", "第 22 期", "江苏省文明办　2024年9月2日"
TEXT = (
    "\n\n镇江市：把长椅修好\n\n今年以来，镇江市把长椅修好，人人有座。\n\n修了三百条。\n\n"
    "报：中央文明办\n发：各设区市文明办\n共印400份\n"
)
HEADS = {
    "usual": (
        ["工作资料 注意保存", MASTHEAD, NUMBER, DATELINE],
        ["handling_note", "masthead", "number", "series", "dateline", "rule"],
    ),
    "total": (
        [MASTHEAD, "第 22 期（总第 903 期）", "（长椅专刊之三）", DATELINE],
        ["handling_note", "masthead", "number", "total_number", "series", "dateline", "rule"],
    ),
    "total first": (
        [MASTHEAD, "总第903期", NUMBER, DATELINE],
        ["handling_note", "masthead", "total_number", "number", "series", "dateline", "rule"],
    ),
    "series first": (
        [MASTHEAD, "（“修长椅”专刊 第3期）", NUMBER, DATELINE, "内部资料 注意保存"],
        ["masthead", "series", "number", "dateline", "handling_note", "rule"],
    ),
    "dateline first": (
        [MASTHEAD, DATELINE, NUMBER, "长椅专刊 3"],
        ["handling_note", "masthead", "dateline", "number", "series", "rule"],
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_the_head_is_printed_in_the_order_of_the_bulletin(name: str, tmp_path: Path) -> None:
    lines, wanted = HEADS[name]
    path = tmp_path / "某期.txt"
    path.write_text("\n\n".join(lines) + TEXT, "utf-8")
    import_to_directory([path], tmp_path / "out", "")
    export = Export(tmp_path / "out")
    (issue,), (publication,) = export.all(Issue), export.all(Publication)
    assert list(publication.head) == wanted
    places = {p.code: p for p in reference_data() if isinstance(p, Place)}
    pdf = pypdfium2.PdfDocument(typeset(issue, publication, places=places, media=Path).pdf)
    printed = re.sub(r"\s", "", pdf[0].get_textpage().get_text_bounded())
    words = [re.sub(r"\s", "", part) for line in lines for part in line.split("\u3000")]
    found = [printed.index(each) for each in words]
    assert found == sorted(found)


def test_a_known_publication_keeps_its_head_and_the_report_says_what_is_not_printed(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.txt" for n in (1, 2)]
    for path, (name, number) in zip(paths, (("usual", "21"), ("total", "22")), strict=True):
        path.write_text("\n\n".join(HEADS[name][0]).replace("第 22 期", f"第 {number} 期") + TEXT, "utf-8")
    outcome = import_to_directory(paths, tmp_path / "out", "")
    (publication,) = Export(tmp_path / "out").all(Publication)
    assert "total_number" not in publication.head
    assert [note.text for note in outcome.notes[str(paths[1])] if "印有总期号" in note.text]
    assert not [note.text for note in outcome.notes[str(paths[0])] if "印有" in note.text]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("镇江市：围绕工作主线把长椅修好 持续擦亮“有座镇江”底色", "围绕工作主线把长椅修好持续擦亮“有座镇江”底色"),
        ("镇江市：围绕工作主线把长椅修好\n持续擦亮“有座镇江”底色", "围绕工作主线把长椅修好持续擦亮“有座镇江”底色"),
        ("镇江市：修好长椅 擦亮底色", "修好长椅 擦亮底色"),
    ],
)
def test_a_title_that_was_broken_is_joined_without_a_space(printed: str, read: str) -> None:
    text = "\n\n".join(HEADS["usual"][0]) + TEXT.replace("镇江市：把长椅修好", printed)
    reading = read_text(text, "某期.txt", places=[p for p in reference_data() if isinstance(p, Place)])
    assert reading.items[0].title == read
    assert ("\n" in printed or "工作" in printed) == any(note.kind == "标题" for note in reading.notes)


@pytest.mark.django_db
def test_the_line_of_a_series_goes_through_the_cms(tmp_path: Path) -> None:
    from cms.issues.models import Issue as Row
    from press.import_cms import import_to_cms

    path = tmp_path / "某期.txt"
    path.write_text("\n\n".join(HEADS["total"][0]) + TEXT, "utf-8")
    import_to_cms([path])
    row = Row.objects.get(publication__name=MASTHEAD)
    assert (row.series, row.series_number, row.series_line, row.total_number) == (
        "长椅专刊",
        3,
        "（长椅专刊之三）",
        903,
    )
    assert row.draft_record().series_line == "（长椅专刊之三）"
    assert row.publication.head == HEADS["total"][1]
