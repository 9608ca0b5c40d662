"""Personal data is told of at every station, and nothing with it is cleared without a tick and a reason that stay on record."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.cases.models import CaseFigure, CasePage
from cms.core.audit import AuditEntry
from cms.core.models import Picture
from cms.issues.models import Issue, IssueEntry, Publication
from cms.newsroom.models import ArticlePage, Clipping
from cms.units.models import UnitPage
from tests.cms.planted import png

pytestmark = pytest.mark.django_db

MOBILE = "13800138000"
KINDS = {
    "手机号码": MOBILE,
    "身份证号码": "110101199003070003",
    "银行卡号": "6222020000000000000",
    "个人邮箱": "ceshi@qq.com",
    "姓名和电话": "赵明 025-80000000",
}


def block(kind: str, value: Any) -> Callable[[CasePage, str], None]:
    def put(page: CasePage, words: str) -> None:
        text = json.dumps(value, ensure_ascii=False, default=str).replace("WORDS", words)
        page.body = [*[(c.block_type, c.value) for c in page.body], (kind, json.loads(text))]

    return put


def field(name: str) -> Callable[[Any, str], None]:
    return lambda page, words: setattr(page, name, f"{getattr(page, name)}（{words}）")


def mechanism(kind: str, value: Any) -> Callable[[CasePage, str], None]:
    return lambda page, words: setattr(page, "mechanism", [(kind, json.loads(json.dumps(value).replace("WORDS", words)))])


def contact(page: CasePage, words: str) -> None:
    page.contact_office, page.contact_phone, page.contact_public = "办公室", words, True


def figure(page: CasePage, words: str) -> None:
    page.figures = [CaseFigure(label="人数", value=3, unit="人", quote=f"3人（{words}）")]


def picture(page: CasePage, words: str) -> None:
    made = Picture.objects.filter(title="测试").first() or Picture.from_export("x.png", png(), "测试")
    page.body = [("picture", {"image": made, "alt": "门口", "caption": f"门口（{words}）"})]


TABLE = {"data": [["甲", "乙"], ["1", "WORDS"]], "mergeCells": [], "cell": [], "table_caption": ""}
PLACES: dict[str, Callable[[Any, str], None]] = {
    **{name: field(name) for name in ("title", "summary", "problem", "approach", "workings", "results", "conditions")},
    **{name: field(name) for name in ("people_served", "lead_department")},
    "paragraph": block("paragraph", "有事请找WORDS。"),
    "note": block("paragraph", "建站12个^[请问WORDS。]，都开门。"),
    "lead-in": block("point", {"ordinal": "", "lead_in": "请找WORDS。", "text": "", "children": []}),
    "point": block("point", {"ordinal": "", "lead_in": "", "text": "请找WORDS。", "children": []}),
    "below a point": block(
        "point", {"ordinal": "", "lead_in": "甲。", "text": "", "children": [{"ordinal": "", "lead_in": "", "text": "请找WORDS。"}]}
    ),
    "heading": block("heading", {"text": "请找WORDS", "level": "1"}),
    "quotation": block("quotation", {"text": "请找WORDS。", "source": ""}),
    "source": block("quotation", {"text": "好。", "source": "WORDS"}),
    "cell": block("table", TABLE),
    "caption of a table": block("table", {**TABLE, "data": [["甲"], ["1"]], "table_caption": "名单（WORDS）"}),
    "caption": picture,
    "figure": figure,
    "step": mechanism("steps", [{"name": "报名", "who": "WORDS"}]),
    "level": mechanism("levels", [{"name": "站", "note": "WORDS"}]),
    "contact": contact,
}


@pytest.fixture
def case() -> CasePage:
    """A case that is not cleared, and in which nothing is personal."""
    page = CasePage.objects.filter(cleared_on=None, live=True).first()
    assert page and not page.points()
    return page


def published(page: CasePage) -> CasePage:
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)


def clear(page: Any, answers: dict[str, str] | None = None) -> None:
    page.clear("主编", datetime.date(2026, 1, 5), answers or {})


@pytest.mark.parametrize("place", PLACES)
def test_what_is_personal_is_confirmed_wherever_it_stands_in_a_case(case: CasePage, place: str) -> None:
    for kind, words in KINDS.items():
        page = CasePage.objects.get(pk=case.pk)
        PLACES[place](page, words)
        (point,) = page.points()
        assert point.said == kind and words in point.spots[0].passage, place
        for answers in ({}, {point.key: " "}, {"other": "有理由"}):
            with pytest.raises(ValidationError, match="没有公开"):
                clear(page, answers)
    assert CasePage.objects.get(pk=case.pk).cleared_on is None


@pytest.mark.parametrize(("kind", "words"), KINDS.items())
def test_a_tick_and_a_reason_stay_on_record_without_the_words_themselves(case: CasePage, as_user: Any, kind: str, words: str) -> None:
    case.summary += f"（{words}）"
    page = published(case)
    client, url = as_user("zhubian"), f"/admin/cases/{page.pk}/decision/"
    shown = client.get(url).content.decode()
    (point,) = page.points()
    assert words in re.search(r"<mark>(.*?)</mark>", shown)[1] and point.tick in shown
    form = {"decision": "clear", "seen": "on", "text": str(page.live_revision_id)}
    assert "还没有勾选" in client.post(url, form, follow=True).content.decode()
    assert "要写明为什么" in client.post(url, form | {point.tick: "on", point.reason: ""}, follow=True).content.decode()
    client.post(url, form | {point.tick: "on", point.reason: f"值班用的 {words}"})
    page.refresh_from_db()
    assert page.clearance == "已公开" and page.confirmed[0].startswith(f"{kind} ") and "值班用的" in page.confirmed[0]
    entry = AuditEntry.objects.get(action="casepage.clear", object_id=str(page.pk))
    assert entry.data["confirmed"] == page.confirmed and "主编" in entry.actor
    assert words not in json.dumps([page.confirmed, entry.data], ensure_ascii=False)


def test_a_text_without_findings_asks_for_nothing(case: CasePage, as_user: Any) -> None:
    assert "逐条核对" not in as_user("zhubian").get(f"/admin/cases/{case.pk}/decision/").content.decode()
    clear(case)
    assert CasePage.objects.get(pk=case.pk).confirmed == []


def test_no_case_and_no_issue_of_the_sample_asks_for_anything() -> None:
    assert not [page for page in CasePage.objects.all() if page.points()]
    assert not [issue for issue in Issue.objects.all() if issue.points()]


def test_a_contact_that_stays_private_asks_for_nothing(case: CasePage) -> None:
    case.contact_office, case.contact_phone, case.contact_public = "办公室", MOBILE, False
    assert not case.points()


def test_a_changed_text_asks_again_even_where_the_chief_editor_changed_it(case: CasePage) -> None:
    clear(case)
    case = CasePage.objects.get(pk=case.pk)
    case.summary += f"可打{MOBILE}。"
    case.save_revision(user=get_user_model().objects.get(username="zhubian")).publish()
    assert CasePage.objects.get(pk=case.pk).clearance == "未公开"


# Issues.


@pytest.fixture
def issue() -> Issue:
    made = Issue.objects.create(publication=Publication.objects.get(slug="wmsj"), year=2026, number=1, date="2026-01-15", print_run=400)
    IssueEntry.objects.create(issue=made, section="工作交流", article=ArticlePage.objects.get(number=3), sort_order=0)
    return Issue.objects.get(pk=made.pk)


def in_article(issue: Issue) -> None:
    article = ArticlePage.objects.get(number=3)
    article.body = [*[(c.block_type, c.value) for c in article.body], ("paragraph", f"可打{MOBILE}。")]
    article.save_revision()


def in_clipping(issue: Issue) -> None:
    clipping = Clipping(title="剪报", paper="新华日报", body=[("paragraph", f"可打{MOBILE}。")])
    clipping.save()
    IssueEntry.objects.create(issue=issue, section="剪报", clipping=clipping, sort_order=2)


def in_note(issue: Issue) -> None:
    Issue.objects.filter(pk=issue.pk).update(editor_note=f"编者按，可打{MOBILE}。")


@pytest.mark.parametrize("put", [in_article, in_clipping, in_note])
def test_what_is_personal_in_an_issue_is_told_at_signing_and_confirmed_at_clearing(issue: Issue, put: Callable[[Issue], None]) -> None:
    put(issue)
    issue = Issue.objects.get(pk=issue.pk)
    assert [said for said in issue.concerns() if "手机号码" in said and MOBILE in said]
    issue.sign("主编")
    issue = Issue.objects.get(pk=issue.pk)
    (point,) = issue.points()
    with pytest.raises(ValidationError, match="没有公开"):
        clear(issue)
    clear(issue, {point.key: "值班手机"})
    assert "138****8000" in Issue.objects.get(pk=issue.pk).confirmed[0]


def test_a_correction_that_readers_see_at_once_is_confirmed_before_it_is_signed(issue: Issue) -> None:
    issue.sign("主编")
    clear(issue := Issue.objects.get(pk=issue.pk))
    Issue.objects.filter(pk=issue.pk).update(correction={"note": "改字", "by": "编辑", "on": "2026-02-01", "before": {}})
    in_article(issue)
    issue = Issue.objects.get(pk=issue.pk)
    with pytest.raises(ValidationError, match="没有签发"):
        issue.sign("主编")
    (point,) = issue.points_to_sign()
    issue.sign("主编", answers={point.key: "值班手机"})
    assert "138****8000" in Issue.objects.get(pk=issue.pk).confirmed[0]


# Where a case comes from.


@pytest.fixture
def from_withdrawn(case: CasePage, issue: Issue) -> CasePage:
    issue.sign("主编")
    issue = Issue.objects.get(pk=issue.pk)
    clear(issue)
    issue.withdraw("主编", timezone.localdate(), "数据有误")
    CasePage.objects.filter(pk=case.pk).update(source_article=ArticlePage.objects.get(number=3))
    return published(CasePage.objects.get(pk=case.pk))


def test_a_case_from_a_withdrawn_issue_says_so_and_is_cleared_with_that_confirmed(from_withdrawn: CasePage, as_user: Any) -> None:
    page = from_withdrawn
    for name in ("bianji", "zhubian"):
        for url in (f"/admin/cases/{page.pk}/decision/", f"/admin/pages/{page.pk}/edit/"):
            shown = as_user(name).get(url).content.decode()
            assert "2026年第1期" in shown and "撤回" in shown, (name, url)
    (point,) = page.points()
    with pytest.raises(ValidationError, match="来源已撤回"):
        clear(page)
    clear(page, {point.key: ""})
    assert "数据有误" in CasePage.objects.get(pk=page.pk).confirmed[0]


def test_making_a_case_from_a_withdrawn_issue_does_not_clear_it_by_the_way(from_withdrawn: CasePage, as_user: Any) -> None:
    CasePage.objects.filter(pk=from_withdrawn.pk).update(source_article=None)
    article = ArticlePage.objects.get(number=3)
    for made in article.cases.all():
        made.delete()
    article.refresh_from_db()
    client, url = as_user("zhubian"), f"/admin/articles/{article.pk}/case/"
    assert "撤回" in client.get(url).content.decode()
    place, field_of_service = article.place or UnitPage.objects.get(code="320282").place, from_withdrawn.fields.first()
    form = {"place": place.pk, "year": 2026, "summary": "一段话。", "fields_of_service": [field_of_service.pk], "clearance": "now"}
    answer = client.post(url, form, follow=True).content.decode()
    made = article.cases.get()
    assert made.clearance == "未公开" and "还没有公开" in answer
