"""Signing freezes an issue; clearing and withdrawing say who, when and why; each needs its right."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Revision

from cms.cases.models import CasePage
from cms.issues.models import Issue, IssueEntry, Publication
from cms.newsroom.models import ArticlePage
from press.export import export
from press.records import Export
from press.records import Issue as IssueRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Issue:
    publication = Publication.objects.get(slug="wmsj")
    issue = Issue.objects.create(publication=publication, year=2026, number=1, date="2026-01-15", lines="报：中央文明办", print_run=400)
    IssueEntry.objects.create(issue=issue, section="工作交流", article=ArticlePage.objects.get(number=3))
    return Issue.objects.get(pk=issue.pk)


def test_signing_keeps_the_pdf_and_its_hash(draft: Issue) -> None:
    version = draft.sign("主编")
    pdf = version.pdf.read()
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == version.sha256
    assert version.first_pages == {"a1": 1}
    assert version.signed_by == "主编"


def test_a_signed_issue_keeps_its_words_when_the_article_changes(draft: Issue) -> None:
    draft.sign("主编")
    article = ArticlePage.objects.get(number=3)
    printed = article.title
    article.title = "改过的标题"
    article.save_revision().publish()
    assert Issue.objects.get(pk=draft.pk).as_record().items[0].title == printed


def test_the_words_last_saved_go_to_print_even_as_a_draft(draft: Issue) -> None:
    article = ArticlePage.objects.get(number=3)
    article.title = "草稿里改好的标题"
    article.save_revision()
    assert draft.as_record().items[0].title == "草稿里改好的标题"


def test_a_signed_issue_cannot_be_changed_or_signed_again(draft: Issue) -> None:
    draft.sign("主编")
    issue = Issue.objects.get(pk=draft.pk)
    with pytest.raises(ValidationError, match="已经签发"):
        issue.full_clean()
    with pytest.raises(ValidationError, match="已经签发"):
        issue.sign("主编")


def test_an_issue_without_articles_cannot_be_signed() -> None:
    empty = Issue.objects.create(publication=Publication.objects.get(slug="wmsj"), year=2026, number=2, date="2026-01-15")
    with pytest.raises(ValidationError, match="还没有稿件"):
        empty.sign("主编")
    assert empty.signed is None


def test_the_export_carries_the_signed_pdf(draft: Issue, tmp_path: Path) -> None:
    version = draft.sign("主编")
    export(tmp_path / "e", lambda *_: None)
    found = Export(tmp_path / "e")
    record = found.get(IssueRecord, "wmsj/2026/1")
    path = found.pdf(record, 1)
    assert path is not None
    assert path.is_relative_to(tmp_path / "e" / "private")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256 == record.versions[0].pdf
    assert record.signed_by == ("主编",)


def test_copies_that_do_not_add_up_are_pointed_out(draft: Issue) -> None:
    from cms.distribution.models import DistributionList

    draft.distribution = DistributionList.objects.get(slug="wmsj-quanfa")
    draft.reserve = 5
    assert "分发 388 份加余份 5 份是 393 份，与共印 400 份不符" in draft.concerns()
    draft.reserve = 12
    assert draft.concerns() == []


def test_a_chief_editor_signs_clears_and_withdraws_in_the_admin(draft: Issue, as_user: Any) -> None:
    client = as_user("zhubian")
    url = f"/admin/issues/{draft.pk}/decision/"
    assert "签发这一期" in client.get(url).content.decode()
    client.post(url, {"decision": "sign"})
    issue = Issue.objects.get(pk=draft.pk)
    assert issue.state == "已签发，未公开"
    client.post(url, {"decision": "clear"})
    issue.refresh_from_db()
    assert (issue.state, issue.cleared_by) == ("已公开", "主编")
    client.post(url, {"decision": "withdraw", "reason": " "})
    issue.refresh_from_db()
    assert issue.state == "已公开"
    client.post(url, {"decision": "withdraw", "reason": "数据有误"})
    issue.refresh_from_db()
    assert (issue.state, issue.withdrawn_reason) == ("已撤回", "数据有误")


@pytest.mark.parametrize("username", ["bianji", "tongxunyuan"])
@pytest.mark.parametrize("decision", ["sign", "clear", "withdraw"])
def test_nobody_else_decides_about_an_issue(draft: Issue, as_user: Any, username: str, decision: str) -> None:
    response = as_user(username).post(f"/admin/issues/{draft.pk}/decision/", {"decision": decision, "reason": "x"})
    assert response.status_code in (302, 403)
    issue = Issue.objects.get(pk=draft.pk)
    assert (issue.state, issue.cleared_on) == ("编排中", None)


@pytest.mark.parametrize("path", ["decision/", "print.pdf", "v1.pdf"])
def test_a_contributor_does_not_see_an_issue_before_it_is_out(draft: Issue, as_user: Any, path: str) -> None:
    draft.sign("主编")
    response = as_user("tongxunyuan").get(f"/admin/issues/{draft.pk}/{path}")
    assert response.status_code in (302, 403)


def test_a_clearance_survives_the_publishing_of_an_older_draft(as_user: Any) -> None:
    page = CasePage.objects.get(number=4)
    assert page.clearance == "未公开"
    revision = page.save_revision()
    as_user("zhubian").post(f"/admin/cases/{page.pk}/decision/", {"decision": "clear"})
    Revision.objects.get(pk=revision.pk).publish()
    assert CasePage.objects.get(number=4).clearance == "已公开"


def test_a_contributor_cannot_clear_a_case(as_user: Any) -> None:
    page = CasePage.objects.get(number=4)
    response = as_user("tongxunyuan").post(f"/admin/cases/{page.pk}/decision/", {"decision": "clear"})
    assert response.status_code in (302, 403)
    assert CasePage.objects.get(number=4).clearance == "未公开"


def test_the_preview_of_an_issue_is_the_pdf_itself(draft: Issue, as_user: Any) -> None:
    response = as_user("bianji").get(f"/admin/issues/{draft.pk}/print.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response).startswith(b"%PDF")


def test_what_cannot_be_set_is_said_in_the_preview(draft: Issue, as_user: Any) -> None:
    article = ArticlePage.objects.get(number=3)
    article.title = "一个没有字形的字 \U0003134a"
    article.save_revision()
    response = as_user("bianji").get(f"/admin/issues/{draft.pk}/print.pdf")
    assert "无法排版" in response.content.decode()
