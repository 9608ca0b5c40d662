"""Signing freezes an issue; clearing and withdrawing say who, when and why; each needs its right."""

from __future__ import annotations

import datetime
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.models import Revision

from cms.cases.models import CasePage
from cms.issues import signing
from cms.issues.checks import concerns
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from press.export import export
from records import Export
from records import Issue as IssueRecord
from tests.signing import form_of, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Issue:
    publication = Publication.objects.get(slug="wmsj")
    issue = Issue.objects.create(
        publication=publication, year=2026, number=1, date="2026-01-15", lines="报：中央文明办", print_run=400
    )
    IssueEntry.objects.create(issue=issue, section="工作交流", article=ArticlePage.objects.get(number=3), sort_order=0)
    return Issue.objects.get(pk=issue.pk)


def test_signing_keeps_the_pdf_and_its_hash(draft: Issue) -> None:
    version = signing.sign(draft, "主编")
    pdf = version.pdf.read()
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == version.sha256
    assert version.first_pages == {"a1": 1}
    assert version.signed_by == "主编"


def test_a_signed_issue_keeps_its_words_when_the_article_changes(draft: Issue) -> None:
    signing.sign(draft, "主编")
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
    signing.sign(draft, "主编")
    issue = Issue.objects.get(pk=draft.pk)
    with pytest.raises(ValidationError, match="已经签发"):
        issue.full_clean()
    with pytest.raises(ValidationError, match="已经签发"):
        signing.sign(issue, "主编")


def test_an_issue_without_articles_cannot_be_signed() -> None:
    empty = Issue.objects.create(
        publication=Publication.objects.get(slug="wmsj"), year=2026, number=2, date="2026-01-15"
    )
    with pytest.raises(ValidationError, match="还没有稿件"):
        signing.sign(empty, "主编")
    assert empty.signed is None


def test_the_export_carries_the_signed_pdf(draft: Issue, tmp_path: Path) -> None:
    version = signing.sign(draft, "主编")
    export(tmp_path / "e", lambda *_: None)
    found = Export(tmp_path / "e")
    record = found.get(IssueRecord, "wmsj/2026/1")
    path = found.pdf(record, 1)
    assert path is not None
    assert path.is_relative_to(tmp_path / "e" / "private")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256 == record.versions[0].pdf
    assert record.signed_by == ("主编",)


def test_copies_that_do_not_add_up_are_pointed_out(draft: Issue) -> None:
    from cms.issues.lists import DistributionList

    draft.distribution = DistributionList.objects.get(slug="wmsj-quanfa")
    draft.reserve = 5
    assert "分发 388 份加余份 5 份是 393 份，与共印 400 份不符" in [remark.text for remark in concerns(draft)]
    draft.reserve = 12
    assert not any("份" in concern for concern in [remark.text for remark in concerns(draft)])


def test_what_an_editor_may_have_overlooked_is_pointed_out(draft: Issue) -> None:
    unit = UnitPage.objects.get(code="320282")
    late = unit.add_child(instance=ArticlePage(title="没有报送的稿件", state="draft", live=False))
    IssueEntry.objects.create(issue=draft, section="", article=late, sort_order=-1)
    said = " ".join([remark.text for remark in concerns(Issue.objects.get(pk=draft.pk))])
    assert "第一条没有写栏目" in said
    assert "《没有报送的稿件》是草稿" in said
    assert "已用在《江苏文明实践简报》2024年第3期" in said


def test_a_chief_editor_signs_clears_and_withdraws_in_the_admin(draft: Issue, as_user: Any) -> None:
    client = as_user("zhubian")
    url = f"/admin/issues/{draft.pk}/decision/"
    assert "签发这一期" in client.get(url).content.decode()
    sign(client, draft.pk, date="2026-01-16")
    issue = Issue.objects.get(pk=draft.pk)
    assert issue.state == "已签发，未公开"
    blind = {name: value for name, value in form_of(client, draft.pk, "clear").items() if name != "seen"}
    assert "请勾选“已核对”" in client.post(url, blind, follow=True).content.decode()
    client.post(url, form_of(client, draft.pk, "clear"))
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
    signing.sign(draft, "主编")
    response = as_user("tongxunyuan").get(f"/admin/issues/{draft.pk}/{path}")
    assert response.status_code in (302, 403)


@pytest.mark.parametrize(("username", "clearance"), [("zhubian", "已公开"), ("bianji", "未公开")])
def test_a_clearance_is_for_the_text_that_was_seen(as_user: Any, username: str, clearance: str) -> None:
    """The chief editor's own changes stay cleared; anyone else's take the case off the site, an older draft too."""
    from django.contrib.auth.models import User

    page = CasePage.objects.get(number=4)
    revision = page.save_revision(user=User.objects.get(username=username))
    url, asked = f"/admin/cases/{page.pk}/decision/", {"decision": "clear", "text": str(page.live_revision_id)}
    client = as_user("zhubian")
    assert "请勾选“已核对”" in client.post(url, asked, follow=True).content.decode()
    client.post(url, {**asked, "seen": "on"})
    assert CasePage.objects.get(number=4).clearance == "已公开"
    Revision.objects.get(pk=revision.pk).publish()
    assert CasePage.objects.get(number=4).clearance == clearance


