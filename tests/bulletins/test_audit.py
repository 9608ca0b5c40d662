"""What the audit says of the sample, of other people's PDFs, and how it says it."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image
from weasyprint import HTML

from bulletins import typeset
from bulletins.audit import Audit, State, audit
from bulletins.audit.__main__ import main
from bulletins.audit.rules import RULES
from press.cli import main as press
from records import Article, ContentError, Export, Issue, Paragraph, Place, Publication
from tests.office import CHROMIUM

SOURCE = re.compile(
    r"(GB/T 9704-2012 §(5|6|7|8)(\.\d+)*|GB/T 15834-2011 §5\.1(\.\d+)?"
    r"|CLREQ §3(\.\d+)+(、§3\.\d+)*|惯例(（[^（）]+）)?)(；|$)"
)


@pytest.fixture
def eight_pages(issue: Callable[..., Issue], printed: Any, filler: Callable[[int], str]) -> bytes:
    body = tuple(Paragraph(text=filler(5)) for _ in range(27))
    result = printed(issue(Article(number=1, place="320200", title="小站点办成大事情", body=body)))
    assert result.typeset.page_count == 8
    return bytes(result.typeset.pdf)


def states(found: Audit) -> dict[str, State]:
    return {verdict.rule: verdict.state for verdict in found.verdicts}


def test_the_sample_has_no_defect(release: Path) -> None:
    files = sorted(release.rglob("*.pdf"))
    assert len(files) >= 10
    defects = [(file.name, v.rule, v.measured, v.where) for file in files for v in audit(file).defects]
    assert defects == []


def test_imported_bulletins_have_no_defect(seeds: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        press, ["import", *map(str, sorted(seeds.glob("*.txt"))), "--to", str(tmp_path / "export")]
    )
    assert done.exit_code == 0, done.output
    export = Export(tmp_path / "export")
    places = {place.code: place for place in export.all(Place)}
    publications = {publication.slug: publication for publication in export.all(Publication)}
    issues = [issue for issue in export.all(Issue) if issue.items]
    assert len(issues) >= 2
    for issue in issues:
        made = typeset(issue, publications[issue.publication], places=places, media=Path)
        assert [(v.rule, v.measured, v.where) for v in audit(made.pdf).defects] == [], issue.key


def test_no_rule_fails_to_read_what_the_typesetter_writes(eight_pages: bytes) -> None:
    assert [v.rule for v in audit(eight_pages).verdicts if "读不懂" in v.measured] == []


def test_there_are_more_than_forty_rules_and_each_names_its_source() -> None:
    assert len(RULES) > 40
    for rule in RULES.values():
        assert all(SOURCE.match(part + "；") for part in rule.source.split("；")), rule.source
        assert rule.title and rule.expected and re.fullmatch(r"[a-z]+(\.[a-z0-9]+)+", rule.name)


def test_eight_pages_are_audited_within_three_seconds(eight_pages: bytes) -> None:
    start = time.process_time()
    audit(eight_pages)
    assert time.process_time() - start < 3


def test_without_tags_the_rules_on_elements_say_so_and_geometry_still_answers(eight_pages: bytes) -> None:
    with pikepdf.open(io.BytesIO(eight_pages)) as pdf:
        del pdf.Root.StructTreeRoot
        buffer = io.BytesIO()
        pdf.save(buffer)
    found = audit(buffer.getvalue())
    assert {v.rule for v in found.defects} == {"tag.marked"}
    for rule in ("type.body", "head.order", "imprint.last", "title.centre", "tag.alt"):
        assert (found[rule].state, found[rule].measured) == (State.UNKNOWN, "文件没有标签")
    for rule in (
        "margin.top",
        "margin.binding",
        "area.width",
        "grid.pitch",
        "grid.lines",
        "grid.characters",
        "line.flush",
        "line.indent",
    ):
        assert found[rule].state is State.HOLDS, rule
    for rule in ("break.start.pause", "folio.side", "folio.top", "font.embedded"):
        assert found[rule].state is State.HOLDS, rule


def test_a_page_of_somebody_elses_is_judged_by_what_it_shows() -> None:
    text = "<html lang=zh-CN><title>通知</title><h1>通知</h1><p>" + "各单位要按时报送材料，不得拖延。" * 60
    found = audit(bytes(HTML(string=text).write_pdf(pdf_tags=True)))
    assert found["grid.pitch"].state is State.BROKEN
    assert found["margin.binding"].state is State.BROKEN
    assert found["type.body"].measured == "标签中没有简报的要素"


def test_title_and_author_are_found_where_a_file_has_them(eight_pages: bytes) -> None:
    for kept, dropped in (("docinfo", "/Metadata"), ("XMP", "/Info")):
        with pikepdf.open(io.BytesIO(eight_pages)) as pdf:
            del (pdf.Root if dropped == "/Metadata" else pdf.trailer)[dropped]
            buffer = io.BytesIO()
            pdf.save(buffer)
        found = audit(buffer.getvalue())
        assert found["meta.title"].state is State.HOLDS, f"only {kept} is left"
        assert found["meta.author"].state is State.HOLDS, f"only {kept} is left"


def test_figures_alone_in_cells_without_tags_are_no_broken_numbers() -> None:
    rows = "".join(f"<tr><td>{n}月<td>{1000 + n}<td>{2000 + n}" for n in range(1, 9))
    table = f"<html lang=zh-CN><title>表</title><p>各市月度人次如下，供参考。<table>{rows}</table>"
    found = audit(bytes(HTML(string=table).write_pdf()))
    assert found["break.number"].state is not State.BROKEN, found["break.number"]


def test_words_that_a_dropped_space_parts_are_not_taken_for_broken() -> None:
    text = "<html lang=en><title>News</title><p>" + "The quick brown fox jumps over the lazy dog again and again. " * 20
    found = audit(bytes(HTML(string=text).write_pdf()))
    assert found["break.word"].state is not State.BROKEN, found["break.word"]


def test_a_scan_is_judged_by_its_paper_only() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1654, 2339), "#eee").save(buffer, "PDF", resolution=200)
    found = audit(buffer.getvalue())
    assert found["paper.width"].state is State.HOLDS
    assert found["grid.pitch"].measured == "页面上没有文字，可能是扫描件"
    assert not [v.rule for v in found.verdicts if "读不懂" in v.measured]
    assert {v.rule.partition(".")[0] for v in found.defects} <= {"pages", "tag", "meta", "archive", "attach"}


def test_what_chromium_prints_is_audited(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html lang=zh-CN><title>通知</title><h1>通知</h1><p>各单位要按时报送材料。", "utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    command = [CHROMIUM, *flags, f"--print-to-pdf={tmp_path / 'page.pdf'}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = audit(tmp_path / "page.pdf")
    assert found["tag.marked"].state is State.HOLDS
    assert found["paper.width"].state is State.BROKEN, "Chromium prints on Letter"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是 PDF，或已损坏"),
        (b"PK\x03\x04 a document", "不是 PDF，或已损坏"),
        (b"%PDF-1.7\n1 0 obj\n<<", "不是 PDF，或已损坏"),
    ],
)
def test_what_is_no_pdf_gives_one_clear_line(content: bytes, message: str, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "坏.pdf"
    file.write_bytes(content)
    assert main([str(file)]) == 2
    assert capsys.readouterr().err == f"坏.pdf：{message}（重新生成或重新取得这个文件）\n"


def test_a_file_that_ends_too_soon_is_an_error_or_a_verdict_never_a_traceback(eight_pages: bytes) -> None:
    for share in (0.2, 0.5, 0.8, 0.99):
        try:
            assert audit(eight_pages[: int(len(eight_pages) * share)]).verdicts
        except ContentError as error:
            assert "已损坏" in str(error)


def test_a_damaged_file_is_an_error_or_a_verdict_never_a_traceback(issue: Callable[..., Issue], printed: Any) -> None:
    whole = printed(issue()).typeset.pdf
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    chance = random.Random(3)
    for n in range(40):
        damaged = bytearray(buffer.getvalue() if n % 2 else whole)
        for _ in range(chance.choice((1, 10, 60))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            assert audit(bytes(damaged)).verdicts
        except ContentError as error:
            assert error.message in ("不是 PDF，或已损坏", "PDF 里没有页", "PDF 加了密码，打不开")


def test_a_password_and_a_missing_file_give_one_clear_line(eight_pages: bytes, tmp_path: Path, capsys: Any) -> None:
    locked = tmp_path / "锁.pdf"
    with pikepdf.open(io.BytesIO(eight_pages)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert main([str(locked)]) == 2
    assert capsys.readouterr().err == "锁.pdf：PDF 加了密码，打不开（先去掉密码再检查）\n"
    assert main([str(tmp_path / "无.pdf")]) == 2
    assert "文件读不出来" in capsys.readouterr().err


def test_the_command_prints_a_table_or_json_and_its_status_tells_of_defects(
    eight_pages: bytes, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "简报.pdf"
    file.write_bytes(eight_pages)
    assert main([str(file)]) == 0
    table = capsys.readouterr().out
    assert "简报.pdf" in table and "天头" in table and "GB/T 9704-2012 §5.2.1" in table and "37 ± 1 mm" in table
    assert f"共 {len(RULES)} 条" in table and "不合格 0" in table
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        del pdf.pages[0]
        pdf.save()
    assert main([str(file), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    even = next(v for v in data["verdicts"] if v["rule"] == "pages.even")
    assert (
        even["state"] == "不合格"
        and even["measured"] == "共 7 页"
        and set(even) == {f.name for f in dataclasses.fields(audit(file)["pages.even"])}
    )


def test_the_module_runs_from_the_shell(eight_pages: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(eight_pages)
    done = subprocess.run(
        [sys.executable, "-m", "bulletins.audit", str(file), "--json"], capture_output=True, check=False
    )
    assert done.returncode == 0 and len(json.loads(done.stdout)["verdicts"]) == len(RULES)
