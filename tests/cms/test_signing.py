"""Before an issue is signed it is checked; what is signed is what was looked at, by
someone who may, and never changes."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cms.core.audit import AuditEntry
from cms.core.notifications import Notification
from cms.issues import checks, preview, signing
from cms.issues.corrections import begin
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage, Step
from cms.units.models import UnitPage
from tests.signing import form_of, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    unit = UnitPage.objects.get(code="320282")
    page = ArticlePage(
        title="河边的旧伞", place=unit.place, state="pool", live=False, body=[("paragraph", "雨天借伞，晴天还伞。")]
    )
    unit.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def draft(article: ArticlePage) -> Issue:
    made = DistributionList.objects.get(slug="wmsj-quanfa")
    wmsj = Publication.objects.get(slug="wmsj")
    day = datetime.date(2026, 2, 1)
    issue = Issue.objects.create(publication=wmsj, year=2026, number=5, date=day, distribution=made, print_run=388)
    IssueEntry.objects.create(issue=issue, article=article, sort_order=0)
    return issue


def now(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def test_the_day_of_signing_is_the_issues_date_and_the_article_is_adopted(
    draft: Issue, article: ArticlePage, as_user: Any
) -> None:
    sign(as_user("zhubian"), draft.pk, date="2026-03-05")
    assert now(draft).date == datetime.date(2026, 3, 5)
    version = now(draft).signed
    assert version is not None
    assert (version.signed_by, version.record["date"]) == ("主编", "2026-03-05")
    step = Step.objects.get(article=article)
    assert (step.move, step.issue, step.after) == ("adopt", draft, "adopted")
    assert ArticlePage.objects.get(pk=article.pk).state == "adopted"
    entry = AuditEntry.objects.get(action="issue.sign")
    assert entry.data["pdf"] == hashlib.sha256(version.pdf.read()).hexdigest()


def test_the_page_shows_what_was_measured_and_where_to_mend_what_is_wrong(draft: Issue, as_user: Any) -> None:
    Issue.objects.filter(pk=draft.pk).update(print_run=400)
    page = as_user("zhubian").get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    assert "分发 388 份加余份 0 份是 388 份，与共印 400 份不符" in page
    assert f"/admin/issues/{draft.pk}/builder/#id_print_run" in page
    assert "条没有问题" in page
    assert "改好才能签发" not in page


def test_a_remark_must_have_been_seen(draft: Issue, as_user: Any) -> None:
    Issue.objects.filter(pk=draft.pk).update(print_run=None)
    client = as_user("zhubian")
    blind = {name: value for name, value in form_of(client, draft.pk).items() if name != "seen"}
    answer = client.post(f"/admin/issues/{draft.pk}/decision/", blind, follow=True)
    assert "看过以后请勾选" in answer.content.decode()
    assert now(draft).signed is None
    sign(client, draft.pk)
    assert now(draft).signed is not None


def test_what_was_not_looked_at_is_not_signed(draft: Issue, article: ArticlePage, as_user: Any) -> None:
    client = as_user("zhubian")
    form = form_of(client, draft.pk)
    article.title = "河边的新伞"
    article.save_revision()
    answer = client.post(f"/admin/issues/{draft.pk}/decision/", form, follow=True)
    assert "内容在查看以后又有改动" in answer.content.decode()
    assert now(draft).signed is None


def test_what_changes_while_it_is_being_signed_is_not_signed(
    draft: Issue, article: ArticlePage, as_user: Any, monkeypatch: Any
) -> None:
    """An editor saves after the checks, before the text is frozen."""
    from cms.issues import deciding

    client = as_user("zhubian")
    form, checked = form_of(client, draft.pk), deciding.seen

    def saved_meanwhile(issue: Issue, posted: Any) -> str:
        key = checked(issue, posted)
        article.title = "没有人看过的标题"
        article.save_revision()
        return key

    monkeypatch.setattr(deciding, "seen", saved_meanwhile)
    answer = client.post(f"/admin/issues/{draft.pk}/decision/", form, follow=True)
    assert "内容在查看以后又有改动" in answer.content.decode()
    assert now(draft).signed is None


def test_an_editor_asks_the_chief_who_finds_it_first_on_the_dashboard(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    assert "请主编签发" in client.get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    client.post(f"/admin/issues/{draft.pk}/decision/", {"decision": "ask"})
    assert now(draft).asked_by == "省级编辑"
    assert Notification.objects.filter(user__username="zhubian", text__startswith="请签发《").count() == 1
    chief = as_user("zhubian")
    home = chief.get("/admin/").content.decode()
    assert home.index("等待签发的简报") < home.index("省级编辑请签发") < home.index("等待公开的案例")
    sign(chief, draft.pk)
    assert (now(draft).asked_by, now(draft).asked_on) == ("", None)


def test_an_issue_that_cannot_be_set_is_not_handed_to_the_chief(
    draft: Issue, article: ArticlePage, as_user: Any
) -> None:
    article.title = "一个没有字形的字 \U0003134a"
    article.save_revision()
    answer = as_user("bianji").post(f"/admin/issues/{draft.pk}/decision/", {"decision": "ask"}, follow=True)
    assert "没有请主编签发" in answer.content.decode()
    assert now(draft).asked_on is None


def test_the_clerks_are_told_and_find_what_they_print(draft: Issue, as_user: Any) -> None:
    signing.sign(now(draft), "主编")
    told = Notification.objects.get(user__username="yinfa")
    assert (told.text, told.url) == (f"{draft}已签发，可以印发", f"/admin/issues/{draft.pk}/decision/")
    client = as_user("yinfa")
    page = client.get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    assert "共印 388 份；每份 2 页，双面 1 张。分发名单：" in page
    assert "，388 份。" in page
    picture = f"/admin/issues/{draft.pk}/v1/1.png"
    assert picture in page
    assert client.get(picture).content.startswith(b"\x89PNG")
    assert client.get(f"/admin/issues/{draft.pk}/v1/3.png").status_code == 404
    denied = as_user("tongxunyuan").get(picture)
    assert denied.status_code in (302, 403)
    begin(now(draft), "编辑", "标题有误")
    signing.sign(now(draft), "主编")
    assert Notification.objects.filter(user__username="yinfa", text__contains="请改用第 2 版").count() == 1
    page = "".join(as_user("yinfa").get(f"/admin/issues/{draft.pk}/decision/").content.decode().split())
    assert page.index("现用") < page.index("第2版") < page.index("第1版：")


def test_a_version_without_a_pdf_is_shown_as_it_would_be_set_and_a_lost_one_breaks_nothing(
    draft: Issue, as_user: Any
) -> None:
    signing.sign(now(draft), "主编")
    client, here = as_user("yinfa"), f"/admin/issues/{draft.pk}/"
    draft.versions.update(pdf="nowhere.pdf", sha256="f" * 64)
    assert client.get(f"{here}decision/").status_code == 200
    assert client.get(f"{here}v1/1.png").status_code == 404
    draft.versions.update(pdf="")
    assert f"{here}v1/2.png" in client.get(f"{here}decision/").content.decode()
    assert client.get(f"{here}v1/2.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("key", ["", "0" * 64])
def test_nobody_signs_without_having_opened_the_page(draft: Issue, as_user: Any, key: str) -> None:
    as_user("zhubian").post(f"/admin/issues/{draft.pk}/decision/", {"decision": "sign", "key": key, "seen": "on"})
    assert now(draft).signed is None


def test_a_fault_in_the_pdf_forbids_signing_and_says_where_to_mend_it(
    draft: Issue, article: ArticlePage, as_user: Any, monkeypatch: Any
) -> None:
    broken = {
        "rule": "tag.alt",
        "title": "图片有替代文字",
        "expected": "有",
        "measured": "没有",
        "where": "第 1 页",
        "state": "不合格",
    }
    looks = broken | {"rule": "title.shape", "title": "多行标题成梯形", "where": ""}
    monkeypatch.setattr(preview.Preview, "verdicts", lambda self: [broken, looks])
    client = as_user("zhubian")
    page = client.get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    assert "改好才能签发" in page
    assert f"/admin/pages/{article.pk}/edit/?next=" in page
    assert "图片有替代文字：应为有，现在是没有（第 1 页）" in page
    answer = sign(client, draft.pk)
    assert "没有签发：图片有替代文字" in answer.content.decode()
    assert now(draft).signed is None
    monkeypatch.setattr(preview.Preview, "verdicts", lambda self: [looks])
    sign(client, draft.pk)
    assert now(draft).signed is not None


def test_every_rule_that_forbids_exists() -> None:
    from bulletins.audit import RULES

    for name in (*checks.FORBIDDING, *checks.IN_PUBLICATION, *checks.IN_IMPRINT):
        assert any(rule.startswith(name) for rule in RULES), name


def test_what_the_editor_dated_is_printed_unless_the_signer_says_otherwise(draft: Issue, as_user: Any) -> None:
    client = as_user("zhubian")
    assert "2026年2月1日是编排时定的日期" in client.get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    sign(client, draft.pk)
    version = now(draft).signed
    assert version is not None
    assert (now(draft).date, version.record["date"]) == (datetime.date(2026, 2, 1), "2026-02-01")


def test_what_cannot_be_set_forbids_signing(draft: Issue, article: ArticlePage, as_user: Any) -> None:
    article.title = "一个没有字形的字 \U0003134a"
    article.save_revision()
    client = as_user("zhubian")
    page = client.get(f"/admin/issues/{draft.pk}/decision/").content.decode()
    assert "排不了版" in page
    sign(client, draft.pk)
    assert now(draft).signed is None


def test_an_issue_of_another_year_is_not_dated_into_this_one(draft: Issue, as_user: Any) -> None:
    answer = sign(as_user("zhubian"), draft.pk, date="2027-01-03")
    assert "签发日期在2027年，这一期排在2026年" in answer.content.decode()
    assert (now(draft).signed, now(draft).date) == (None, datetime.date(2026, 2, 1))
    assert "签发日期请写成" in sign(as_user("zhubian"), draft.pk, date="明天").content.decode()


def test_two_signers_make_one_version(draft: Issue) -> None:
    one, two = now(draft), now(draft)
    signing.sign(one, "主编")
    with pytest.raises(ValidationError, match="已经签发"):
        signing.sign(two, "主编")
    assert draft.versions.count() == 1


def test_a_signed_issue_keeps_the_publication_as_it_was(draft: Issue) -> None:
    wmsj = draft.publication
    wmsj.qr_url = "https://jianbao.example.cn/"
    wmsj.save()
    signing.sign(now(draft), "主编")
    wmsj.name, wmsj.qr_url = "改了名的简报", ""
    with pytest.raises(ValidationError, match="不能清空"):
        wmsj.full_clean()
    wmsj.save()
    frozen = now(draft).publication_record
    assert (frozen.name, frozen.qr_url) == ("江苏文明实践简报", "https://jianbao.example.cn/")


def test_what_is_taken_out_before_signing_waits_in_the_pool(draft: Issue, article: ArticlePage) -> None:
    from cms.issues.arranging import arrange

    arrange(now(draft), [])
    assert ArticlePage.objects.get(pk=article.pk).state == "pool"
    with pytest.raises(ValidationError, match="还没有稿件"):
        signing.sign(now(draft), "主编")


def test_a_clerk_looks_at_signed_issues_and_decides_nothing(draft: Issue, as_user: Any) -> None:
    here = f"/admin/issues/{draft.pk}"
    client = as_user("yinfa")
    for path in ("decision/", "print.pdf"):
        answer = client.get(f"{here}/{path}")
        assert answer.status_code in (302, 403)
        assert "旧伞" not in answer.content.decode()
    signing.sign(now(draft), "主编")
    page = client.get(f"{here}/decision/")
    assert page.status_code == 200
    assert "打开第 1 版的 PDF" in page.content.decode()
    for name in ('value="sign"', 'value="clear"', 'value="correct"', "/builder/", "/case/"):
        assert name not in page.content.decode()
    assert client.get(f"{here}/v1.pdf").status_code == 200
    assert b"".join(client.get(f"{here}/print.pdf")).startswith(b"%PDF")
    for decision in ("sign", "clear", "withdraw", "correct", "give_up"):
        assert client.post(f"{here}/decision/", {"decision": decision, "note": "x", "reason": "x"}).status_code in (
            302,
            403,
        )
    assert now(draft).state == "已签发，未公开"
