"""An article that came as a text file becomes a draft as a Word file does; an export
holds no drafts and says where to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from press.importing import import_to_directory
from readers.reading import item_parts
from records import Article, Heading, Paragraph, Point, Table

TEXT = """宜兴市：把长椅修好
再把路牌擦亮

（2026年11月2日）

各镇（街道）：

今年以来，宜兴市把长椅修好，人人有座。路牌也擦亮了。

一是查长椅。查了三百条，一条不落。

二是擦路牌。擦了三百块，块块看得清。

| 地方 | 长椅 |
| --- | --- |
| 东街 | 120 |
| 西街 | 180 |

联系人：某某　联系电话：0510-1234567

附件：1. 长椅清单

2. 路牌清单

宜兴市文明办

2026年11月2日

（撰稿：办公室　审签：某某某）
"""


def draft(path: Path) -> tuple[Any, Article]:
    from cms.newsroom.models import ArticlePage
    from press.import_cms import import_to_cms

    outcome = import_to_cms([path])
    assert outcome.failed == []
    page = ArticlePage.objects.order_by("pk").last()
    return page, page.latest.as_record()


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_becomes_a_draft_with_title_place_body_and_foot(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "长椅.txt"
    path.write_bytes(TEXT.encode(encoding))
    page, article = draft(path)
    assert (article.title, article.place, article.unit) == ("把长椅修好再把路牌擦亮", "320282", "320282")
    assert [(block.ordinal, block.lead_in) for block in article.body if isinstance(block, Point)] == [
        ("一是", "查长椅。"),
        ("一是", "擦路牌。"),
    ]
    assert [block.rows for block in article.body if isinstance(block, Table)] == [(("东街", "120"), ("西街", "180"))]
    assert not any(isinstance(block, Heading) for block in article.body)
    assert (page.latest.writer, page.latest.leader) == ("办公室", "某某某")
    assert page.word_file.document.file.name.endswith(".txt")
    said = "\n".join([article.title, *item_parts(article), *(note["text"] for note in page.word_file.notes)])
    for words in ("2026年11月2日", "各镇（街道）：", "0510-1234567", "长椅清单", "路牌清单", "宜兴市文明办"):
        assert words in said, words


@pytest.mark.django_db
def test_a_title_that_was_taken_in_with_its_place_is_not_reported_as_lost(tmp_path: Path) -> None:
    for title in ("宜兴市：把长椅修好", "泰州市姜堰区：把路牌擦亮"):
        path = tmp_path / f"{title[-2:]}.txt"
        path.write_text(f"{title}\n\n今年以来，各镇把这件事办好了。\n", "utf-8")
        page, _ = draft(path)
        assert [note for note in page.word_file.notes if note["kind"] == "遗漏"] == []


@pytest.mark.django_db
def test_a_wrapped_text_is_joined_and_a_second_import_changes_nothing(tmp_path: Path) -> None:
    from press.import_cms import import_to_cms

    long = (
        "今年以来，宜兴市把长椅修好，人人有座，各镇各街道都动了起来，查的查，修的修，擦的擦，前后用了三个月的时间，" * 3
    )
    text = "　　" + long[:-1] + "。"
    lines = [text[at : at + 30] for at in range(0, len(text), 30)]
    path = tmp_path / "长椅.txt"
    path.write_text("宜兴市：把长椅修好\n\n" + "\n".join(lines * 2) + "\n", "utf-8")
    _, article = draft(path)
    assert [block.text for block in article.body if isinstance(block, Paragraph)] == [long[:-1] + "。"] * 2
    assert "没有改动" in import_to_cms([path]).report()


@pytest.mark.django_db
def test_what_is_neither_bulletin_nor_article_is_refused_with_both_remedies(tmp_path: Path) -> None:
    from press.import_cms import import_to_cms

    path = tmp_path / "单子.txt"
    path.write_text("买菜清单\n鸡蛋 30\n豆腐 2\n白菜 5\n萝卜\n青菜\n冬瓜\n" * 3, "utf-8")
    (said,) = import_to_cms([path]).failed
    assert "单子.txt" in said
    assert "不像一期简报，也不像一篇稿件" in said
    (said,) = import_to_directory([path], tmp_path / "out", "").failed
    assert "不像一期简报，也不像一篇稿件" in said


def test_into_an_export_the_message_says_where_an_article_goes(tmp_path: Path) -> None:
    path = tmp_path / "长椅.txt"
    path.write_text(TEXT, "utf-8")
    (said,) = import_to_directory([path], tmp_path / "out", "").failed
    assert "不像一期简报，像一篇稿件或一张统计表" in said
    assert "不带 --to 再导入一次" in said
    assert not (tmp_path / "out").exists()
