"""What stands above the first section, or in an issue without any, arrives; a second
import mends what a first one left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from cms.issues.signing import sign
from press.importing import import_to_directory
from readers import read_text
from records import Article, Export, Issue, Paragraph, RecordError, Section

HEAD = "江苏精神文明建设简报\n\n第 {} 期\n\n江苏省文明办\n\n2024年9月2日\n\n"
ONE = "南通市：把长椅修好\n\n今年以来，南通市把长椅修好，人人有座。\n\n修好的长椅有两百条。\n\n"
TWO = "扬州市：把路牌擦亮\n\n今年以来，扬州市把路牌擦亮，人人看得清。\n\n擦亮的路牌有三百块。\n\n"
NOTE = "编者按：修长椅是小事，各地可以学一学。\n\n"
TAIL = "报：中央文明办\n发：各设区市文明办\n（苏简字1004号 共印400份）\n"
SHAPES = {
    "none": (NOTE + ONE, [("", ["把长椅修好"])]),
    "above the first": (ONE + "【工作交流】\n\n" + TWO, [("", ["把长椅修好"]), ("工作交流", ["把路牌擦亮"])]),
}


def bulletin(folder: Path, shape: str, number: int = 9101) -> Path:
    path = folder / f"{number}.txt"
    path.write_text(HEAD.format(number) + SHAPES[shape][0] + TAIL, "utf-8")
    return path


def sections(issue: Issue) -> list[tuple[str, list[str]]]:
    return [(s.name, [issue.item(a).title for a in s.items]) for s in issue.sections]


def test_an_issue_lists_each_of_its_items_once_or_is_refused() -> None:
    plain: dict[str, Any] = {"publication": "p", "year": 2024, "number": 1, "date": "2024-01-02"}
    item = Article(anchor="a1", number=1, title="一篇", body=(Paragraph(text="正文。"),))
    for listed, words in (
        ([], "没有排进栏目：a1"),
        (["a1", "a1"], "重复的条目：a1"),
        (["a1", "a2"], "没有的或重复的条目：a2"),
    ):
        with pytest.raises(RecordError, match=words):
            Issue(**plain, items=(item,), sections=(Section(name="交流", items=tuple(listed)),))
    assert Issue(**plain, items=(item,), sections=(Section(name="", items=("a1",)),))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_without_a_section_stands_in_the_export_that_is_written(tmp_path: Path, shape: str) -> None:
    import_to_directory([bulletin(tmp_path, shape)], tmp_path / "out", "")
    (issue,) = Export(tmp_path / "out").all(Issue)
    assert sections(issue) == SHAPES[shape][1]


def test_an_export_that_an_older_import_left_without_its_articles_is_mended_by_the_next(tmp_path: Path) -> None:
    path, out = bulletin(tmp_path, "above the first"), tmp_path / "out"
    import_to_directory([path], out, "")
    whole = {p.name: p.read_bytes() for p in (out / "private/issues").rglob("*.*")}
    file = next(out.rglob("issue.yaml"))
    file.write_text(file.read_text("utf-8").replace("- name: ''\n  items:\n  - a1\n", ""), "utf-8")
    with pytest.raises(RecordError, match=r"issue\.yaml：条目没有排进栏目：a1"):
        list(Export(out).all(Issue))
    assert "已排好" in import_to_directory([path], out, "").done[0]
    assert len(list(Export(out).all(Issue))) == 1
    assert {p.name: p.read_bytes() for p in (out / "private/issues").rglob("9101/*.*")} == whole


def test_a_second_import_puts_in_what_the_first_one_left_out(tmp_path: Path) -> None:
    out = tmp_path / "out"
    short = tmp_path / "9101.txt"
    short.write_text(HEAD.format(9101) + "【工作交流】\n\n" + TWO + TAIL, "utf-8")
    import_to_directory([short], out, "")
    outcome = import_to_directory([bulletin(tmp_path, "above the first")], out, "")
    assert "补上上次没有读入的 1 篇：《把长椅修好》" in outcome.report()
    (issue,) = Export(out).all(Issue)
    assert sections(issue) == SHAPES["above the first"][1]
    assert len({item.number for item in issue.items}) == 2
    assert "已经在" in import_to_directory([bulletin(tmp_path, "above the first")], out, "").skipped[0]


# With the CMS -----------------------------------------------------------------------------


def entries(number: int) -> list[tuple[str, str]]:
    from cms.issues.models import Issue as Row

    return [(e.section, e.content.title) for e in Row.objects.get(number=number).entries.all() if e.content]


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_without_a_section_stands_in_the_issue_in_the_cms(tmp_path: Path, shape: str) -> None:
    from press.import_cms import import_to_cms

    import_to_cms([bulletin(tmp_path, shape)])
    assert entries(9101) == [(name, title) for name, titles in SHAPES[shape][1] for title in titles]


@pytest.mark.django_db
def test_an_issue_that_an_older_import_left_empty_gets_its_articles_once(tmp_path: Path) -> None:
    from cms.issues.models import Issue as Row
    from cms.newsroom.models import ArticlePage
    from press.import_cms import import_to_cms, issue_of

    import_to_cms([bulletin(tmp_path, "none", 9102)])
    ArticlePage.objects.filter(title="把长椅修好").update(title="另一篇")
    path = bulletin(tmp_path, "above the first")
    reading = read_text(path.read_text("utf-8"), "某期.txt")
    known = Row.objects.get(number=9102).publication.slug
    Row.from_record(msgspec.structs.replace(issue_of(path, reading, known), items=(), sections=()), live=False)
    said = import_to_cms([path]).report()
    assert "补上上次没有读入的 2 篇：《把长椅修好》《把路牌擦亮》" in said
    assert entries(9101) == [("", "把长椅修好"), ("工作交流", "把路牌擦亮")]
    assert "没有改动" in import_to_cms([path]).report()
    assert ArticlePage.objects.filter(title="把长椅修好").count() == 1


@pytest.mark.django_db
def test_what_an_editor_took_out_of_an_issue_stays_out_and_what_is_signed_stays(tmp_path: Path) -> None:
    from cms.issues.models import Issue as Row
    from press.import_cms import import_to_cms

    path = bulletin(tmp_path, "above the first")
    import_to_cms([path])
    issue = Row.objects.get(number=9101)
    issue.entries.first().delete()
    assert "《把长椅修好》在“稿件”里，没有排进这一期" in import_to_cms([path]).report()
    assert entries(9101) == [("工作交流", "把路牌擦亮")]
    sign(Row.objects.get(number=9101), "某人")
    assert "缺《把长椅修好》；这一期已经签发，没有改动" in import_to_cms([path]).report()
