"""A signed issue is corrected by a further version with a note; the earlier ones, their PDFs and all addresses stay."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cms.core.audit import AuditEntry
from cms.issues import signing
from cms.issues.arranging import arrange, arrangement, token
from cms.issues.corrections import begin, changes, give_up
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from press.export import export
from records import Export
from records import Issue as IssueRecord
from tests.signing import sign

pytestmark = pytest.mark.django_db


def article(title: str) -> ArticlePage:
    unit = UnitPage.objects.get(code="320282")
    body = [("paragraph", "雨天借伞，晴天还伞。"), ("paragraph", f"这是{title}的第二段。")]
    page = ArticlePage(title=title, place=unit.place, state="pool", live=False, body=body)
    unit.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def pages() -> list[ArticlePage]:
    return [article(title) for title in ("河边的旧伞", "雨天的灯", "桥头的椅子")]


@pytest.fixture
def signed(pages: list[ArticlePage]) -> Issue:
    wmsj = Publication.objects.get(slug="wmsj")
    issue = Issue.objects.create(
        publication=wmsj, year=2026, number=5, date=datetime.date(2026, 2, 1), lines="报：甲", print_run=9
    )
    for n, page in enumerate(pages[:2]):
        IssueEntry.objects.create(issue=issue, section="工作交流", article=page, sort_order=n)
    signing.sign(now(issue), "主编")
    return now(issue)


def now(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def retitle(page: ArticlePage, title: str) -> None:
    page.title = title
    page.save_revision()


def ref(page: ArticlePage) -> str:
    return f"article:{page.pk}"


def decide(client: Any, issue: Issue, decision: str, **more: str) -> str:
    answer = client.post(f"/admin/issues/{issue.pk}/decision/", {"decision": decision, **more}, follow=True)
    return str(answer.content.decode())


def test_a_correction_needs_a_note(signed: Issue, as_user: Any) -> None:
    assert "更正须写明更正什么" in decide(as_user("bianji"), signed, "correct", note=" ")
    assert now(signed).correction is None
    assert "最多200字" in decide(as_user("bianji"), signed, "correct", note="长" * 201)
    assert now(signed).correction is None


def test_a_corrected_issue_has_a_second_version_and_keeps_the_first(
    signed: Issue, pages: list[ArticlePage], as_user: Any
) -> None:
    client = as_user("bianji")
    first = signed.signed
    assert first is not None
    old = first.pdf.read()
    decide(client, signed, "correct", note="第一篇标题有误")
    assert client.get(f"/admin/issues/{signed.pk}/builder/").status_code == 200
    retitle(pages[0], "河边的新伞")
    assert signed.as_record().items[0].title == "河边的旧伞"  # what is out stays until someone signs
    sign(as_user("zhubian"), signed.pk, date="2026-02-20")
    issue = now(signed)
    second = issue.signed
    assert second is not None
    assert (second.version, second.state, second.note, second.date) == (
        2,
        "corrected",
        "第一篇标题有误",
        datetime.date(2026, 2, 20),
    )
    assert issue.date == datetime.date(2026, 2, 1)
    assert issue.correction is None
    assert issue.as_record().items[0].title == "河边的新伞"
    assert b"".join(client.get(f"/admin/issues/{issue.pk}/v1.pdf")) == old
    assert hashlib.sha256(b"".join(client.get(f"/admin/issues/{issue.pk}/v2.pdf"))).hexdigest() == second.sha256
    assert {"issue.begin_correction", "issue.correct"} <= set(AuditEntry.objects.values_list("action", flat=True))


@pytest.mark.parametrize(("asked", "confirmed"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_correction_that_takes_out_what_must_not_be_read_dates_the_redaction(
    asked: bool, confirmed: bool, signed: Issue, pages: list[ArticlePage], as_user: Any
) -> None:
    """Whoever opens the correction says it, whoever signs it decides; until then, readers see what they saw."""
    decide(as_user("bianji"), signed, "correct", note="删去一段", **({"redacts": "on"} if asked else {}))
    retitle(pages[0], "河边的新伞")
    assert signed.as_record().redacted_on is None
    page = as_user("zhubian").get(f"/admin/issues/{signed.pk}/decision/").content.decode()
    assert ('name="redacts" checked' in page) is asked
    sign(as_user("zhubian"), signed.pk, date="2026-02-20", **({"redacts": "on"} if confirmed else {}))
    record = now(signed).as_record()
    assert record.redacted_on == (datetime.date(2026, 2, 20) if confirmed else None)
    assert record.current == record.versions[-1], "the corrected print holds"
    assert ("redacted_on" in AuditEntry.objects.filter(action="issue.correct").last().data) is confirmed


def test_what_differs_is_shown_before_it_is_signed(signed: Issue, pages: list[ArticlePage], as_user: Any) -> None:
    begin(now(signed), "主编", "几处有误")
    pages[1].body = [("paragraph", "雨天借灯，晴天还灯。"), ("paragraph", "这是雨天的灯的第二段。")]
    pages[1].save_revision()
    arrange(now(signed), [["工作交流", [ref(pages[1]), ref(pages[2])]]])
    told = {change.heading: change.rows for change in changes(now(signed))}
    assert set(told) == {"栏目和次序", "《河边的旧伞》（撤下）", "《雨天的灯》", "《桥头的椅子》（新增）"}
    page = as_user("zhubian").get(f"/admin/issues/{signed.pk}/decision/").content.decode()
    assert "和第 1 版相比改了什么" in page
    assert "《桥头的椅子》（新增）" in page


def test_anchors_are_neither_moved_nor_reused(signed: Issue, pages: list[ArticlePage]) -> None:
    begin(now(signed), "主编", "换一篇")
    arrange(now(signed), [["工作交流", [ref(pages[2]), ref(pages[1])]]])
    signing.sign(now(signed), "主编")
    record = now(signed).as_record()
    assert record.sections[0].items == ("a3", "a2")
    assert {i.anchor: i.title for i in record.items} == {"a2": "雨天的灯", "a3": "桥头的椅子"}
    begin(now(signed), "主编", "还是要那一篇")
    arrange(now(signed), [["工作交流", [ref(p) for p in pages]]])
    signing.sign(now(signed), "主编")
    assert now(signed).as_record().sections[0].items == ("a1", "a2", "a3")
    assert [v.version for v in signed.versions.order_by("version")] == [1, 2, 3]


def test_what_a_correction_takes_out_is_released_and_what_it_adds_is_adopted(
    signed: Issue, pages: list[ArticlePage]
) -> None:
    begin(now(signed), "主编", "换一篇")
    arrange(now(signed), [["工作交流", [ref(pages[1]), ref(pages[2])]]])
    assert [ArticlePage.objects.get(pk=p.pk).state for p in pages] == ["adopted", "adopted", "pool"]
    signing.sign(now(signed), "主编")
    assert [ArticlePage.objects.get(pk=p.pk).state for p in pages] == ["pool", "adopted", "adopted"]
    assert pages[0].steps.get(move="release").reason == "换一篇"
    assert pages[1].steps.filter(move="adopt").count() == 1


def test_a_correction_that_is_given_up_leaves_all_as_it_was(signed: Issue, pages: list[ArticlePage]) -> None:
    before = arrangement(now(signed))
    begin(now(signed), "编辑", "试一试")
    issue = now(signed)
    arrange(issue, [["别的", [ref(pages[2])]]])
    Issue.objects.filter(pk=issue.pk).update(print_run=100, editor_note="按语")
    give_up(now(signed), "编辑")
    assert arrangement(now(signed)) == before
    assert now(signed).correction is None
    assert signed.versions.count() == 1
    with pytest.raises(ValidationError):
        give_up(now(signed), "编辑")


def test_address_and_head_of_a_signed_issue_stay_in_a_correction(signed: Issue, as_user: Any) -> None:
    begin(now(signed), "编辑", "试一试")
    other = Publication.objects.exclude(pk=signed.publication_id).get()
    changed = {
        "publication": str(other.pk),
        "year": "2025",
        "number": "77",
        "date": "2026-12-31",
        "editor_note": "改过的按语",
    }
    body = json.dumps({"token": token(now(signed)), "fields": changed})
    answer = as_user("bianji").post(f"/admin/issues/{signed.pk}/builder/save/", body, content_type="application/json")
    assert answer.status_code == 200
    issue = now(signed)
    assert (issue.publication, issue.year, issue.number, issue.date) == (
        signed.publication,
        2026,
        5,
        datetime.date(2026, 2, 1),
    )
    assert issue.editor_note == "改过的按语"


def test_the_plain_form_does_not_change_them_either(signed: Issue, as_user: Any) -> None:
    begin(now(signed), "编辑", "试一试")
    issue = now(signed)
    issue.date = datetime.date(2026, 12, 31)
    with pytest.raises(ValidationError, match="日期不能改"):
        issue.full_clean()
    form = as_user("bianji").get(f"/admin/snippets/issues/issue/edit/{signed.pk}/").context["form"]
    assert {name for name, field in form.fields.items() if field.disabled} == {"publication", "year", "number", "date"}


def test_a_correction_is_signed_once(signed: Issue, pages: list[ArticlePage]) -> None:
    begin(now(signed), "编辑", "标题有误")
    one, two = now(signed), now(signed)
    signing.sign(one, "主编")
    with pytest.raises(ValidationError, match="已经签发"):
        signing.sign(two, "主编")
    assert signed.versions.count() == 2


def test_the_second_of_two_corrections_begun_or_given_up_at_once_changes_nothing(
    signed: Issue, pages: list[ArticlePage]
) -> None:
    one, two = now(signed), now(signed)
    begin(one, "编辑", "标题有误")
    with pytest.raises(ValidationError, match="没有正在更正"):
        begin(two, "编辑", "别的说明")
    assert (now(signed).correction or {})["note"] == "标题有误"
    late = now(signed)
    arrange(now(signed), [["别的", [ref(pages[2])]]])
    signing.sign(now(signed), "主编")
    with pytest.raises(ValidationError, match="没有正在进行的更正"):
        give_up(late, "编辑")
    assert [entry.section for entry in now(signed).entries.all()] == ["别的"]


def test_a_correction_without_changes_is_not_signed_and_the_new_print_is_shown(
    signed: Issue, pages: list[ArticlePage], as_user: Any
) -> None:
    client = as_user("zhubian")
    here = f"/admin/issues/{signed.pk}/"
    begin(now(signed), "编辑", "标题有误")
    page = client.get(f"{here}decision/").content.decode()
    assert "还没有改动" in page
    assert 'value="sign"' not in page
    assert "这一步现在不能做" in decide(client, signed, "sign", seen="on")
    assert signed.versions.count() == 1
    retitle(pages[0], "河边的新伞")
    page = client.get(f"{here}decision/").content.decode()
    for said in (
        'value="sign"',
        "更正后印出来的样子",
        '<th scope="col">第 1 版</th>',
        '<th scope="col">更正后</th>',
        "issues/preview/",
    ):
        assert said in page
    assert "报送的（）" not in page
    signed_pdf = b"".join(client.get(f"{here}v1.pdf"))
    assert b"".join(client.get(f"{here}print.pdf")) != signed_pdf
    assert b"".join(as_user("yinfa").get(f"{here}print.pdf")) == signed_pdf


def test_a_correction_under_way_stands_on_the_dashboard(signed: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    waiting = "".join(client.get("/admin/").content.decode().split())
    begin(now(signed), "编辑", "标题有误")
    assert "正在更正" not in waiting
    assert "正在更正" in client.get("/admin/").content.decode()
    assert str(signed) in client.get("/admin/snippets/issues/issue/?state=draft").content.decode()


def test_the_masthead_of_a_correction_is_that_of_its_time(signed: Issue) -> None:
    Publication.objects.filter(pk=signed.publication_id).update(name="改了名的简报")
    begin(now(signed), "主编", "试一试")
    signing.sign(now(signed), "主编")
    frozen = now(signed).signed
    assert frozen is not None
    assert frozen.publication["name"] == "江苏文明实践简报"


def test_a_correction_of_a_public_issue_reaches_the_public_export_with_its_note(
    signed: Issue, pages: list[ArticlePage], tmp_path: Path, as_user: Any
) -> None:
    signed.clear("主编", datetime.date(2026, 2, 3))
    begin(now(signed), "编辑", "标题有误")
    retitle(pages[0], "河边的新伞")
    assert (
        "几秒之内读者看到的就是更正后的内容"
        in as_user("zhubian").get(f"/admin/issues/{signed.pk}/decision/").content.decode()
    )

    def public(name: str) -> tuple[IssueRecord, Export]:
        export(tmp_path / name, lambda *_: None)
        found = Export(tmp_path / name, private=False)
        return found.get(IssueRecord, "wmsj/2026/5"), found

    assert [i.title for i in public("open")[0].items] == ["河边的旧伞", "雨天的灯"]
    signing.sign(now(signed), "主编")
    record, files = public("signed")
    assert [i.title for i in record.items] == ["河边的新伞", "雨天的灯"]
    assert [(v.version, v.state, v.note) for v in record.versions] == [(1, "signed", ""), (2, "corrected", "标题有误")]
    assert files.pdf(record, 2) is not None


@pytest.mark.parametrize("username", ["tongxunyuan", "shiji", "yinfa"])
@pytest.mark.parametrize("decision", ["correct", "give_up", "sign"])
def test_nobody_else_corrects(signed: Issue, as_user: Any, username: str, decision: str) -> None:
    if decision != "correct":
        begin(now(signed), "编辑", "试一试")
    before = now(signed).correction
    answer = as_user(username).post(f"/admin/issues/{signed.pk}/decision/", {"decision": decision, "note": "x"})
    assert answer.status_code in (302, 403)
    assert (now(signed).correction, signed.versions.count()) == (before, 1)


def test_an_editor_opens_a_correction_but_a_chief_signs_it(signed: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    decide(client, signed, "correct", note="试一试")
    assert 'value="sign"' not in client.get(f"/admin/issues/{signed.pk}/decision/").content.decode()
    assert client.post(f"/admin/issues/{signed.pk}/decision/", {"decision": "sign"}).status_code in (302, 403)
    assert signed.versions.count() == 1