def test_a_text_that_was_published_while_the_chief_looked_is_not_cleared(as_user: Any) -> None:
    page = CasePage.objects.get(number=4)
    client = as_user("zhubian")
    html = " ".join(client.get(f"/admin/cases/{page.pk}/decision/").content.decode().split())
    assert f'name="text" value="{page.live_revision_id}"' in html
    page.title = "没有人看过的标题"
    page.save_revision().publish()
    asked = {"decision": "clear", "text": str(page.live_revision_id), "seen": "on"}
    answer = client.post(f"/admin/cases/{page.pk}/decision/", asked, follow=True).content.decode()
    assert "内容在查看以后又有改动" in answer
    assert CasePage.objects.get(number=4).clearance == "未公开"


@pytest.mark.parametrize(
    ("reason", "said"), [("长" * 201, "最多200字"), ("数据\x00有误", "不能保存的字符"), (" \r\n", "撤回须写明原因")]
)
def test_a_reason_that_cannot_be_kept_withdraws_nothing(reason: str, said: str) -> None:
    page = CasePage.objects.get(number=1)
    with pytest.raises(ValidationError, match=said):
        page.withdraw("主编", datetime.date(2026, 3, 5), reason)
    assert CasePage.objects.get(number=1).clearance == "已公开"


def test_a_line_break_and_a_long_name_fit_into_a_withdrawal() -> None:
    CasePage.objects.get(number=1).withdraw("长" * 70, datetime.date(2026, 3, 5), "一" * 99 + "\r\n" + "二" * 100)
    page = CasePage.objects.get(number=1)
    assert (len(page.withdrawn_reason), len(page.withdrawn_by)) == (200, 60)


def test_a_case_that_could_not_be_exported_is_not_published() -> None:
    page = CasePage.objects.get(number=1)
    page.year = 24
    with pytest.raises(ValidationError):
        page.full_clean()


def test_an_issue_that_could_not_be_exported_is_not_signed(draft: Issue) -> None:
    from records import ContentError

    Issue.objects.filter(pk=draft.pk).update(year=26)
    with pytest.raises(ContentError):
        signing.sign(draft, "主编")
    assert draft.signed is None


def test_a_picture_in_a_signed_issue_can_neither_be_deleted_nor_replaced() -> None:
    from django.core.exceptions import PermissionDenied
    from django.core.files.base import ContentFile

    from cms.core.models import Picture

    record = next(i for i in Issue.objects.all() if ".png" in str(i.as_record())).as_record()
    name = next(b.media for item in record.items for b in getattr(item, "body", ()) if hasattr(b, "media"))
    picture = Picture.by_name(name)
    with pytest.raises(PermissionDenied):
        picture.delete()
    data = BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    picture.file = ContentFile(data.getvalue(), name="x.png")
    with pytest.raises(PermissionDenied):
        picture.save()


def test_a_unit_is_made_by_administrators_only(as_user: Any) -> None:
    own = UnitPage.objects.get(code="320282")
    assert as_user("tongxunyuan").get(f"/admin/pages/add/units/unitpage/{own.pk}/").status_code in (302, 403)
    assert as_user("guanli").get(f"/admin/pages/add/units/unitpage/{own.pk}/").status_code == 200


def test_an_article_that_was_handed_in_is_closed_to_its_contributor(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    article = unit.add_child(instance=ArticlePage(title="在编的稿件", state="pool", live=False))
    assert as_user("tongxunyuan").get(f"/admin/pages/{article.pk}/edit/").status_code == 302
    ArticlePage.objects.filter(pk=article.pk).update(state="returned")
    assert as_user("tongxunyuan").get(f"/admin/pages/{article.pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "snippets/choose/issues/issue/",
        "snippets/choose/issues/distributionlist/",
        "snippets/choose/issues/publication/",
    ],
)
def test_a_chooser_shows_a_contributor_nothing_of_the_editors(as_user: Any, url: str) -> None:
    assert as_user("tongxunyuan").get(f"/admin/{url}").status_code in (302, 403)
    assert as_user("bianji").get(f"/admin/{url}").status_code == 200


def test_a_page_chooser_shows_a_contributor_only_the_own_unit(as_user: Any) -> None:
    other = CasePage.objects.get(number=35)
    top = UnitPage.objects.get(depth=2)
    client = as_user("tongxunyuan")
    for url in (
        f"choose-page/search/?q={other.title[:2]}",
        f"choose-page/{other.get_parent().pk}/",
        f"choose-page/{top.pk}/",
    ):
        assert other.title not in client.get(f"/admin/{url}").content.decode()
    assert other.title not in client.get(f"/admin/choose-page/chosen-multiple/?id={other.pk}").content.decode()


@pytest.mark.parametrize(
    "path",
    ["cases/", "articles/", "images/", "snippets/units/place/", "choose-page/search/", "snippets/choose/units/place/"],
)
def test_a_quotation_mark_does_not_break_a_search(as_user: Any, path: str) -> None:
    assert as_user("guanli").get(f"/admin/{path}?q=%22志愿").status_code == 200


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
    page = response.content.decode()
    assert "无法排版" in page
    assert "<p>《一个没有字形的字 \U0003134a》：" in page, "where in the issue, not which issue"
