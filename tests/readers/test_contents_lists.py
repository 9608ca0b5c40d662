"""Contents lists in columns, with pages in front, with what articles are about, with authors: each
entry finds its title in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers import read_file
from tests.readers.shapes import HEAD, ONE, PLACES, THREE, TWO, UNITS, article, named, read, sections, titles
from tests.word_xml import cell, p, run, save, section, table, text, title

TITLES = ["渔船上的理论课", "码头上的信用簿", "湖堤上的晚班车"]
LISTS = {
    "rows": "本期目录\n●{0}        ●{1}\n●{2}\n",
    "rows with pages": "目　次\n{0} …… 1    {1} …… 2\n{2} …… 4\n",
    "columns": "目录\n{0}\t{2}\n{1}\n",
    "beside the heading": "本期看点：{0} 1　　{1} 2　　{2} 4\n",
    "parted by semicolons": "本期导读：{0}；{1}；{2}\n",
    "pages in front": "目次\nP1　{0}\nP3　{1}\nP4　{2}\n",
    "numbers in front": "目录\n01　{0}\n02　{1}\n04　{2}\n",
    "pages behind strokes": "目录\n{0} / 1\n{1} / 2\n{2} / 4\n",
    "pages in brackets": "目录\n{0}（见第1版）\n{1}（见第2版）\n{2}（见第4版）\n",
    "authors behind dots": "目录\n（一）{0}……蒋坝镇\n（二）{1}……老子山镇\n（三）{2}……综合科\n",
    "authors in brackets": "目录\n{0}（区妇联）\n{1}（老子山镇）\n{2}（高良涧街道、区水务局）\n",
    "a line about each": "■本期导读\n{0} ……（第1版）\n　　宣讲员跟着船走，课讲得短。\n{1} ……（第2版）\n"
    "　　卖足秤的加分，\n　　分数贴在码头上。\n{2} ……（第4版）\n　　司机等人到齐。\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_contents_list_is_read_however_it_is_set(name: str) -> None:
    reading = read(LISTS[name].format(*TITLES) + "\n" + ONE + TWO + THREE)
    assert titles(reading) == TITLES
    assert [len(article(reading, n).body) for n in range(3)] == [1, 1, 1]
    assert not named(reading, "没有找到")


def test_what_a_list_says_of_an_article_is_named() -> None:
    reading = read(LISTS["a line about each"].format(*TITLES) + "\n" + ONE + TWO + THREE)
    assert all(
        named(reading, words)
        for words in ("宣讲员跟着船走，课讲得短。", "卖足秤的加分，", "分数贴在码头上。", "司机等人到齐。")
    )


def test_an_author_that_the_text_prints_in_the_title_stays_there() -> None:
    one, two = (f"{words[:7]}（区妇联）{words[7:]}" for words in (ONE, TWO))
    reading = read(f"目录\n{TITLES[0]}（区妇联）\n{TITLES[1]}（区妇联）\n\n{one}{two}")
    assert titles(reading) == [f"{words}（区妇联）" for words in TITLES[:2]]


def test_titles_that_differ_a_little_follow_sections_that_only_the_list_has() -> None:
    listed = "〖要闻〗\n渔船上的理论课堂（蒋坝镇）\n码头上的信用簿\n〖一线〗\n湖堤上的晚班车（交通运输局）\n\n"
    assert sections(read(listed + ONE + TWO + THREE)) == [("要闻", 2), ("一线", 1)]


def test_sections_side_by_side_are_read_column_by_column(tmp_path: Path) -> None:
    listed = [
        [cell("【湖上】", span=2), cell("【岸上】", span=2)],
        [cell(TITLES[0]), cell("1"), cell(TITLES[2]), cell("4")],
        [cell(TITLES[1]), cell("2"), cell(""), cell("")],
    ]
    made = [p(run(line), align="center") for line in HEAD.replace("　　", "\n").split("\n") if line]
    made += [p(run("目　录"), align="center"), table(4, listed)]
    texts = [words.split("\n\n")[1] for words in (ONE, TWO, THREE)]
    for n, (name, words) in enumerate(zip(TITLES, texts, strict=True)):
        made += [section("【湖上】" if n == 0 else "【岸上】")] if n != 1 else []
        made += [title(name), text(words)]
    save(path := tmp_path / "某期.docx", "".join([*made, p(run("报：淮安市文明办")), p(run("发：各镇"))]))
    assert sections(read_file(path, places=PLACES, units=UNITS)) == [("湖上", 2), ("岸上", 1)]


@pytest.mark.parametrize("listed", ["", "目录\n渔船上的理论课\n码头上的信用簿\n\n"])
def test_a_place_in_a_line_above_a_title_stands_before_it(listed: str) -> None:
    reading = read(f"{listed}洪泽区蒋坝镇\n{ONE}洪泽区老子山镇\n{TWO}")
    assert titles(reading) == ["洪泽区蒋坝镇：渔船上的理论课", "洪泽区老子山镇：码头上的信用簿"]
    assert [len(article(reading, n).body) for n in range(2)] == [1, 1]
