"""Personal data is told of at every station, and nothing with it is cleared without a tick
and a reason that stay on record."""

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

from bulletins.glyphs import check_glyphs
from cms.cases.models import CaseFigure, CasePage
from cms.core.audit import AuditEntry
from cms.core.checklist import CHECKS, STATIONS, STOPS, Check, stops
from cms.core.models import Picture
from cms.issues.checks import check, concerns
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.issues.signing import sign
from cms.newsroom.hints.checks import hints
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.writing import writing_of
from cms.newsroom.models import ArticlePage, Clipping
from cms.units.models import UnitPage
from records import TypesetError
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
        text = json.dumps(value, ensure_ascii=False, default=str).replace("WORDS", json.dumps(words)[1:-1])
        page.body = [*[(c.block_type, c.value) for c in page.body], (kind, json.loads(text))]

    return put


def field(name: str) -> Callable[[Any, str], None]:
    return lambda page, words: setattr(page, name, f"{getattr(page, name)}（{words}）")


def mechanism(kind: str, value: Any) -> Callable[[CasePage, str], None]:
    return lambda page, words: setattr(
        page, "mechanism", [(kind, json.loads(json.dumps(value).replace("WORDS", json.dumps(words)[1:-1])))]
    )


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
        "point",
        {
            "ordinal": "",
            "lead_in": "甲。",
            "text": "",
            "children": [{"ordinal": "", "lead_in": "", "text": "请找WORDS。"}],
        },
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


@pytest.mark.parametrize(("kind", "words"), [(kind, KINDS[kind]) for kind in ("手机号码", "姓名和电话")])
def test_a_tick_and_a_reason_stay_on_record_without_the_words_themselves(
    case: CasePage, as_user: Any, kind: str, words: str
) -> None:
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
    made = Issue.objects.create(
        publication=Publication.objects.get(slug="wmsj"), year=2026, number=1, date="2026-01-15", print_run=400
    )
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
def test_what_is_personal_in_an_issue_is_told_at_signing_and_confirmed_at_clearing(
    issue: Issue, put: Callable[[Issue], None]
) -> None:
    put(issue)
    issue = Issue.objects.get(pk=issue.pk)
    assert [said for said in [remark.text for remark in concerns(issue)] if "手机号码" in said and MOBILE in said]
    sign(issue, "主编")
    issue = Issue.objects.get(pk=issue.pk)
    (point,) = issue.points()
    with pytest.raises(ValidationError, match="没有公开"):
        clear(issue)
    clear(issue, {point.key: "值班手机"})
    assert "138****8000" in Issue.objects.get(pk=issue.pk).confirmed[0]


def test_a_correction_that_readers_see_at_once_is_confirmed_before_it_is_signed(issue: Issue) -> None:
    sign(issue, "主编")
    clear(issue := Issue.objects.get(pk=issue.pk))
    Issue.objects.filter(pk=issue.pk).update(
        correction={"note": "改字", "by": "编辑", "on": "2026-02-01", "before": {}}
    )
    in_article(issue)
    issue = Issue.objects.get(pk=issue.pk)
    with pytest.raises(ValidationError, match="没有签发"):
        sign(issue, "主编")
    (point,) = issue.points_to_sign()
    sign(issue, "主编", answers={point.key: "值班手机"})
    assert "138****8000" in Issue.objects.get(pk=issue.pk).confirmed[0]


# Where a case comes from.


@pytest.fixture
def from_withdrawn(case: CasePage, issue: Issue) -> CasePage:
    sign(issue, "主编")
    issue = Issue.objects.get(pk=issue.pk)
    clear(issue)
    issue.withdraw("主编", timezone.localdate(), "数据有误")
    CasePage.objects.filter(pk=case.pk).update(source_article=ArticlePage.objects.get(number=3))
    return published(CasePage.objects.get(pk=case.pk))


def test_a_case_from_a_withdrawn_issue_says_so_and_is_cleared_with_that_confirmed(
    from_withdrawn: CasePage, as_user: Any
) -> None:
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


