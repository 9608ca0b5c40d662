"""The chief sends an issue back with remarks; who works on it is told and finds them where
they belong, until it is asked again."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.core.audit import AuditEntry
from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage
from tests.cms.test_signing import article, draft, now  # noqa: F401
from tests.cms.test_way import edit, user
from tests.signing import form_of, sign

pytestmark = pytest.mark.django_db
WHOLE, ALONE = "版记少一行，\n请核对印数", "第二段的数请再核一遍"


@pytest.fixture
def asked(draft: Issue, as_user: Any) -> Issue:  # noqa: F811
    client = as_user("bianji")
    client.post(reverse("issue_decision", args=[draft.pk]), form_of(client, draft.pk, "ask"))
    return now(draft)


def send_back(client: Any, issue: Issue, **more: str) -> Any:
    form = form_of(client, issue.pk, "send_back")
    return client.post(reverse("issue_decision", args=[issue.pk]), form | more, follow=True)


def remarks(issue: Issue) -> dict[str, str]:
    return {"remark": WHOLE, f"remark-article:{issue.entries.get().article_id}": ALONE}


def test_remarks_stand_in_the_builder_on_the_page_and_at_the_article_until_it_is_asked_again(
    asked: Issue,
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    send_back(as_user("zhubian"), asked, **remarks(asked))
    assert (now(asked).asked_on, now(asked).state) == (None, "主编已退回，正在修改")
    client = as_user("bianji")
    builder, page = reverse("issue_builder", args=[asked.pk]), reverse("issue_decision", args=[asked.pk])
    for url in (builder, page):
        html = client.get(url).content.decode()
        for line in (*WHOLE.split("\n"), ALONE, "主编"):
            assert line in html, (url, line)
    assert 'builder__remark">主编：' + ALONE in client.get(builder).content.decode()
    for url in (edit(article), reverse("article_way", args=[article.pk])):
        html = client.get(url).content.decode()
        assert ALONE in html and "版记少一行" not in html, url
    client.post(page, form_of(client, asked.pk, "ask"))
    for url in (builder, page, edit(article), reverse("article_way", args=[article.pk])):
        assert ALONE not in client.get(url).content.decode(), url
    assert sign(as_user("zhubian"), asked.pk).status_code == 200
    assert now(asked).signed


def test_who_wrote_the_article_does_not_read_what_the_chief_says_of_an_issue(
    asked: Issue,
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    send_back(as_user("zhubian"), asked, **remarks(asked))
    ArticlePage.objects.filter(pk=article.pk).update(owner=user("tongxunyuan"))
    for url in (edit(article), reverse("article_way", args=[article.pk])):
        assert ALONE not in as_user("tongxunyuan").get(url, follow=True).content.decode()


def test_whoever_asked_is_told_and_history_and_audit_log_have_it(asked: Issue, as_user: Any) -> None:
    other = get_user_model().objects.create_user("bianji2")
    other.groups.set(user("bianji").groups.all())
    send_back(as_user("zhubian"), asked, **remarks(asked))
    assert not other.notifications.exists(), "who has nothing to do with it"
    told = user("bianji").notifications.get(url=reverse("issue_builder", args=[asked.pk]))
    assert "主编退回了" in told.text and "版记少一行" in told.text
    assert not user("zhubian").notifications.filter(text__contains="主编退回").exists()
    as_user("bianji").get(told.url)
    assert user("bianji").notifications.get(pk=told.pk).read_at
    assert ModelLogEntry.objects.for_instance(asked).filter(action="press.send_back", user=user("zhubian")).exists()
    entry = AuditEntry.objects.get(action="issue.send_back")
    assert any(ALONE in reason for reason in entry.data["reason"])


def test_remarks_on_an_issue_that_is_deleted_stay_with_its_article_which_stays_where_it_was(
    asked: Issue,
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    send_back(as_user("zhubian"), asked, **remarks(asked))
    name, state = str(asked), ArticlePage.objects.get(pk=article.pk).state
    as_user("guanli").post(reverse("wagtailsnippets_issues_issue:delete", args=[asked.pk]))
    assert not Issue.objects.filter(pk=asked.pk).exists()
    step = article.steps.order_by("-pk")[0]
    assert (step.move, step.after, ArticlePage.objects.get(pk=article.pk).state) == ("drop", state, state)
    assert name in step.reason and ALONE in step.reason and "版记少一行" in step.reason


@pytest.mark.parametrize("empty", [{}, {"remark": " \n "}, {"remark": "字" * 1001}])
def test_without_a_remark_that_can_be_kept_it_is_not_sent_back(
    asked: Issue, as_user: Any, empty: dict[str, str]
) -> None:
    html = send_back(as_user("zhubian"), asked, **empty).content.decode()
    assert now(asked).asked_on and now(asked).returned is None
    assert empty.get("remark", "").strip() in html


def test_what_changed_since_it_was_seen_is_not_sent_back_and_its_remark_stays(asked: Issue, as_user: Any) -> None:
    client = as_user("zhubian")
    form = form_of(client, asked.pk, "send_back")
    written = ArticlePage.objects.get(pk=asked.entries.get().article_id)
    written.title = "改过的标题"
    written.save_revision()
    html = client.post(reverse("issue_decision", args=[asked.pk]), form | remarks(asked)).content.decode()
    assert "又有改动" in html and ALONE in html and "版记少一行" in html
    assert now(asked).returned is None


@pytest.mark.parametrize("name", ["bianji", "yinfa", "shiji"])
def test_only_who_signs_sends_back_and_only_what_was_asked(asked: Issue, as_user: Any, name: str) -> None:
    url = reverse("issue_decision", args=[asked.pk])
    as_user(name).post(url, {"decision": "send_back", "remark": WHOLE})
    assert now(asked).returned is None
    Issue.objects.filter(pk=asked.pk).update(asked_on=None)
    as_user("zhubian").post(url, {"decision": "send_back", "remark": WHOLE})
    assert now(asked).returned is None
