"""Several files in one upload: each becomes a draft or is refused by itself, and each has its own report."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.newsroom.models import ArticlePage
from cms.newsroom.word import uploads
from tests.cms.word_samples import docx, para, picture, plain_article, png

pytestmark = pytest.mark.django_db


def other(title: str = "宜兴市：桥头的新灯") -> bytes:
    return docx(para(title, centred=True), para("桥头装了灯，夜里走路不怕了。"), picture("p"), pictures={"p": png()})


def upload(client: Any, *files: tuple[str, bytes]) -> Any:
    return client.post(
        reverse("article_word"), {"file": [SimpleUploadedFile(name, data) for name, data in files]}, follow=True
    )


def test_each_file_of_an_upload_has_its_own_report_and_a_bad_one_stops_no_other(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    answer = upload(
        client,
        ("伞.docx", plain_article()),
        ("坏.docx", b"PK\x03\x04"),
        ("表.xlsx", b"x"),
        ("灯.docx", other()),
        ("空.docx", b""),
    )
    assert answer.redirect_chain == [(reverse("article_word_results"), 302)]
    page = answer.content.decode()
    assert "一共 5 个文件，2 个已建成草稿，3 个没有读入" in page
    for said in ("文件不完整或已损坏", "文件名要以 .docx 结尾", "文件是空的", "没有说明画面的文字"):
        assert said in page, said
    for title in ("河边的旧伞撑起一座城的信任", "桥头的新灯"):
        article = ArticlePage.objects.get(title=title)
        assert article.get_parent().title == "宜兴市"
        assert reverse("article_word_report", args=[article.pk]) in page
        assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in page


def test_what_was_refused_comes_first_and_a_text_is_counted_in_lines_a_word_file_in_paragraphs(as_user: Any) -> None:
    text = "宜兴市：把长椅修好\n\n（2026年11月2日）\n\n今年以来，人人有座。\n".encode()
    page = upload(as_user("tongxunyuan"), ("椅.txt", text), ("灯.docx", other()), ("空.docx", b"")).content.decode()
    assert page.index("空.docx") < page.index("椅.txt") < page.index("灯.docx")
    assert "第 3 行" in page and "第 2 段" in page and "第 3 段" not in page


def test_a_whole_bulletin_becomes_a_draft_that_says_so_first(as_user: Any) -> None:
    head = (para("河埠文明简报", centred=True), para("第8期", centred=True), para("河埠市文明办　2025年6月3日"))
    body = (para("宜兴市：桥头的新灯", centred=True), para("桥头装了灯，夜里走路不怕了。"))
    answer = upload(
        as_user("tongxunyuan"), ("简报.docx", docx(*head, *body, para("报：省文明办"), para("发：各镇文明办")))
    )
    page = answer.content.decode()
    assert "像整期简报，不是一篇稿件" in page
    assert page.index("整期简报") < page.index("文末没有读到撰稿人")
    assert "整期简报" not in upload(as_user("tongxunyuan"), ("伞.docx", plain_article())).content.decode()


def test_one_file_leads_to_its_report_and_its_refusal_stands_by_the_field(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    answer = upload(client, ("灯.docx", other()))
    assert answer.redirect_chain[-1][0] == reverse(
        "article_word_report", args=[ArticlePage.objects.get(title="桥头的新灯").pk]
    )
    answer = client.post(reverse("article_word"), {"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04")})
    assert (answer.status_code, "没有建稿：文件不完整或已损坏" in answer.content.decode()) == (422, True)
    assert "请选择文件" in client.post(reverse("article_word"), {}).content.decode()


def test_the_results_are_those_of_the_user_s_own_last_upload(as_user: Any) -> None:
    upload(as_user("tongxunyuan"), ("伞.docx", plain_article()), ("灯.docx", other()))
    client = as_user("shiji")
    assert "旧伞" not in client.get(reverse("article_word_results")).content.decode()
    client = as_user("tongxunyuan")
    upload(client, ("灯.docx", other()), ("坏.docx", b"x"))
    page = client.get(reverse("article_word_results")).content.decode()
    assert "一共 2 个文件" in page and "伞.docx" not in page
    ArticlePage.objects.filter(title="桥头的新灯").order_by("-pk").first().delete()
    assert "这篇草稿已经删除" in client.get(reverse("article_word_results")).content.decode()


def test_too_many_files_are_refused_at_once_and_what_takes_too_long_is_not_begun(
    as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user("tongxunyuan")
    many = [(f"{n}.docx", b"PK") for n in range(uploads.MOST_FILES + 1)]
    assert "一次最多上传 20 个文件，这次选了 21 个" in upload(client, *many).content.decode()
    monkeypatch.setattr(uploads, "TIME_S", -1.0)
    assert upload(client, ("伞.docx", plain_article()), ("灯.docx", other())).content.decode().count("没有轮到它") == 2
    assert not ArticlePage.objects.filter(title="桥头的新灯").exists()
