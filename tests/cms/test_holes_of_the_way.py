"""What two reviews found open in the way of an article, its walls and its Word original, and now is closed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.documents import get_document_model

from cms.core.numbers import number_in
from cms.core.reasons import LONGEST, checked_reason
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, WordFile
from cms.units.models import UnitPage
from tests.cms.test_way import APPROVE, SUBMIT, article, edit, form_of, lead, state, take, user  # noqa: F401 (a fixture)
from tests.cms.test_word import everything, upload
from tests.cms.word_samples import plain_article

pytestmark = pytest.mark.django_db


# Word originals and uploads -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evil.html", "evil.js", "稿件.docx.svg", "稿件"])
def test_only_a_name_that_ends_in_docx_comes_in(as_user: Any, name: str) -> None:
    before = everything()
    answer = upload(as_user("tongxunyuan"), plain_article(), name)
    assert answer.status_code == 422 and "要以 .docx 结尾" in answer.content.decode()
    assert everything() == before


def test_an_original_is_kept_as_docx_and_what_is_no_picture_is_saved_not_shown(as_user: Any) -> None:
    upload(as_user("tongxunyuan"), plain_article(), "稿件.DOCX")
    made = WordFile.objects.get(name="稿件.DOCX")
    assert made.document.file.name.endswith(".docx")
    answer = as_user("guanli").get(made.document.file.url)
    assert (answer["Content-Disposition"], answer["X-Content-Type-Options"]) == ("attachment", "nosniff")
    picture = next(block.value["image"] for block in made.article.latest.body if block.block_type == "picture")
    assert as_user("guanli").get(picture.file.url)["Content-Disposition"].startswith("inline")


def test_the_word_original_stays_as_it_was_once_the_text_was_handed_in(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    upload(client, plain_article())
    made = WordFile.objects.get()
    number = made.document.pk
    addresses = [reverse(f"wagtaildocs:{name}", args=[number]) for name in ("edit", "delete")]
    assert [client.get(url).status_code for url in addresses] == [200, 409]
    ArticlePage.objects.filter(pk=made.article_id).update(state="submitted")
    many = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"]) + f"?id={number}"
    for url in (*addresses, many):
        assert client.get(url).status_code == 302
        client.post(url)
        assert get_document_model().objects.filter(pk=number).exists()
    ArticlePage.objects.filter(pk=made.article_id).update(state="returned")
    assert client.get(addresses[0]).status_code == 200


# Two at once -----------------------------------------------------------------------------


def test_of_two_reviewers_the_second_is_refused(article: ArticlePage) -> None:  # noqa: F811
    lead(article, [SUBMIT])
    stale = ArticlePage.objects.get(pk=article.pk)
    task = stale.current_workflow_task_state
    task.workflow_state.content_object.specific  # noqa: B018 (held as it is now)
    take(article, "approve", "shiji")
    with pytest.raises(PermissionDenied):
        way.take(stale, "reject", user("bianji"), "缺少数据")
    with pytest.raises(PermissionDenied):
        task.task.specific.on_action(task, user("bianji"), "reject", comment="缺少数据")
    assert (state(article), [step.move for step in article.steps.all()]) == ("pool", ["submit", "approve"])


@pytest.mark.parametrize("action", ["approve", "reject", "nonsense"])
def test_a_button_of_the_editor_that_comes_too_late_says_so(article: ArticlePage, as_user: Any, action: str) -> None:  # noqa: F811
    lead(article, [SUBMIT, APPROVE])
    client = as_user("bianji")
    late = form_of(article, action_workflow_action="true", workflow_action_name=action)
    answer = client.post(edit(article), late, follow=True)
    assert answer.redirect_chain == [(reverse("article_way", args=[article.pk]), 302)]
    assert "已由别人处理" in answer.content.decode()


def test_a_city_does_not_write_in_what_it_has_recommended(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    lead(article, [SUBMIT])
    assert as_user("shiji").get(edit(article)).status_code == 200
    take(article, "approve", "shiji")
    for where in ("pool", "adopted"):
        ArticlePage.objects.filter(pk=article.pk).update(state=where)
        client = as_user("shiji")
        client.post(edit(article), form_of(article) | {"title": "改过的题目"})
        assert ArticlePage.objects.get(pk=article.pk).latest.title == "河边的旧伞"
        assert "打开稿件" not in client.get(reverse("article_way", args=[article.pk])).content.decode()
    assert as_user("bianji").get(edit(article)).status_code == 200


# Words and numbers from outside -----------------------------------------------------------------------------


def test_a_reason_is_one_line_that_fits() -> None:
    assert checked_reason(" 缺少\r\n数据 ") == "缺少 数据"
    assert len(checked_reason("长" * 100 + "\r\n" + "长" * 99)) == LONGEST
    for text in ("长" * 201, "缺\0少", "缺\ud800少"):
        with pytest.raises(ValidationError):
            checked_reason(text)


def test_a_reason_that_cannot_be_kept_is_refused_on_the_way_and_in_the_editor(
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    lead(article, [SUBMIT])
    client = as_user("shiji")
    answer = client.post(
        reverse("article_way", args=[article.pk]), {"move": "reject", "reason": "长" * 201}, follow=True
    )
    assert "原因最多200字，现在有201字" in answer.content.decode()
    act = {"action_workflow_action": "true", "workflow_action_name": "reject"}
    for comment in ("长" * 201, "缺\0少"):
        client.post(edit(article), form_of(article, **act, workflow_action_extra_data=json.dumps({"comment": comment})))
    assert state(article) == "submitted"


@pytest.mark.parametrize("call", ["²", "9" * 5000])
def test_a_call_that_is_none_does_not_stop_an_upload(as_user: Any, call: str) -> None:
    assert upload(as_user("tongxunyuan"), plain_article(), query=f"?call={call}").status_code == 302
    assert WordFile.objects.get().article.call is None


def test_only_plain_digits_of_a_key_make_a_number() -> None:
    assert (number_in("12"), number_in("2147483647")) == (12, 2147483647)
    assert {number_in(text) for text in ("", None, "²", "１２", "-1", "2147483648", "9" * 5000)} == {0}


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/pages/{'9' * 30}/edit/",
        f"/admin/pages/{'9' * 30}/revisions/compare/earliest...latest/",
        f"/documents/{'9' * 5000}/a.docx",
        "/admin/bulk/wagtailcore/page/delete/?id=²",
        "/admin/choose-page/chosen-multiple/?id=²",
    ],
)
@pytest.mark.parametrize("name", ["tongxunyuan", "bianji"])
def test_a_number_that_is_none_breaks_nothing(as_user: Any, address: str, name: str) -> None:
    client = as_user(name)
    client.raise_request_exception = False
    assert client.get(address).status_code in (200, 302, 404)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        *[(sent, "没有看懂写的原因") for sent in ("{", "[]", '"x"', "1", "null", '{"comment": 1}', '{"user": 1}')],
        ('{"comment": "缺\\ud800少"}', "没有看懂写的原因"),
        ('{"comment": "' + "长" * 201 + '"}', "最多200字"),
        *[(sent, "须写明退回的原因") for sent in ("", "{}", '{"comment": " "}')],
    ],
)
def test_a_reason_that_cannot_be_read_is_explained_and_nothing_goes_back(
    article: ArticlePage,  # noqa: F811
    as_user: Any,
    sent: str,
    said: str,
) -> None:
    lead(article, [SUBMIT])
    act = {"action_workflow_action": "true", "workflow_action_name": "reject", "workflow_action_extra_data": sent}
    assert said in as_user("shiji").post(edit(article), form_of(article, **act), follow=True).content.decode()
    assert state(article) == "submitted"


# What the editor offers -----------------------------------------------------------------------------


def test_a_reviewer_saves_first_and_a_contributor_has_a_button_to_hand_in(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    client = as_user("tongxunyuan")
    footer = client.get(edit(article)).content.decode().partition("<footer")[2]
    assert footer.index("action-save") < footer.index('name="action-submit"')
    assert "w-dropdown" not in footer
    lead(article, [SUBMIT])
    said = client.get(edit(article), follow=True).content.decode()
    assert "要改请先点“收回”" in said
    take(article, "receive", "shiji")
    assert "要改请与审核的编辑联系" in client.get(edit(article), follow=True).content.decode()
    html = as_user("shiji").get(edit(article)).content.decode()
    assert html.index("action-save") < html.index('name="action-review"')


def test_a_case_is_settled_by_the_province_not_handed_in_or_unpublished(as_user: Any) -> None:
    from cms.cases.models import CasePage

    case = CasePage.objects.filter(live=True).first()
    assert case is not None
    html = as_user("bianji").get(edit(case)).content.decode()
    footer = html.partition("<footer")[2]
    assert "定稿" in footer
    for stray in ("action-submit", "/unpublish/", "报送</button>"):
        assert stray not in footer
    assert "ordering=ord" not in html and "w-header-button" not in html.partition("公开与撤回")[0][-300:]


def test_what_is_new_is_handed_in_by_writers_and_an_article_is_never_published(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    new = {
        kind: reverse("wagtailadmin_pages:add", args=[*kind, unit.pk])
        for kind in (("newsroom", "articlepage"), ("cases", "casepage"))
    }
    for name, offered in (("tongxunyuan", (True, True)), ("bianji", (True, False))):
        for url, hand_in in zip(new.values(), offered, strict=True):
            footer = as_user(name).get(url).content.decode().partition("<footer")[2]
            assert ('name="action-submit"' in footer) == hand_in
            assert ('name="action-publish"' in footer) == (not hand_in) == ("定稿" in footer)


def test_an_adopted_article_promises_no_news_and_names_its_case(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    from cms.cases.models import CasePage

    ArticlePage.objects.filter(pk=article.pk).update(state="adopted")
    url, to_case = reverse("article_way", args=[article.pk]), reverse("article_to_case", args=[article.pk])
    assert "有了结果" not in as_user("tongxunyuan").get(url).content.decode()
    html = as_user("bianji").get(url).content.decode()
    assert to_case in html and "看建成的案例" not in html
    case = CasePage.objects.first()
    CasePage.objects.filter(pk=case.pk).update(source_article=article)
    html = as_user("bianji").get(url).content.decode()
    assert to_case in html and "看建成的案例" in html


def test_in_the_pool_choosing_for_an_issue_is_what_stands_out(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    lead(article, [SUBMIT, APPROVE])
    html = as_user("bianji").get(reverse("article_way", args=[article.pk])).content.decode()
    moves = html.partition('<ul class="review__moves">')[2]
    assert "编进一期" in html and moves and 'class="button"' not in moves.partition("</ul>")[0]
