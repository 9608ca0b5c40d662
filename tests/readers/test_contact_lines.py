"""A contact line is moved into the fields of the submission wherever it stands near the end; all
else stays as it is, or is named."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from readers.places import Register
from readers.word import WordArticle, read_docx
from records import Heading, Paragraph, Picture, Point, Table, marker, numbers
from tests.cms.word_samples import docx, para, table

CASES = yaml.safe_load((Path(__file__).parents[1] / "proof/personal.yaml").read_text("utf-8"))
BODY = (
    "各站早晚各走一遍。",
    "居民说，这样放心。",
    "全镇四十个站都动了起来。",
    "一是查长椅。查了三百条。",
    "二是擦路牌。擦了三百块。",
)
FORMS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("（撰稿人：陈某　联系电话：0510-80000001）",), {"writer": "陈某", "phone": "0510-80000001"}),
    (
        ("单位审签人：王某", "撰稿：周某、吴某", "电话：0510-80000002"),
        {"leader": "王某", "writer": "周某、吴某", "phone": "0510-80000002"},
    ),
    (("联 系 人：赵某　　联系电话：0510-80000003",), {"writer": "赵某", "phone": "0510-80000003"}),
    (("【撰稿人】孙某【电话】0510-80000004",), {"writer": "孙某", "phone": "0510-80000004"}),
    (("撰稿人：钱某", "0510-80000005"), {"writer": "钱某", "phone": "0510-80000005"}),
    (("供稿单位：河埠镇办公室　审核：李某",), {"leader": "李某"}),
)
BELOW: tuple[tuple[str, ...], ...] = (
    (),
    ("附件：1.保洁员名单", "2.河段图"),
    ("图1 志愿者在宣讲", "图2 村民在听讲"),
    ("二〇二六年三月五日",),
    ("河埠镇办公室", "2026年3月5日"),
    ("以上做法供各地参考。",),
    ("附件：保洁员名单", "TABLE", "河埠镇办公室", "2026年3月5日"),
)


def article_of(lines: tuple[str, ...]) -> WordArticle:
    made = (table(("站点", "班次"), ("河埠", "两班")) if line == "TABLE" else para(line) for line in lines)
    return read_docx(docx(para("河边的旧伞", centred=True), *made), "稿件.docx", Register((), (), None))


def words_of(article: WordArticle) -> list[str]:
    """Return all that the body says, in order."""
    found: list[str] = []
    for block, n in zip(article.body, numbers(article.body), strict=True):
        match block:
            case Point():
                found += [marker(block.ordinal, n) + block.lead_in + "".join(block.text)]
            case Paragraph() | Heading():
                found.append(block.text)
            case Table():
                found += [block.caption, *itertools.chain(block.columns, *block.rows)]
            case Picture():
                found.append(block.caption)
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0][0])
@pytest.mark.parametrize("below", BELOW, ids="｜".join)
def test_it_fills_its_fields_leaves_the_text_and_is_named_whatever_stands_below(
    form: tuple[Any, Any], below: tuple[str, ...]
) -> None:
    (lines, fields), chance = form, Random(f"{form} {below}")
    body = tuple(chance.sample(BODY, 3))
    glued = len(lines) == 1 and chance.random() < 0.5
    if glued:
        bracketed = lines[0] if lines[0][0] == "（" else f"（{lines[0]}）"
        article = article_of((*body[:-1], body[-1] + bracketed, *below))
    else:
        article = article_of((*body, *lines, *below))
    found = {name: getattr(article, name) for name in ("leader", "writer", "phone")}
    assert {name: value.replace("\u3000", "") for name, value in found.items() if value} == fields
    without = article_of((*body, *below))
    assert words_of(article) == words_of(without), "nothing else is moved"
    notes = " ".join(note.text for note in article.notes)
    for value in fields.values():
        assert value in notes and value not in "".join(words_of(article))


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.get("contact") == ""], ids=lambda case: case["text"][-20:]
)
def test_what_readers_are_told_is_no_contact_line(case: Any) -> None:
    article = article_of(("前面一段话。", *case["text"].split("\n")))
    assert (article.leader, article.writer, article.phone) == ("", "", "")


def test_a_line_far_from_the_end_and_a_word_in_a_sentence_stay() -> None:
    far = ("撰稿人：陈某 联系电话：0510-80000001", *(f"第{n}段话。" for n in range(12)))
    said = ("负责人：这个词人人会写。但是撰稿人：谁也没有见过。", "时间：三月五日", "地点：河埠", "活动就这样办成了。")
    for lines in (far, said):
        article = article_of(("前面一段话。", *lines))
        assert (article.leader, article.writer, article.phone) == ("", "", "")
        assert [line for line in lines if line not in words_of(article)] == []
