"""The builder: each change saved at once under a token, numbers proposed, the pool
filtered, the preview from the typesetter."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from cms.issues import preview as previews
from cms.issues.arranging import token
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.issues.signing import sign
from cms.newsroom.models import ArticlePage
from cms.newsroom.pages import manuscript
from cms.units.models import Place, UnitPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Issue:
    publication = Publication.objects.get(slug="wmsj")
    made = DistributionList.objects.get(slug="wmsj-quanfa")
    day = datetime.date(2026, 2, 1)
    return Issue.objects.create(
        publication=publication, year=2026, number=5, date=day, distribution=made, print_run=400
    )


def article(title: str, code: str = "320282", state: str = "pool") -> ArticlePage:
    unit = UnitPage.objects.get(code=code)
    page = ArticlePage(
        title=title, place=unit.place, state=state, live=False, body=[("paragraph", "雨天借伞，晴天还伞。")]
    )
    unit.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def save(as_user: Any, draft: Issue) -> Callable[..., Any]:
    client = as_user("bianji")

    def send(**body: Any) -> Any:
        if "token" not in body:
            body["token"] = token(Issue.objects.get(pk=draft.pk))
        return client.post(f"/admin/issues/{draft.pk}/builder/save/", json.dumps(body), content_type="application/json")

    return send


def order(issue: Issue) -> list[tuple[str, str]]:
    return [(e.section, e.content.title) for e in Issue.objects.get(pk=issue.pk).entries.all()]


def test_what_is_put_into_sections_stands_there_in_that_order(draft: Issue, save: Callable[..., Any]) -> None:
    one, two = article("河边的旧伞"), article("雨天的便民伞")
    answer = save(sections=[["工作交流", [f"article:{two.pk}"]], ["基层动态", [f"article:{one.pk}"]], ["待定", []]])
    assert answer.status_code == 200
    assert order(draft) == [("工作交流", "雨天的便民伞"), ("基层动态", "河边的旧伞")]
    assert answer.json()["html"].index('data-section="基层动态"') < answer.json()["html"].index('data-section="待定"')
    kept = set(draft.entries.values_list("pk", flat=True))
    save(sections=[["待定", [f"article:{one.pk}", f"article:{two.pk}"]]])
    assert order(draft) == [("待定", "河边的旧伞"), ("待定", "雨天的便民伞")]
    assert set(draft.entries.values_list("pk", flat=True)) == kept


def test_a_section_without_items_keeps_its_place_behind_items_without_a_section(
    draft: Issue, save: Callable[..., Any]
) -> None:
    page = save(sections=[["", [f"article:{article('河边的旧伞').pk}"]], ["待定", []]]).json()["html"]
    assert page.index("河边的旧伞") < page.index('data-section="待定"')


def test_a_second_editor_does_not_overwrite_the_first(draft: Issue, save: Callable[..., Any], as_user: Any) -> None:
    one, two = article("河边的旧伞"), article("雨天的便民伞")
    seen = as_user("bianji").get(f"/admin/issues/{draft.pk}/builder/").context["token"]
    assert seen == token(draft)
    assert save(token=seen, sections=[["", [f"article:{one.pk}"]]]).status_code == 200
    late = save(token=seen, sections=[["", [f"article:{two.pk}"]]])
    assert late.status_code == 409
    assert "另一位编辑刚改过，已载入最新的编排" in late.json()["message"]
    assert "河边的旧伞" in late.json()["html"]
    assert order(draft) == [("", "河边的旧伞")]
    assert (
        save(token=late.json()["token"], sections=[["", [f"article:{one.pk}", f"article:{two.pk}"]]]).status_code == 200
    )


def test_a_sitting_of_one_editor_is_one_entry_of_the_log(draft: Issue, as_user: Any) -> None:
    def change(name: str, reserve: int) -> None:
        body = {"token": token(Issue.objects.get(pk=draft.pk)), "fields": {"reserve": str(reserve)}}
        url = f"/admin/issues/{draft.pk}/builder/save/"
        assert as_user(name).post(url, json.dumps(body), content_type="application/json").status_code == 200

    def kept() -> list[str]:
        return [entry.user.username for entry in ModelLogEntry.objects.for_instance(draft)]

    for reserve in (1, 2, 3):
        change("bianji", reserve)
    assert kept() == ["bianji"]
    first = ModelLogEntry.objects.for_instance(draft).get().timestamp
    change("bianji", 4)
    assert ModelLogEntry.objects.for_instance(draft).get().timestamp > first, "its time is that of the last change"
    change("zhubian", 5)
    change("bianji", 6)
    assert kept() == ["bianji", "zhubian", "bianji"], "who changed what last is never lost"
    ModelLogEntry.objects.update(timestamp=F("timestamp") - datetime.timedelta(minutes=11))
    change("bianji", 7)
    assert kept() == ["bianji", "bianji", "zhubian", "bianji"]


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ([["甲", []], ["甲", []]], "已经有一个栏目叫“甲”"),
        ([["甲", []], ["", []]], "没有栏目名的稿件只能排在最前面"),
        ([["长" * 41, []]], "太长"),
        ([["", ["article:1", "article:1"]]], "只能放一次"),
        ([["", ["article:999999"]]], "已经不在了"),
        ([["", ["user:1"]]], "已经不在了"),
        ([["", ["article:²"]]], "已经不在了"),
        ([["", ["article:" + "9" * 30]]], "已经不在了"),
        ([["\ud800", []]], "没有看懂"),
        ([["a\0", []]], "没有看懂"),
        ([["a\x07", []]], "不能保存的字符"),
        ([[f"栏目{n}", []] for n in range(51)], "最多分 50 个栏目"),
        ("x", "没有看懂"),
        ([[1, 2, 3]], "没有看懂"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_whole(
    draft: Issue, save: Callable[..., Any], sections: Any, said: str
) -> None:
    one = article("河边的旧伞")
    save(sections=[["", [f"article:{one.pk}"]]])
    answer = save(sections=sections)
    assert answer.status_code == 400
    assert said in "".join(answer.json()["errors"].values())
    assert order(draft) == [("", "河边的旧伞")]


def test_a_number_is_never_given_twice_and_the_next_one_is_named(draft: Issue, save: Callable[..., Any]) -> None:
    Issue.objects.create(publication=draft.publication, year=2026, number=8, date="2026-03-01")
    answer = save(fields={"number": "8"})
    assert answer.status_code == 400
    assert answer.json()["errors"]["number"] == "这一年的这一期已经有了，请改期号。下一个没有用过的是第9期。"
    assert save(fields={"number": "12"}).json()["fields"]["number"] == 12


def test_another_year_publication_or_series_gets_its_next_number(draft: Issue, save: Callable[..., Any]) -> None:
    last = (
        Issue.objects.filter(publication=draft.publication, year=2025)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    assert save(fields={"year": "2025"}).json()["fields"]["number"] == last + 1
    other = Publication.objects.exclude(pk=draft.publication_id).get()
    moved = save(
        fields={
            "publication": str(other.pk),
        }
    ).json()
    assert moved["fields"]["publication"] == other.pk
    assert moved["fields"]["distribution"] in (None, *(d.pk for d in other.distribution_lists.all()))
    Issue.objects.create(
        publication=other, year=2026, number=30, date="2026-01-01", series="文明实践专刊", series_number=4
    )
    assert save(fields={"series": "文明实践专刊"}).json()["fields"]["series_number"] == 5
    assert save(fields={"series": ""}).json()["fields"]["series_number"] is None


def test_a_series_that_is_renamed_keeps_its_number_and_one_that_is_left_says_so(
    draft: Issue, save: Callable[..., Any]
) -> None:
    save(fields={"series": "乡风专刊"})
    save(fields={"series_number": "7"})
    renamed = save(fields={"series": "乡村文明专刊"}).json()
    assert (renamed["fields"]["series_number"], renamed["said"]) == (7, "")
    Issue.objects.create(
        publication=draft.publication, year=2026, number=40, date="2026-01-01", series="暖心专刊", series_number=2
    )
    moved = save(fields={"series": "暖心专刊"}).json()
    assert (moved["fields"]["series_number"], moved["said"]) == (
        3,
        "专刊期号由第7期改成“暖心专刊”的下一期，第3期。要用别的期号，请改“专刊期号”。",
    )


def test_a_print_run_that_does_not_add_up_is_said_with_the_number_that_does(
    draft: Issue, save: Callable[..., Any]
) -> None:
    page = save(fields={"reserve": "2"}).json()["html"]
    assert "分发 388 份加余份 2 份是 390 份，与共印 400 份不符" in page
    assert 'data-fit="390"' in page
    assert "data-fit" not in save(fields={"print_run": "390"}).json()["html"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("number", "0"), ("number", "七"), ("year", "26"), ("date", "昨天"), ("lines", "没有开头的一行")],
)
def test_a_field_that_is_wrong_is_said_at_its_place_and_nothing_changes(
    draft: Issue, save: Callable[..., Any], name: str, value: str
) -> None:
    answer = save(fields={name: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    assert Issue.objects.get(pk=draft.pk).number == 5


@pytest.mark.parametrize(
    ("name", "value"), [("year", "9" * 5000), ("year", "²"), ("publication", "²"), ("distribution", "9" * 5000)]
)
def test_a_number_that_nobody_means_is_refused(draft: Issue, save: Callable[..., Any], name: str, value: str) -> None:
    answer = save(fields={name: value})
    assert answer.status_code == 400
    assert name in answer.json()["errors"]


def test_json_of_a_hundred_thousand_brackets_is_refused(draft: Issue, as_user: Any) -> None:
    url = f"/admin/issues/{draft.pk}/builder/save/"
    answer = as_user("bianji").post(url, "[" * 100_000, content_type="application/json")
    assert answer.status_code == 400


def test_a_section_without_articles_is_pointed_out(draft: Issue, save: Callable[..., Any]) -> None:
    html = save(sections=[["工作交流", [f"article:{article('河边的旧伞').pk}"]], ["待定", []]]).json()["html"]
    assert "栏目“待定”里没有稿件" in html
    assert "栏目“工作交流”里没有稿件" not in html


def test_an_article_opened_from_the_builder_has_a_way_back(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    page, here = article("河边的旧伞"), f"/admin/issues/{draft.pk}/builder/"
    way = f'href="{here}"'
    assert way in client.get(f"/admin/pages/{page.pk}/edit/", {"next": here}).content.decode()
    for elsewhere in ("/admin/", f"https://example.com{here}"):
        assert "回到编排" not in client.get(f"/admin/pages/{page.pk}/edit/", {"next": elsewhere}).content.decode()


def test_the_new_issue_leads_to_its_builder_with_what_is_usual(as_user: Any) -> None:
    client = as_user("bianji")
    wmsj = Publication.objects.get(slug="wmsj")
    data = {"publication": wmsj.pk, "date": "2026-05-06", "year": "2026", "number": "1"}
    answer = client.post("/admin/snippets/issues/issue/add/", data)
    made = Issue.objects.get(publication=wmsj, year=2026)
    assert answer["Location"] == f"/admin/issues/{made.pk}/builder/"
    page = client.get(answer["Location"]).content.decode()
    assert "已创建" in page
    assert f'href="/admin/snippets/issues/issue/edit/{made.pk}/">编辑' not in " ".join(page.split())
    assert "开始编排" in client.get("/admin/snippets/issues/issue/add/").content.decode()
    last = Issue.objects.filter(publication=wmsj).exclude(pk=made.pk).order_by("-date").first()
    assert (made.print_run, made.distribution) == (last.print_run, last.distribution)
    assert f"/admin/issues/{made.pk}/builder/" in client.get("/admin/snippets/issues/issue/").content.decode()


def pool(client: Any, issue: Issue, **query: Any) -> str:
    answer = client.get(f"/admin/issues/{issue.pk}/builder/pool/", query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_pool_holds_what_waits_and_is_in_no_unsigned_issue(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    waits, kept, used, back = (
        article("在等的"),
        article("备用的", state="reserve"),
        article("排进去的"),
        article("退了的", state="returned"),
    )
    IssueEntry.objects.create(issue=draft, article=used, sort_order=0)
    found = pool(client, draft)
    assert waits.title in found
    assert kept.title in found
    assert used.title not in found
    assert back.title not in found


def test_the_pool_finds_by_place_with_its_counties_by_words_and_by_day(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    article("宜兴的伞")
    article("无锡的灯", "320200")
    article("徐州的桥", "320300")
    wuxi = Place.objects.get(code="320200")
    assert [t in pool(client, draft, place=wuxi.pk) for t in ("宜兴的伞", "无锡的灯", "徐州的桥")] == [
        True,
        True,
        False,
    ]
    assert [t in pool(client, draft, q="的桥") for t in ("宜兴的伞", "徐州的桥")] == [False, True]
    assert "宜兴的伞" not in pool(client, draft, until="2001-01-01")
    assert "宜兴的伞" in pool(client, draft, since="2001-01-01")
    for q in ('"', "%", "'", "🌂", "长" * 500):
        pool(client, draft, q=q)


def test_who_had_something_in_print_this_quarter_can_be_left_out(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    printed, other = article("登过的地方又一篇"), article("没登过的地方", "320300")
    signed = Issue.objects.create(
        publication=draft.publication, year=2026, number=1, date=datetime.date(2026, 1, 5), lines="报：甲", print_run=1
    )
    IssueEntry.objects.create(issue=signed, article=article("登出来的"), sort_order=0)
    sign(Issue.objects.get(pk=signed.pk), "主编")
    assert "本季度采用 1 篇" in pool(client, draft, q="又一篇")
    found = pool(client, draft, absent="on")
    assert printed.title not in found
    assert other.title in found
    Issue.objects.filter(pk=draft.pk).update(date="2026-04-01")
    assert printed.title in pool(client, draft, absent="on")


def test_a_long_pool_comes_in_pages_with_the_same_number_of_queries(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    article("第零篇")
    pool(client, draft)
    with CaptureQueriesContext(
        connection,
    ) as few:
        pool(client, draft)
    for n in range(35):
        article(f"第{n}篇稿子", "320200" if n % 2 else "320300")
    with CaptureQueriesContext(connection) as many:
        first = pool(client, draft)
    assert len(many) <= len(few) <= 16
    assert first.count("data-put") == 30
    assert 'data-more="30"' in first
    rest = pool(client, draft, start=30)
    assert "data-more" not in rest
    titles = [t for page in (first, rest) for t in (f"第{n}篇稿子" for n in range(35)) if t in page]
    assert len(titles) == len(set(titles)) == 35


def test_clippings_and_tables_can_be_added_too(draft: Issue, as_user: Any, save: Callable[..., Any]) -> None:
    from cms.issues.reports import Report
    from cms.newsroom.models import Clipping

    clipping = Clipping.objects.create(title="晚报上的伞", paper="无锡日报")
    report = Report.objects.create(
        title="一季度用稿", table=[("table", {"data": [["市", "篇"], ["无锡", "3"]], "cell": [], "mergeCells": []})]
    )
    client = as_user("bianji")
    assert f"clipping:{clipping.pk}" in pool(client, draft, kind="clipping")
    assert f"report:{report.pk}" in pool(client, draft, kind="report")
    assert save(sections=[["", [f"clipping:{clipping.pk}", f"report:{report.pk}"]]]).status_code == 200
    assert order(draft) == [("", "晚报上的伞"), ("", "一季度用稿")]


def test_the_preview_is_what_the_typesetter_makes_and_is_made_once(
    draft: Issue, as_user: Any, monkeypatch: Any
) -> None:
    client = as_user("bianji")
    url = f"/admin/issues/{draft.pk}/builder/preview/"
    assert client.get(url).json()["pages"] == []
    IssueEntry.objects.create(issue=draft, section="工作交流", article=article("河边的旧伞"), sort_order=0)
    told = client.get(url).json()
    assert told["said"] == "共 2 页，双面 1 张"
    assert told["contents"] == [["【工作交流】", None], ["宜兴市：河边的旧伞", 1]]
    picture = client.get(told["pages"][0])
    assert picture.content.startswith(b"\x89PNG")
    given = manuscript(draft.draft_record(), draft.publication_record)
    assert client.get(told["pdf"]).content == previews.typeset_issue(given).pdf
    assert client.get(told["pages"][0].replace("1.png", "3.png")).status_code == 404

    def never(*_: Any) -> None:
        raise AssertionError("typeset again")

    with monkeypatch.context() as context:
        context.setattr(previews, "typeset_issue", never)
        assert client.get(url).json()["key"] == told["key"]
    page = ArticlePage.objects.get(title="河边的旧伞")
    page.title = "河边的新伞"
    page.save_revision()
    assert client.get(url).json()["key"] != told["key"]


def test_the_shelf_of_previews_is_bounded(draft: Issue, monkeypatch: Any) -> None:
    monkeypatch.setattr("bulletins.shelf.KEPT", 2)
    IssueEntry.objects.create(issue=draft, article=article("河边的旧伞"), sort_order=0)
    for n in range(4):
        Issue.objects.filter(pk=draft.pk).update(editor_note=f"按语{n}")
        made = previews.preview(Issue.objects.get(pk=draft.pk))
    folders = [p for p in made.shelved.folder.parent.iterdir() if p.is_dir()]
    assert len(folders) <= 2
    assert made.shelved.folder in folders


def test_what_cannot_be_set_is_said_with_the_article_and_the_way_there(draft: Issue, as_user: Any) -> None:
    page = article("一个没有字形的字 \U0003134a")
    IssueEntry.objects.create(issue=draft, article=page, sort_order=0)
    told = as_user("bianji").get(f"/admin/issues/{draft.pk}/builder/preview/").json()
    assert page.title in told["error"]
    assert told["url"].startswith(f"/admin/pages/{page.pk}/edit/?next=")


@pytest.mark.parametrize("username", ["tongxunyuan", "shiji", "xitong", "yinfa"])
def test_nobody_but_the_provinces_editors_gets_into_the_builder(draft: Issue, as_user: Any, username: str) -> None:
    IssueEntry.objects.create(issue=draft, article=article("河边的旧伞", "320300"), sort_order=0)
    told = as_user("bianji").get(f"/admin/issues/{draft.pk}/builder/preview/").json()
    client = as_user(username)
    here = f"/admin/issues/{draft.pk}/builder/"
    for url in (here, f"{here}pool/", f"{here}preview/", told["pages"][0], told["pdf"]):
        answer = client.get(url)
        assert answer.status_code in (302, 403)
        assert "旧伞" not in answer.content.decode()
    answer = client.post(f"{here}save/", json.dumps({"token": "", "sections": []}), content_type="application/json")
    assert answer.status_code in (302, 403)
    assert draft.entries.count() == 1


def test_a_signed_issue_is_closed_in_the_builder(draft: Issue, save: Callable[..., Any], as_user: Any) -> None:
    page = article("河边的旧伞")
    Issue.objects.filter(pk=draft.pk).update(print_run=388)
    seen = save(sections=[["", [f"article:{page.pk}"]]]).json()["token"]
    sign(Issue.objects.get(pk=draft.pk), "主编")
    assert save(token=seen, sections=[]).status_code == 409
    answer = as_user("bianji").get(f"/admin/issues/{draft.pk}/builder/")
    assert answer["Location"] == f"/admin/issues/{draft.pk}/decision/"
    assert order(draft) == [("", "河边的旧伞")]


def test_an_issue_of_ten_articles_takes_no_more_queries_than_one_of_two(draft: Issue, as_user: Any) -> None:
    client = as_user("bianji")
    for n in range(2):
        IssueEntry.objects.create(issue=draft, article=article(f"第{n}篇"), sort_order=n)
    url = f"/admin/issues/{draft.pk}/builder/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(2, 10):
        IssueEntry.objects.create(issue=draft, article=article(f"第{n}篇"), sort_order=n)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)
