"""Writing in the admin: numbers, forms, previews, and what a contributor sees."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.cases.models import CasePage
from cms.core.models import Counter, Picture
from cms.issues.lists import format_lines, parse_lines
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.models import ArticlePage
from cms.reference.models import Field, Synonym
from cms.units.models import UnitPage
from records import check_survival

pytestmark = pytest.mark.django_db


def case(title: str = "新的案例") -> CasePage:
    from cms.units.models import Place

    return CasePage(title=title, place=Place.objects.get(code="320282"), year=2025, summary="摘要。")


@pytest.mark.parametrize(("code", "parent"), [("0599", None), ("0599", "03"), ("99", "03")])
def test_a_field_stands_below_the_class_that_its_code_begins_with(code: str, parent: str | None) -> None:
    with pytest.raises(ValidationError, match="小类的代码以大类的两位代码开头"):
        Field(code=code, name="新的", parent=Field.objects.get(code=parent) if parent else None).full_clean()
    Field(code="0599", name="新的", parent=Field.objects.get(code="05")).full_clean()
    Field(code="99", name="新的").full_clean()


def test_a_number_is_never_given_out_twice() -> None:
    unit = UnitPage.objects.get(code="320282")
    first = unit.add_child(instance=case())
    number = first.number
    assert first.slug == f"case-{number:06d}"
    first.delete()
    assert unit.add_child(instance=case()).number == number + 1


def test_numbers_go_on_after_those_that_were_loaded() -> None:
    assert Counter.next("case") == 45
    assert Counter.next("article") == 23


def test_a_contributor_sees_the_form_of_a_case_in_chinese(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    html = as_user("tongxunyuan").get(f"/admin/pages/add/cases/casepage/{unit.pk}/").content.decode()
    for label in ("标题", "摘要", "问题", "可借鉴条件", "服务领域", "数据与机制"):
        assert label in html


def test_a_contributor_cannot_write_under_another_unit(as_user: Any) -> None:
    other = UnitPage.objects.get(code="320400")
    response = as_user("tongxunyuan").get(f"/admin/pages/add/newsroom/articlepage/{other.pk}/")
    assert response.status_code in (302, 403)


def test_the_preview_of_an_article_is_a_pdf(rf: Any) -> None:
    response = ArticlePage.objects.get(number=1).serve_preview(rf.get("/"), "")
    assert response["Content-Type"] == "application/pdf"


def test_the_preview_of_a_case_shows_figures_whose_words_are_lost(client: Any) -> None:
    page = CasePage.objects.get(number=1)
    figure = page.figures.first()
    figure.quote = "文中没有的话"
    page.figures = [figure]
    html = page.make_preview_request().rendered_content
    assert "文中找不到这句原话" in html


def test_a_picture_is_kept_without_what_the_camera_added() -> None:
    from io import BytesIO

    from PIL import Image

    image, exif = Image.new("RGB", (8, 8), "red"), Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    data = BytesIO()
    image.save(data, "JPEG", exif=exif)
    assert b"SECRET-CAMERA" in data.getvalue()
    picture = Picture(title="x", file=ContentFile(data.getvalue(), name="foto.jpg"))
    picture.save()
    kept = Path(picture.file.path).read_bytes()
    assert b"SECRET-CAMERA" not in kept
    assert Image.open(BytesIO(kept)).getpixel((1, 1)) == Image.open(BytesIO(data.getvalue())).getpixel((1, 1))
    assert picture.name.endswith(".jpg")


def test_printed_lines_are_read_as_an_editor_types_them() -> None:
    lines = parse_lines("报：中央文明办\n省文明委\n发: 各市文明办")
    assert [(line.kind, line.lines) for line in lines] == [("报", ("中央文明办", "省文明委")), ("发", ("各市文明办",))]
    assert parse_lines(format_lines(lines)) == lines
    with pytest.raises(ValidationError, match="第一行请以"):
        parse_lines("中央文明办")


@pytest.mark.parametrize("username", ["tongxunyuan", "bianji", "zhubian", "guanli"])
def test_the_menu_follows_the_work(as_user: Any, username: str) -> None:
    html = as_user(username).get("/admin/").content.decode()
    for label in ("我的待办", "稿件", "案例"):
        assert label.encode("unicode_escape").decode() in html or label in html


@pytest.mark.parametrize(
    "screen",
    ["cases/", "articles/", "snippets/issues/issue/", "snippets/issues/issue/add/", "snippets/units/place/", "images/"],
)
def test_the_daily_screens_open(as_user: Any, screen: str) -> None:
    assert as_user("guanli").get(f"/admin/{screen}").status_code == 200


def test_a_new_issue_is_proposed_with_the_next_number_of_this_year(as_user: Any) -> None:
    year = timezone.localdate().year
    url = "/admin/snippets/issues/issue/add/"
    assert f'name="year" value="{year}"' in as_user("bianji").get(url).content.decode()
    Issue.objects.create(
        publication=Publication.objects.get(slug="wmsj"), year=year, number=4, date=timezone.localdate()
    )
    assert 'name="number" value="5"' in as_user("bianji").get(url).content.decode()


def new(kind: str, body: list[Any], **more: Any) -> dict[str, Any]:
    """Return the form of a new article or case."""
    fields = {
        "articlepage": dict.fromkeys(("place", "prefix", "break_hint", "call", "leader", "writer", "phone"), ""),
        "casepage": {
            "place": UnitPage.objects.get(code="320282").place_id,
            "year": 2025,
            "summary": "摘要。",
            "mechanism": streamfield([]),
        },
    }[kind]
    rows = {name: inline_formset([]) for name in ("figures", "comments")}
    return nested_form_data({"title": "河边的旧伞", "body": streamfield(body), **fields, **rows, **more})


@pytest.mark.parametrize(("app", "kind"), [("newsroom", "articlepage"), ("cases", "casepage")])
def test_a_new_text_opens_with_a_paragraph_that_hinders_nothing_if_left_empty(
    as_user: Any, app: str, kind: str
) -> None:
    unit = UnitPage.objects.get(code="320282")
    client, url = as_user("bianji"), f"/admin/pages/add/{app}/{kind}/{unit.pk}/"
    opened = [(block.block_type, block.value) for block in client.get(url).context["form"]["body"].value()]
    assert opened == [("paragraph", "")]
    button = {"action-publish": "1"} if kind == "casepage" else {}
    answer = client.post(
        url, new(kind, [("paragraph", " \u3000"), ("paragraph", "雨天借伞。"), ("paragraph", "")], **button)
    )
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    made = Page.objects.get(title="河边的旧伞").specific
    assert [block.value for block in made.get_latest_revision_as_object().body] == ["雨天借伞。"]
    assert made.live == (kind == "casepage")


def test_an_empty_paragraph_is_no_text_to_hand_in(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    client = as_user("tongxunyuan")
    client.post(f"/admin/pages/add/newsroom/articlepage/{unit.pk}/", new("articlepage", [("paragraph", "")]))
    made = ArticlePage.objects.get(title="河边的旧伞")
    assert "正文" in made.latest.missing_for_submission()
    opened = client.get(f"/admin/pages/{made.pk}/edit/").context["form"]["body"].value()
    assert [block.value for block in opened] == [""], "ready to type again"


def test_a_case_is_kept_back_where_the_office_says_so(as_user: Any) -> None:
    HandInRules.objects.update_or_create(defaults={"lengths": True})
    unit = UnitPage.objects.get(code="320282")
    form = new("casepage", [("paragraph", "雨天借伞。")], **{"action-submit": "1"})
    answer = as_user("tongxunyuan").post(f"/admin/pages/add/cases/casepage/{unit.pk}/", form)
    assert "报送前请改好：标题 5 字，偏短" in answer.content.decode()
    assert not Page.objects.filter(title="河边的旧伞").exists()


TABLE = {
    "data": [["甲", "乙"], ["一", "二"]],
    "cell": [],
    "mergeCells": [],
    "table_header_choice": "row",
    "table_caption": "",
}


NO_TABLES = [
    *(
        '{"data": [["\\ud800"]]}',
        '{"data": [["a\\u0000"]]}',
        '{"data": [["a"]], "table_caption": "\\ud800"}',
        '"\\ud800"',
    ),
    *(
        "{",
        "[" * 5000,
        "1",
        "",
        '{"data": "x"}',
        '{"data": [["a", "b"], ["c"]]}',
        '{"data": [[1]]}',
        '{"data": [[NaN]]}',
    ),
    '{"data": [["a"]], "table_caption": 1}',
]


@pytest.mark.parametrize("table", NO_TABLES)
def test_a_table_that_no_screen_sends_is_refused_and_nothing_is_kept(as_user: Any, table: str) -> None:
    unit = UnitPage.objects.get(code="320282")
    client = as_user("tongxunyuan")
    form = new("articlepage", [("table", table)])
    assert client.post(f"/admin/pages/add/newsroom/articlepage/{unit.pk}/", form).status_code == 400
    assert client.post("/admin/articles/hints/", {**form, "parent": unit.pk}).status_code == 400
    assert not ArticlePage.objects.filter(title="河边的旧伞").exists()


def test_merged_cells_that_lie_in_no_row_are_left_out(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    good = {"row": 1, "col": 0, "rowspan": 1, "colspan": 2}
    merges = [good, {**good, "row": 2}, {**good, "colspan": 3}, {**good, "row": -1}, {"row": "x"}, 7]
    form = new("articlepage", [("table", json.dumps({**TABLE, "mergeCells": merges}))])
    as_user("tongxunyuan").post(f"/admin/pages/add/newsroom/articlepage/{unit.pk}/", form)
    assert ArticlePage.objects.get(title="河边的旧伞").latest.body[0].value["mergeCells"] == [good]


EMPTY_BLOCKS: list[tuple[str, Any]] = [
    ("paragraph", ""),
    ("point", {"ordinal": "", "lead_in": "", "text": "", "children": [{"ordinal": "一是", "lead_in": "", "text": ""}]}),
    ("heading", {"text": "", "level": "1"}),
    ("quotation", {"text": "", "source": ""}),
    ("table", None),
    ("table", {"data": [["", ""], ["", ""]]}),
    ("picture", {"image": None, "alt": "", "caption": ""}),
]


@pytest.mark.parametrize("block", EMPTY_BLOCKS, ids=lambda b: b[0])
def test_a_block_left_empty_is_left_out(block: tuple[str, Any]) -> None:
    article = ArticlePage.objects.get(number=1)
    article.body = [block]
    assert article.as_record().body == ()


def test_a_mechanism_left_empty_is_left_out() -> None:
    page = CasePage.objects.get(number=1)
    page.mechanism = [
        ("threshold", {"measure": "", "unit": "", "rows": [{"at": None, "gives": ""}]}),
        ("steps", [{"name": "", "who": ""}]),
    ]
    assert page.as_record().mechanism is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r\n\r\n"])
def test_every_line_that_is_typed_becomes_a_paragraph(newline: str) -> None:
    page = CasePage.objects.get(number=1)
    page.body = [("paragraph", f"第一段。{newline}- 第二段。")]
    page.summary = f"甲。{newline}> 乙。"
    record = page.as_record()
    assert [b.text for b in record.body] == ["第一段。", "- 第二段。"]
    assert record.summary == "甲。\n\n> 乙。"
    check_survival(record)


def test_an_article_is_handed_in_with_those_who_stand_behind_it(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    form = ArticlePage.get_edit_handler().get_form_class()
    user = get_user_model().objects.get(username="tongxunyuan")
    data = nested_form_data(
        {
            "title": "新稿",
            "action-submit": "1",
            "leader": "科长",
            "body": streamfield([]),
            "figures": inline_formset([]),
        }
    )
    made = form(data, instance=ArticlePage(), parent_page=unit, for_user=user)
    made.is_valid()
    assert {"writer", "phone"} <= set(made.errors)
    assert "leader" not in made.errors
    assert "state" not in made.fields


def test_the_preview_of_a_case_shows_tables_and_pictures() -> None:
    pages = [p.make_preview_request().rendered_content for p in CasePage.objects.all()]
    assert any("<caption>" in html for html in pages)
    assert any("<img src=" in html for html in pages)
    assert any("<blockquote>" in html for html in pages)


@pytest.mark.parametrize(
    "url", ["cases/?clearance=open", "snippets/issues/issue/?state=draft", "articles/?waiting=mine"]
)
def test_a_queue_on_the_dashboard_opens_what_it_counts(as_user: Any, url: str) -> None:
    Issue.objects.create(publication=Publication.objects.first(), year=2031, number=1, date="2031-01-01")
    waiting = ArticlePage(title="等着审核的一篇", live=False)
    UnitPage.objects.get(depth=2).add_child(instance=waiting)
    ArticlePage.objects.filter(pk=waiting.pk).update(state="submitted")
    client = as_user("zhubian")
    assert url in client.get("/admin/").content.decode()
    assert client.get(f"/admin/{url}").status_code == 200


def test_the_list_of_cases_that_wait_holds_only_those(as_user: Any) -> None:
    html = as_user("zhubian").get("/admin/cases/?clearance=open").content.decode()
    assert CasePage.objects.get(number=4).title in html
    assert CasePage.objects.get(number=1).title not in html


@pytest.mark.parametrize("kind", [CasePage, ArticlePage, "newsroom/clipping", "adoption/report", Issue], ids=str)
def test_every_form_with_a_text_says_how_to_write_a_footnote(kind: Any, as_user: Any) -> None:
    if kind is Issue:
        made = Issue.objects.create(publication=Publication.objects.first(), year=2031, number=1, date="2031-01-01")
        address = f"issues/{made.pk}/builder/"
    else:
        address = f"snippets/{kind}/add/" if isinstance(kind, str) else f"pages/{kind.objects.first().pk}/edit/"
    assert "要加脚注，在被注的词句后面写 ^[脚注内容]" in as_user("bianji").get(f"/admin/{address}").content.decode()


def typed_words(words: str) -> dict[str, str]:
    return {"slug": "ceshi", "words": words}


def test_an_editor_writes_the_synonyms_of_the_search(as_user: Any) -> None:
    client = as_user("bianji")
    answer = client.post("/admin/snippets/cases/synonym/add/", typed_words("睦邻点、 邻里驿站"))
    assert answer.status_code == 302
    made = Synonym.objects.get(slug="ceshi")
    assert made.as_record().words == ("睦邻点", "邻里驿站")
    assert (
        client.post(f"/admin/snippets/cases/synonym/edit/{made.pk}/", typed_words("睦邻点、邻里站")).status_code == 302
    )
    assert client.get("/admin/snippets/cases/synonym/").content.decode().count("睦邻点、邻里站") >= 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("睦邻点", "至少两个不同的词"),
        ("睦邻点、睦鄰點", "至少两个不同的词"),
        ("App、ＡＰＰ", "至少两个不同的词"),
        ("睦邻点、", "请删去多余的顿号"),
        ("睦邻点、 、驿站", "请删去多余的顿号"),
        ("睦邻点、義工", "“义工”已在另一组里：志愿者、义工"),
    ],
)
def test_synonyms_that_the_search_could_not_follow_are_refused_in_words(as_user: Any, words: str, said: str) -> None:
    assert said in as_user("bianji").post("/admin/snippets/cases/synonym/add/", typed_words(words)).content.decode()
    assert not Synonym.objects.filter(slug="ceshi").exists()


def test_a_day_of_redaction_is_typed_published_and_exported(as_user: Any) -> None:
    page = CasePage.objects.get(number=1)
    html = as_user("bianji").get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "敏感内容删改日期" in html and "旧文字会从网站检索索引的文件里一并清除" in html
    page.redacted_on = datetime.date(2025, 3, 1)
    page.save_revision(user=get_user_model().objects.get(username="zhubian")).publish()
    page = CasePage.objects.get(number=1)
    assert page.as_record().redacted_on == datetime.date(2025, 3, 1)