def test_making_a_case_from_a_withdrawn_issue_does_not_clear_it_by_the_way(
    from_withdrawn: CasePage, as_user: Any
) -> None:
    CasePage.objects.filter(pk=from_withdrawn.pk).update(source_article=None)
    article = ArticlePage.objects.get(number=3)
    for made in article.cases.all():
        made.delete()
    article.refresh_from_db()
    client, url = as_user("zhubian"), f"/admin/articles/{article.pk}/case/"
    assert "撤回" in client.get(url).content.decode()
    place, field_of_service = article.place or UnitPage.objects.get(code="320282").place, from_withdrawn.fields.first()
    form = {
        "place": place.pk,
        "year": 2026,
        "summary": "一段话。",
        "fields_of_service": [field_of_service.pk],
        "clearance": "now",
    }
    answer = client.post(url, form, follow=True).content.decode()
    made = article.cases.get()
    assert made.clearance == "未公开" and "还没有公开" in answer


# Writing and handing in.


def hints_of(page: Any) -> list[Any]:
    return [
        hint
        for hint in hints(writing_of(page), get_user_model().objects.get(username="bianji"))
        if hint.kind == "个人信息"
    ]


@pytest.mark.parametrize("place", PLACES)
def test_the_writer_is_told_of_the_same_as_who_clears(case: CasePage, place: str) -> None:
    assert not hints_of(case)
    for words in KINDS.values():
        page = CasePage.objects.get(pk=case.pk)
        PLACES[place](page, words)
        assert [hint.found.key for hint in hints_of(page)] == [point.key for point in page.points()], place
        assert all(words in hint.text and hint.where for hint in hints_of(page))


def written(text: str, **more: Any) -> ArticlePage:
    unit, user = UnitPage.objects.get(code="320282"), get_user_model().objects.get(username="tongxunyuan")
    made = ArticlePage(title="摆在站口的旧伞不用登记", body=[("paragraph", text)], live=False, owner=user, **more)
    unit.add_child(instance=made)
    made.save_revision(user=user)
    return ArticlePage.objects.get(pk=made.pk)


