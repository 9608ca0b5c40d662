"""Items that have no line of title: their words stand in the issue under their section, and
the report says what was settled."""

from __future__ import annotations

import pytest

from press.importing import issue_of, reference_data
from readers import Reading, read_text
from readers.reading import item_parts, letters
from records import Article, Issue, Place, Unit

PLACES = [r for r in reference_data() if isinstance(r, Place)]
UNITS = [r for r in reference_data() if isinstance(r, Unit)]
HEAD = "江苏精神文明建设简报\n\n第 22 期\n\n江苏省文明办\n\n2024年9月2日\n\n"
FIRST = (
    "【工作交流】\n\n镇江市：把长椅修好\n\n今年以来，镇江市把长椅修好，人人有座。\n\n"
    "一是查。查了三百条。\n\n二是修。修了三百条。\n\n"
)
TAIL = "\n报：中央文明办\n发：各设区市文明办\n（苏简字1004号 共印400份）\n"


def read(text: str) -> tuple[Reading, Issue]:
    from pathlib import Path

    reading = read_text(HEAD + text + TAIL, "某期.txt", places=PLACES, units=UNITS)
    return reading, issue_of(Path("某期.txt"), reading, "p")


def sections(issue: Issue) -> list[tuple[str, list[str]]]:
    return [(s.name, [issue.item(a).title for a in s.items]) for s in issue.sections]


UNTITLED = ("7月2日，南通市召开长椅推进会。会上讲了三件事。", "7月8日，扬州市启动“好椅周周评”活动。")
RUN_IN = (
    "南通市召开长椅推进会。7月2日，会上讲了三件事，大家都有收获。",
    "扬州市启动周周评活动。7月8日，活动在东关街开始，连办六周。",
)


@pytest.mark.parametrize("marks", ["△ ", "●", "◆ ", "· ", "* ", "", "1. ", "一、"])
@pytest.mark.parametrize("name", ["简讯", "各地动态"])
def test_untitled_briefs_are_items_of_their_section(marks: str, name: str) -> None:
    printed = [
        f"{marks.replace('1', str(n)).replace('一', '一二'[n - 1])}{text}\n\n" for n, text in enumerate(UNTITLED, 1)
    ]
    reading, issue = read(FIRST + f"【{name}】\n\n" + "".join(printed))
    assert sections(issue) == [
        ("工作交流", ["把长椅修好"]),
        (name, ["南通市召开长椅推进会", "扬州市启动“好椅周周评”活动"]),
    ]
    for item, text in zip(issue.items[1:], UNTITLED, strict=True):
        assert letters(text) in letters("".join(item_parts(item)))
    assert sum("没有标题，暂用文中的话" in note.text for note in reading.notes) == 2


@pytest.mark.parametrize("form", ["{}", "△ {}", "● **{}", "**{}", "[{}"])
def test_a_title_at_the_start_of_a_paragraph_is_the_items_title(form: str) -> None:
    printed = []
    for text in RUN_IN:
        title, rest = text.split("。", 1)
        lead = f"【{title}】{rest}" if form.startswith("[") else f"**{title}。**{rest}" if "**" in form else text
        printed.append(form.replace("**", "").replace("[", "").format(lead) + "\n\n")
    reading, issue = read(FIRST + "【简讯】\n\n" + "".join(printed))
    assert sections(issue)[1] == ("简讯", ["南通市召开长椅推进会", "扬州市启动周周评活动"])
    assert [list(item_parts(item)) for item in issue.items[1:]] == [[text.split("。", 1)[1]] for text in RUN_IN]
    assert sum("标题印在段首" in note.text for note in reading.notes) == 2


def test_a_brief_of_several_paragraphs_ends_at_the_next_mark_and_its_source_stays_with_it() -> None:
    text = "△ 7月2日，南通市召开推进会。\n\n会后看了三条长椅。\n\n（南通市文明办）\n\n△ 7月8日，扬州市启动活动。\n"
    _, issue = read(FIRST + "【简讯】\n\n" + text)
    assert [len(list(item_parts(item))) for item in issue.items[1:]] == [3, 1]


def test_briefs_wrapped_at_a_width_are_whole() -> None:
    long = (
        "7月{0}日，南通市召开修长椅工作推进会，会上讲了三件事，第{0}件最要紧，"
        "大家听得认真，记得仔细，回去以后马上照着做。"
    )
    lines = []
    for n in range(2, 8):
        text = "　　△" + long.format(n)
        lines += [text[at : at + 28] for at in range(0, len(text), 28)]
    _, issue = read("【简讯】\n" + "\n".join(lines))
    assert [next(item_parts(item)) for item in issue.items] == [long.format(n) for n in range(2, 8)]


def test_briefs_with_a_line_of_title_each_are_items() -> None:
    text = [
        "南通市召开长椅推进会",
        "7月2日，会上讲了三件事。",
        "扬州市启动周周评活动",
        "7月8日，活动开始。",
        "大家都来了。",
    ]
    _, issue = read(FIRST + "【简讯】\n\n" + "\n\n".join([*text, "徐州市开工", "7月9日，开工。"]))
    assert sections(issue)[1] == ("简讯", ["南通市召开长椅推进会", "扬州市启动周周评活动", "徐州市开工"])


def test_a_subhead_in_brackets_stays_in_its_article() -> None:
    _, issue = read(FIRST + "【经验启示】\n\n修长椅要有恒心，不能只修一天。\n\n【点评】\n\n说得好，做得也好。\n")
    assert sections(issue) == [("工作交流", ["把长椅修好"])]
    said = "".join(item_parts(issue.items[0]))
    assert all(words in said for words in ("【经验启示】", "修长椅要有恒心", "【点评】", "说得好"))


def test_a_section_with_prose_alone_is_no_part_of_the_article_before() -> None:
    _, issue = read(FIRST + "【领导讲话】\n\n同志们要把长椅修好。修好以后还要管好。\n\n大家都有责任。\n")
    assert sections(issue)[1] == ("领导讲话", ["同志们要把长椅修好"])
    assert len(list(item_parts(issue.items[1]))) == 2


def test_prose_that_nothing_heads_is_an_item_above_the_first_section() -> None:
    _, issue = read("8月以来，全省天天修长椅，已经修好九百条。各地都有行动。\n\n" + FIRST)
    assert sections(issue) == [("", ["全省天天修长椅，已经修好九百条"]), ("工作交流", ["把长椅修好"])]


def test_a_section_without_anything_is_named() -> None:
    reading, issue = read(FIRST + "【文件选登】\n\n【简讯】\n\n△ 7月8日，扬州市启动活动。\n")
    assert [s.name for s in issue.sections] == ["工作交流", "简讯"]
    assert any("文件选登" in note.text and note.kind == "栏目" for note in reading.notes)


def test_briefs_that_the_contents_list_does_not_tell_are_items_too() -> None:
    contents = "目 录\n\n【工作交流】\n\n镇江市：把长椅修好\n\n【简讯】\n\n"
    _, issue = read(contents + FIRST + "【简讯】\n\n" + "".join(f"△ {text}\n\n" for text in UNTITLED))
    assert [(s.name, len(s.items)) for s in issue.sections] == [("工作交流", 1), ("简讯", 2)]
    assert all(isinstance(item, Article) for item in issue.items)
