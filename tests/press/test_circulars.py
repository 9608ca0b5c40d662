"""A circular of adoption statistics is a report kept as printed, in a bulletin or a
file of its own; wrong sums are told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from press.importing import import_to_directory
from readers import read_text
from records import Article, Export, Issue, Report
from records.reports import report_sum, wrong_sums
from records.tables import Merge

TITLE = "关于2026年上半年长椅简报用稿情况的通报"
PROSE = (
    "今年上半年，各地积极报送稿件，长椅简报共采用稿件17篇，其中单篇14篇、综合3篇。"
    "现将有关情况通报如下，请各地对照查找不足，继续报送。"
)
ROWS: list[tuple[str, ...]] = [
    ("地区", "市本级", "县级", "合计"),
    ("无锡市", "4", "3", "7"),
    ("扬州市", "2", "5", "7"),
    ("综合稿件", "3", "", "3"),
    ("合计", "9", "8", "17"),
]
HEAD = "长椅工作简报\n\n第 22 期\n\n江苏省文明办\n\n2026年9月2日\n\n【用稿通报】\n\n"
TAIL = "\n\n报：中央文明办\n发：各设区市文明办\n共印400份\n"


def table(rows: list[tuple[str, ...]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def circular(rows: list[tuple[str, ...]]) -> str:
    return f"{TITLE}\n\n各设区市文明办：\n\n{PROSE}\n\n{table(rows)}\n\n江苏省文明办\n\n2026年7月2日\n"


def test_a_circular_in_a_bulletin_is_a_report_with_its_words_in_the_note(tmp_path: Path) -> None:
    path = tmp_path / "某期.txt"
    path.write_text(HEAD + f"{TITLE}\n\n{PROSE}\n\n{table(ROWS)}" + TAIL, "utf-8")
    outcome = import_to_directory([path], tmp_path / "out", "")
    (issue,) = Export(tmp_path / "out").all(Issue)
    (report,) = issue.items
    assert isinstance(report, Report)
    assert (report.title, report.note, report.total, report.printed) == (TITLE, PROSE, 17, True)
    assert (report.columns, list(report.rows)) == (ROWS[0], [tuple(cell for cell in row) for row in ROWS[1:]])
    assert [note for note in outcome.notes[str(path)] if note.kind == "合计"] == []


@pytest.mark.parametrize(
    ("at", "cell", "words"),
    [
        ((4, 1), "10", "“合计”一行的“市本级”印作 10，各行相加得 9"),
        ((1, 3), "8", "“无锡市”的“合计”印作 8，各栏相加得 7"),
        ((2, 2), "6", "表中各项相加得 18，与所印总数 17 不符"),
    ],
)
def test_a_sum_that_is_not_what_is_printed_is_told_and_kept(at: tuple[int, int], cell: str, words: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[at[0]][at[1]] = cell
    reading = read_text(HEAD + f"{TITLE}\n\n{PROSE}\n\n{table([tuple(row) for row in rows])}" + TAIL, "某期.txt")
    (report,) = reading.items
    assert isinstance(report, Report)
    assert (report.columns, *report.rows)[at[0]][at[1]] == cell
    assert any(words in note.text for note in reading.notes if note.kind == "合计")


def test_a_wrong_sum_is_told_by_the_name_in_its_row_not_by_its_number() -> None:
    rows = (("1", "无锡市", "4", "3", "8"), ("2", "扬州市", "2", "3", "5"))
    report = Report(number=1, title=TITLE, printed=True, columns=("序号", "地区", "市本级", "县级", "合计"), rows=rows)
    assert list(wrong_sums(report)) == ["“无锡市”的“合计”印作 8，各栏相加得 7"]
    report = Report(
        number=1,
        title=TITLE,
        printed=True,
        columns=("序号", "地区", "篇数"),
        rows=(("1", "无锡市", "4"), ("", "合计", "6")),
    )
    assert list(wrong_sums(report)) == ["“合计”一行的“篇数”印作 6，各行相加得 4"]


def test_a_practice_with_a_table_is_no_report() -> None:
    text = "无锡市：采用积分制把长椅修好\n\n今年以来，无锡市采用积分制修长椅。\n\n一是查。查了三百条。\n\n" + table(
        ROWS[:3]
    )
    (item,) = read_text(HEAD + text + TAIL, "某期.txt").items
    assert isinstance(item, Article)


def word(text: str) -> bytes:
    """Return a Word file of paragraphs and one table."""
    import io
    from xml.sax.saxutils import escape

    def paragraph(words: str) -> str:
        return f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"

    made = ""
    for part in text.split("\n\n"):
        if "\t" in part:
            rows = (row.split("\t") for row in part.split("\n"))
            made += (
                "<w:tbl>"
                + "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(c)}</w:tc>' for c in row)}</w:tr>" for row in rows)
                + "</w:tbl>"
            )
        else:
            made += paragraph(part.strip())
    space = "http://schemas.openxmlformats.org"
    document = f'<w:document xmlns:w="{space}/wordprocessingml/2006/main"><w:body>{made}</w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types xmlns="{space}/package/2006/content-types"><Default Extension="rels" '
    types += 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    links = (
        f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" '
    )
    links += f'Type="{space}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in (("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", document)):
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["txt", "docx"])
def test_a_circular_of_its_own_is_kept_among_the_reports(tmp_path: Path, suffix: str) -> None:
    from cms.issues.reports import Report as Row
    from press.import_cms import import_to_cms

    path = tmp_path / f"通报.{suffix}"
    text = circular([*ROWS[:4], ("合计", "10", "8", "17")])
    path.write_bytes(word(text) if suffix == "docx" else text.encode())
    outcome = import_to_cms([path])
    assert outcome.failed == []
    report = Row.objects.get(title=TITLE).as_record()
    assert (report.columns, report.printed, report.total) == (ROWS[0], True, 17)
    assert [row[:2] for row in report.rows] == [("无锡市", "4"), ("扬州市", "2"), ("综合稿件", "3"), ("合计", "10")]
    said = report.note + outcome.report()
    for words in (
        PROSE,
        "各设区市文明办：",
        "江苏省文明办",
        "2026年7月2日",
        "“合计”一行的“市本级”印作 10，各行相加得 9",
    ):
        assert words in said, words
    assert "没有改动" in import_to_cms([path]).report()


def test_the_note_of_a_circular_is_printed_in_paragraphs(tmp_path: Path) -> None:
    import re

    import pypdfium2

    from bulletins import typeset

    path = tmp_path / "某期.txt"
    path.write_text(HEAD + f"{TITLE}\n\n（共17篇）\n\n{PROSE}\n\n{table(ROWS)}" + TAIL, "utf-8")
    import_to_directory([path], tmp_path / "out", "")
    export = Export(tmp_path / "out")
    (issue,) = export.all(Issue)
    pdf = typeset(issue, export.get(export_publication(), issue.publication), places={}, media=Path).pdf
    printed = re.sub(r"\s", "", pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())
    assert "（共17篇）" in printed
    assert PROSE[:40] in printed


def export_publication() -> type:
    from records import Publication

    return Publication


PARTS = [
    ("单位", "报送", "采用"),
    ("灌云县", "9", "3"),
    ("灌南县", "8", "4"),
    ("小计", "17", "7"),
    ("教育局", "4", "2"),
    ("小计", "4", "2"),
]


@pytest.mark.parametrize(("at", "printed", "summed"), [(3, "8", "7"), (5, "3", "2"), (3, "7", "")])
def test_the_sum_of_a_part_is_checked_in_an_article_too(at: int, printed: str, summed: str) -> None:
    rows = [(row[0], row[1], printed) if n == at else row for n, row in enumerate(PARTS)]
    body = f"一、县级\n\n{table(rows[:4])}\n\n二、部门\n\n{table([rows[0], *rows[4:]])}\n\n请各单位继续报送稿件。\n"
    reading = read_text(HEAD + f"{TITLE}\n\n{PROSE}\n\n{body}" + TAIL, "某期.txt")
    doubts = [note.text for note in reading.notes if note.kind == "合计"]
    assert doubts == ([f"“小计”一行的“采用”印作 {printed}，各行相加得 {summed}，照原样保留"] if summed else [])


@pytest.mark.parametrize(
    "columns",
    [("单位", "篇数", "转载", "积分"), ("单位", "6月份", "1—6月份", "积分"), ("单位", "采用", "累计采用", "积分")],
)
def test_counts_of_one_kind_are_not_added_to_others_beside_them(columns: tuple[str, ...]) -> None:
    rows = [columns, ("灌云县", "9", "30", "39"), ("灌南县", "8", "40", "48"), ("合计", "17", "70", "87")]
    reading = read_text(HEAD + f"{TITLE}\n\n{PROSE}\n\n{table(rows)}" + TAIL, "某期.txt")
    assert [note.text for note in reading.notes if note.kind == "合计"] == []


def test_counts_of_an_earlier_time_are_no_part_of_a_sum() -> None:
    columns = ("地区", "1月", "2月", "合计", "去年同期")
    rows = (("无锡市", "3", "2", "5", "7"), ("扬州市", "1", "2", "3", "4"), ("合计", "4", "4", "8", "11"))
    report = Report(number=1, title=TITLE, printed=True, columns=columns, rows=rows, total=8)
    assert (report_sum(report), list(wrong_sums(report))) == (8, [])


@pytest.mark.parametrize(("printed", "right"), [("3", True), ("6", True), ("4", False)])
def test_what_a_cell_across_columns_counts_may_be_left_out_of_their_totals(printed: str, right: bool) -> None:
    columns = ("地区", "市本级", "县级", "合计")
    rows = (("无锡市", "3", "2", "5"), ("省有关部门", "某系统2、某系统1", "", "3"), ("总计", printed, "2", "8"))
    merged = (Merge(row=2, column=1, across=2),)
    report = Report(number=1, title=TITLE, printed=True, columns=columns, rows=rows, merged=merged, total=8)
    assert (f"“总计”一行的“市本级”印作 {printed}，各行相加得 6" in list(wrong_sums(report))) is not right
