"""An adopted article becomes a case in one step: what was signed is copied, what an article does not say is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from cms.cases.from_article import make_case
from cms.cases.models import CasePage
from cms.core.notifications import Notification
from cms.newsroom.models import ArticlePage
from cms.reference.models import Field, PracticeKind
from cms.units.models import Place
from press.export import export
from records import Case, Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    adopted = ArticlePage.objects.filter(state="adopted", cases__isnull=True, figures__isnull=False).order_by("number")
    return adopted.first()


def data(**more: Any) -> dict[str, Any]:
    fields = [f.pk for f in Field.objects.filter(parent__isnull=False)[:2]]
    asked = {
        "year": "2025",
        "summary": "镇里把伞放在桥头，谁用谁还，三个月没有少一把。",
        "fields_of_service": fields,
        "clearance": "later",
    }
    return asked | {"kinds": [PracticeKind.objects.first().pk]} | more


def post(client: Any, article: ArticlePage, **more: Any) -> Any:
    url = f"/admin/articles/{article.pk}/case/"
    place = client.get(url).context["form"]["place"].value()
    return client.post(url, data(place=getattr(place, "pk", place)) | more, follow=True)


def test_text_and_figures_are_those_that_were_signed(article: ArticlePage, as_user: Any) -> None:
    signed = article.latest.as_record()
    article.title = "签发以后改过的标题"
    article.save_revision()
    post(as_user("bianji"), article)
    case = CasePage.objects.get(source_article=article)
    record = case.as_record()
    assert (record.title, record.body, record.unit) == (signed.title, signed.body, signed.unit)
    assert record.figures == signed.figures
    assert len(record.fields) == 2
    assert (case.live, case.clearance, case.has_unpublished_changes) == (True, "未公开", False)
    assert case.get_latest_revision_as_object().as_record() == record


def test_a_chief_clears_at_once_and_it_reaches_the_public_export(
    article: ArticlePage, as_user: Any, tmp_path: Path
) -> None:
    post(as_user("zhubian"), article, clearance="now")
    case = CasePage.objects.get(source_article=article)
    assert (case.clearance, case.cleared_by) == ("已公开", "主编")
    export(tmp_path / "e", lambda *_: None)
    found = Export(tmp_path / "e", private=False).get(Case, f"{case.number // 1000:03d}/{case.number:06d}")
    assert found.body == case.as_record().body
    assert found.summary.startswith("镇里把伞放在桥头")


def test_an_editor_asks_the_chief_who_sees_it_and_clears(article: ArticlePage, as_user: Any) -> None:
    client = as_user("bianji")
    assert post(client, article, clearance="now").status_code == 200  # not among an editor's choices
    assert not CasePage.objects.filter(source_article=article).exists()
    post(client, article, clearance="ask")
    case = CasePage.objects.get(source_article=article)
    assert (case.asked_by, case.clearance) == ("省级编辑", "未公开")
    assert Notification.objects.filter(user__username="zhubian", text__contains="请公开案例").count() == 1
    chief = as_user("zhubian")
    assert "省级编辑请求公开" in "".join(chief.get(f"/admin/cases/{case.pk}/decision/").content.decode().split())
    assert case.title in chief.get("/admin/cases/?clearance=asked").content.decode()
    chief.post(
        f"/admin/cases/{case.pk}/decision/", {"decision": "clear", "text": str(case.live_revision_id), "seen": "on"}
    )
    case = CasePage.objects.get(pk=case.pk)
    assert (case.clearance, case.asked_on, case.asked_by) == ("已公开", None, "")


def test_an_editor_can_ask_later_too_and_an_older_draft_does_not_undo_it(article: ArticlePage, as_user: Any) -> None:
    client = as_user("bianji")
    post(client, article)
    case = CasePage.objects.get(source_article=article)
    client.post(f"/admin/cases/{case.pk}/decision/", {"decision": "ask"})
    case.get_latest_revision().publish()
    assert CasePage.objects.get(pk=case.pk).asked_by == "省级编辑"


def test_there_is_one_case_of_an_article(article: ArticlePage, as_user: Any) -> None:
    client = as_user("bianji")
    post(client, article)
    case = CasePage.objects.get(source_article=article)
    again = client.get(f"/admin/articles/{article.pk}/case/").content.decode()
    assert "已经建成案例" in again
    assert f"/admin/cases/{case.pk}/decision/" in again
    client.post(f"/admin/articles/{article.pk}/case/", data(place=case.place_id))
    assert CasePage.objects.filter(source_article=article).count() == 1


def test_two_editors_at_once_make_one_case(article: ArticlePage) -> None:
    told = {
        "place": Place.objects.get(code="320282"),
        "year": 2025,
        "summary": "镇里把伞放在桥头。",
        "clearance": "later",
    }
    told |= {"fields_of_service": Field.objects.filter(parent__isnull=False)[:1], "kinds": []}
    editor = User.objects.get(username="bianji")
    make_case(article, article.latest.as_record(), told, editor)
    with pytest.raises(ValidationError, match="已经建成案例"):
        make_case(article, article.latest.as_record(), told, editor)
    assert article.cases.count() == 1


def test_the_first_paragraph_and_the_year_are_proposed(article: ArticlePage, as_user: Any) -> None:
    form = as_user("bianji").get(f"/admin/articles/{article.pk}/case/").context["form"]
    issue = article.issue_entries.first().issue
    assert form["year"].value() == issue.date.year
    assert form["summary"].value()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("summary", " ", "请写摘要"),
        ("fields_of_service", [], "请至少选一个服务领域"),
        ("year", "去年", "年份请填四位数字"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    article: ArticlePage, as_user: Any, name: str, value: Any, said: str
) -> None:
    answer = post(as_user("bianji"), article, **{name: value})
    assert said in answer.content.decode()
    assert not CasePage.objects.filter(source_article=article).exists()


def test_an_article_that_is_not_adopted_makes_no_case(article: ArticlePage, as_user: Any) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(state="pool")
    client = as_user("bianji")
    assert "稿件采用以后才能建成案例" in client.get(f"/admin/articles/{article.pk}/case/").content.decode()
    client.post(f"/admin/articles/{article.pk}/case/", data(place=article.place_id or 1))
    assert not CasePage.objects.filter(source_article=article).exists()


@pytest.mark.parametrize("username", ["tongxunyuan", "shiji", "xitong", "yinfa"])
def test_only_the_provinces_editors_make_cases_of_articles(article: ArticlePage, as_user: Any, username: str) -> None:
    client = as_user(username)
    for answer in (
        client.get(f"/admin/articles/{article.pk}/case/"),
        client.post(f"/admin/articles/{article.pk}/case/", data()),
    ):
        assert answer.status_code in (302, 403)
        assert article.title not in answer.content.decode()
    assert not CasePage.objects.filter(source_article=article).exists()


def test_a_signed_issue_lists_its_articles_with_the_way_to_a_case(article: ArticlePage, as_user: Any) -> None:
    issue = article.issue_entries.first().issue
    page = as_user("bianji").get(f"/admin/issues/{issue.pk}/decision/").content.decode()
    assert f"/admin/articles/{article.pk}/case/" in page