def form(text: str) -> dict[str, str]:
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "b1",
        "body-0-value": text,
    }
    figures = {f"figures-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    comments = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    who = {"leader": "科长", "writer": "办公室", "phone": "0510-80000000"}
    return {"title": "摆在站口的旧伞不用登记", **block, **figures, **comments, **who}


@pytest.mark.parametrize("words", [MOBILE, KINDS["姓名和电话"]])
def test_handing_in_waits_for_a_tick_on_either_screen(as_user: Any, words: str) -> None:
    text = f"有事请找{words}。"
    made = written(text, leader="科长", writer="办公室", phone="0510-80000000")
    client, way = as_user("tongxunyuan"), f"/admin/articles/{made.pk}/way/"
    (hint,) = hints_of(made)
    tick = f"keep-{hint.found.key}"
    assert tick in client.get(way).content.decode()
    assert "报送前请核对" in client.post(way, {"move": "submit"}, follow=True).content.decode()
    edit = f"/admin/pages/{made.pk}/edit/"
    assert "报送前请核对" in client.post(edit, {**form(text), "action-submit": "报送"}).content.decode()
    assert ArticlePage.objects.get(pk=made.pk).state == "draft"
    if words == MOBILE:
        client.post(edit, {**form(text), "action-submit": "报送", tick: "on"})
    else:
        client.post(way, {"move": "submit", tick: "on"})
    assert ArticlePage.objects.get(pk=made.pk).state == "submitted"


def test_an_article_without_findings_is_handed_in_without_a_question(as_user: Any) -> None:
    made = written("每周三下午，志愿者在站口修伞。", leader="科长", writer="办公室", phone="13800138000")
    client, way = as_user("tongxunyuan"), f"/admin/articles/{made.pk}/way/"
    assert "确需保留" not in client.get(way).content.decode()
    client.post(way, {"move": "submit"})
    assert ArticlePage.objects.get(pk=made.pk).state == "submitted"


def test_a_contact_line_near_the_end_is_told_to_the_writer() -> None:
    for line in ("（撰稿人：赵明　联系电话：0510-80000000）", "审签人：钱立"):
        made = written(f"每周三下午，志愿者在站口修伞。\n{line}\n附件：名单")
        (hint,) = hints_of(made)
        assert "撰稿人、联系电话一行" in hint.text and line.strip("（）") in hint.text


# One list of checks.


def test_what_is_said_anywhere_stands_in_the_list_and_what_concerns_a_text_is_said_to_its_writer_first(
    issue: Issue,
) -> None:
    in_article(issue)
    Issue.objects.filter(pk=issue.pk).update(print_run=None, series="专刊")
    found = check(Issue.objects.get(pk=issue.pk))
    said = {remark.check for remark in (*found.forbidding, *found.remarks)}
    assert {"编排", "个人信息"} <= said
    assert all(CHECKS[name].signing for name in said)
    told = {
        hint.kind
        for page in ArticlePage.objects.all()[:10]
        for hint in hints(writing_of(page.latest), get_user_model().objects.first())
    }
    assert told and all(CHECKS[name].writing for name in told)
    with pytest.raises(ValueError, match="surprise"):
        Check("别的", "什么", signing=STOPS)


def test_the_list_stands_in_the_guides_and_among_the_settings(as_user: Any) -> None:
    pages = [
        "/admin/help/contributor/",
        "/admin/help/editor/",
        f"/admin/settings/newsroom/handinrules/{HandInRules.load().pk}/",
    ]
    for url in pages:
        shown = as_user("zhubian").get(url, follow=True).content.decode()
        assert all(name in shown for name in (*CHECKS, *STATIONS.values())) and "[检查一览]" not in shown, url


@pytest.mark.parametrize("char", ["\U0001f600", "\x01"], ids=["emoji", "control"])
@pytest.mark.parametrize(
    "place",
    [name for name in PLACES if name in {"title", "paragraph", "note", "below a point", "cell", "caption", "source"}],
)
def test_what_cannot_be_set_is_told_at_writing_wherever_it_stands(issue: Issue, place: str, char: str) -> None:
    article = ArticlePage.objects.get(number=3)
    assert not [hint for hint in hints(writing_of(article), get_user_model().objects.first()) if hint.kind == "用字"]
    PLACES[place](article, char)
    article.save_revision()
    record = Issue.objects.get(pk=issue.pk).draft_record()
    with pytest.raises(TypesetError):
        check_glyphs(record, issue.publication_record, {})
    assert [hint for hint in hints(writing_of(article), get_user_model().objects.first()) if hint.kind == "用字"]


def test_pictures_and_what_would_be_lost_are_told_at_writing() -> None:
    article = written("一段话。")
    picture(article, "x")
    block = article.body[0].value
    block["alt"] = ""
    said = [hint.text for hint in hints(writing_of(article), article.owner) if hint.kind == "图片"]
    assert "没有替代文字" in said[0] and "300 像素" in said[1]
    article.body = [("paragraph", "一段\x00话。")]
    assert [hint for hint in hints(writing_of(article), article.owner) if hint.kind == "保存"]
    assert stops("保存", "handing_in") and "保存" in HandInRules.load().kinds


def test_whoever_withdraws_an_issue_hears_which_cases_made_from_it_readers_still_see(
    case: CasePage, issue: Issue, as_user: Any
) -> None:
    sign(issue, "主编")
    clear(Issue.objects.get(pk=issue.pk))
    article = ArticlePage.objects.get(number=3)
    article.cases.update(source_article=None)
    CasePage.objects.filter(pk=case.pk).update(source_article=article)
    clear(CasePage.objects.get(pk=case.pk))
    url = f"/admin/issues/{issue.pk}/decision/"
    answer = as_user("zhubian").post(url, {"decision": "withdraw", "reason": "数据有误"}, follow=True).content.decode()
    assert "由它的稿件建成的案例仍然公开" in answer and case.title in answer
