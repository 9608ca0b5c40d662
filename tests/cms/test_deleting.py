"""What is in use cannot be deleted by any way, and the refusal names the place; what is
free can, and is logged and told."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Page

from cms.cases.models import CasePage
from cms.core.audit import AuditEntry
from cms.core.deleting.refusing import DELETES, KEYS, NOTHING_HERE, kind_of, thing_in
from cms.core.models import NumberedPage, Picture
from cms.core.notifications import Notification
from cms.core.uses import can_delete, holds, is_use, name_of, place_of, relations_to, things
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueEntry, IssueVersion
from cms.issues.publications import Publication
from cms.issues.sending_back import send_back
from cms.issues.signed import SignedPart
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.reference.models import Indicator
from cms.units.models import Place, UnitPage, UnitRole
from press.export import export
from records import Article
from tests.cms.making import make

pytestmark = pytest.mark.django_db

# Accounts are never deleted, see test_accounts.
DELETABLE = sorted(things() - {Page, get_user_model()}, key=lambda model: model._meta.label)
RELATIONS = [(model, relation) for model in DELETABLE for relation in relations_to(model) if is_use(relation)]


def addresses(ask: re.Pattern[str], patterns: Any = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and view of the addresses whose names match."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(each, "url_patterns"):
            yield from addresses(ask, each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif ask.match(f"{space}{each.name}"):
            yield f"{space}{each.name}", each.callback


NAMES: dict[type, list[tuple[str, str]]] = {}


def names_for(thing: models.Model) -> list[tuple[str, str]]:
    """Return the names of the addresses at which such things are deleted, each with its argument."""
    kind, own = (Page, thing.page_ptr) if isinstance(thing, Page) else (type(thing), thing)
    if kind not in NAMES:
        fits = [
            (name, key)
            for name, view in addresses(DELETES)
            for key in (*KEYS, "pk")
            if thing_in(view, {key: own.pk}) == own
        ]
        NAMES[kind] = [(name, key) for name, key in fits if takes(name, key)]
    return NAMES[kind]


def takes(name: str, key: str) -> bool:
    """Whether an address has such an argument."""
    try:
        return bool(reverse(name, kwargs={key: 1}))
    except NoReverseMatch:
        return False


def ways(thing: models.Model) -> list[str]:
    """Return all addresses at which something is deleted: its own, and that of many at once."""
    found = [reverse(name, kwargs={key: thing.pk}) for name, key in names_for(thing)]
    meta = Page._meta if isinstance(thing, Page) else thing._meta
    found.append(reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, "delete"]) + f"?id={thing.pk}")
    return found


def ids(pair: Any) -> str:
    return f"{pair[0]._meta.object_name} in {name_of(pair[1])}"


@pytest.mark.parametrize("pair", RELATIONS, ids=ids)
def test_what_is_in_use_stays_and_the_place_is_named(pair: tuple[Any, Any], as_user: Any) -> None:
    model, relation = pair
    thing = make(model)
    user = make(relation.related_model, **{relation.field.name: thing})
    place = place_of(user, thing)
    assert place is not None
    client = as_user("guanli")
    where = ways(thing)
    assert where
    for address in where:
        for method in (client.get, client.post):
            answer = method(address)
            if answer.status_code == 404 and "/bulk/" in address:
                continue  # such things are not chosen in a list
            said = html.unescape(answer.content.decode())
            assert (answer.status_code, "不能删除" in said) == (409, True), (address, answer.status_code)
            assert f"用在{kind_of(place)}" in said, (address, place)
            assert type(place) not in things() or str(place) in said, (address, place)
            assert "删除以后不能恢复" not in said
    assert model._base_manager.filter(pk=thing.pk).exists()
    assert type(user)._base_manager.filter(**{"pk": user.pk, relation.field.name: thing.pk}).exists()


@pytest.mark.parametrize("model", DELETABLE, ids=lambda model: model._meta.object_name)
def test_what_is_free_is_deleted_by_each_way_logged_and_told_to_its_owner(model: Any, as_user: Any) -> None:
    client = as_user("guanli")
    owner = get_user_model().objects.get(username="bianji")
    named = {field.name for field in model._meta.concrete_fields} & {"owner", "uploaded_by_user"}
    first = make(model)
    assert [list(hold.places) or hold.said for hold in holds(first)] == []
    for n in range(len(ways(first))):
        thing = make(model, **dict.fromkeys(named, owner))
        address = ways(thing)[n]
        asked = client.get(address)
        if "multiple" in address or (asked.status_code == 404 and "/bulk/" in address):
            continue
        before = AuditEntry.objects.count()
        said = html.unescape(asked.content.decode())
        assert "确定" in said and "被引用" not in said, address
        assert "不能恢复" in said and (not isinstance(thing, NumberedPage) or "草稿" in said), address
        assert (asked.status_code, client.post(address).status_code) == (200, 302), address
        assert not model._base_manager.filter(pk=thing.pk).exists()
        assert AuditEntry.objects.count() > before, address
        assert Notification.objects.filter(user=owner, text__contains=str(thing)).exists() == bool(named), address


def test_every_address_that_deletes_is_one_of_something_known() -> None:
    known = {name for model in DELETABLE for name, _ in names_for(make(model))} | {"wagtailusers_users:delete"}
    unknown = {name for name, _ in addresses(re.compile(r".*delete(?!_upload)"))} - known
    assert {name for name in unknown if not NOTHING_HERE.match(name)} == set()


def test_pictures_in_texts_drafts_and_signed_issues_are_in_use(as_user: Any) -> None:
    texts: list[Any] = [make(CasePage), make(ArticlePage), make(Clipping)]
    for text in texts:
        picture = make(Picture)
        text.body = [("picture", {"image": picture, "alt": "示意", "caption": ""})]
        text.save()
        assert [hold.places for hold in holds(picture)] == [(text,)]
        text.body = []
        text.save()
        assert can_delete(picture)
    case = make(CasePage)
    case.save_revision().publish()
    case = CasePage.objects.get(pk=case.pk)
    picture = make(Picture)
    case.body = [("picture", {"image": picture, "alt": "示意", "caption": ""})]
    case.save_revision()
    assert [hold.places for hold in holds(picture)] == [(case,)], "in its draft only"
    case.body = []
    case.save_revision()
    assert can_delete(picture)


def test_all_that_a_signed_issue_names_stays_also_when_the_articles_name_it_no_more() -> None:
    issue = next(issue for issue in Issue.objects.all() if ".png" in str(issue.as_record()))
    version = issue.versions.get()
    parts = SignedPart.objects.filter(version=version)
    kept = {
        field: {getattr(part, field) for part in parts} - {None} for field in ("picture", "article", "place", "unit")
    }
    record = issue.as_record()
    assert {picture.name for picture in kept["picture"]} == set(re.findall(r"\w+\.png", str(record)))
    assert {article.number for article in kept["article"]} == {
        item.number for item in record.items if isinstance(item, Article)
    }
    assert (
        issue.freeze(record, state="corrected", date=record.date, by="主编", version=9).parts.count() == parts.count()
    )
    for article in kept["article"]:
        ArticlePage.objects.filter(pk=article.pk).update(place=None, body="[]")
    for thing in set().union(*kept.values()):
        assert any(version in hold.places for hold in holds(thing)), thing


def test_a_unit_with_anything_below_it_or_an_account_stays_and_a_closed_one_breaks_nothing(
    tmp_path: Any, as_user: Any
) -> None:
    client = as_user("guanli")
    unit = UnitPage.objects.get(code="320282")
    answer = client.post(f"/admin/pages/{unit.pk}/delete/")
    assert answer.status_code == 409
    for kind in ("稿件", "账号", "实践案例"):
        assert f"用在{kind}" in answer.content.decode(), kind
    writers = get_user_model().objects.filter(groups__unit_role__unit=unit)
    assert writers
    for account in writers:
        address = reverse("wagtailusers_users:edit", args=[account.pk])
        assert f'<a href="{address}">{account}</a>' in answer.content.decode()
    assert "在“账号”页把它的账号改到别的单位" in answer.content.decode()
    assert "用“移动”" not in answer.content.decode()
    # Closing never changes what was signed or cleared.
    UnitPage.objects.filter(depth__gt=2).update(valid_to="2026-01-01")
    Place.objects.update(valid_to="2026-01-01")
    export(tmp_path / "out", lambda *_: None)


def moving(page: Any, where: Any) -> list[str]:
    """Return the addresses at which a page is moved."""
    own = f"/admin/pages/{page.pk}/move/"
    return [own, f"{own}{where.pk}/confirm/", f"/admin/bulk/wagtailcore/page/move/?id={page.pk}"]


@pytest.mark.parametrize("account", ["guanli", "bianji"])
def test_what_is_in_use_stays_where_it_is_and_what_is_free_is_moved(account: str, as_user: Any) -> None:
    client, where = as_user(account), UnitPage.objects.get(code="320400")
    signed = ArticlePage.objects.filter(signed__isnull=False).first()
    public = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).first()
    waiting = make(ArticlePage)
    ArticlePage.objects.filter(pk=waiting.pk).update(state="pool")
    units = [UnitPage.objects.get(code="320282")] if account == "guanli" else []
    for page in (signed, public, waiting, *units):
        assert page is not None
        for address in moving(page, where):
            for answer in (client.get(address), client.post(address, {"chooser": where.pk})):
                said = html.unescape(answer.content.decode())
                assert "不能移动" in said and "怎么办" in said, (page, address)
        assert Page.objects.get(pk=page.pk).path == page.path
    for free in (make(ArticlePage), make(CasePage), *(make(UnitPage) for _ in units)):
        assert client.post(moving(free, where)[1]).status_code == 302
        assert Page.objects.get(pk=free.pk).get_parent().pk == where.pk


def test_what_is_used_later_is_not_closed_before_and_a_closing_is_kept(as_user: Any) -> None:
    user, today = get_user_model(), timezone.localdate()
    unit = UnitPage.objects.get(code="320282")
    place, later = unit.place, today + datetime.timedelta(days=400)
    call = make(Call, due_on=later, closed=False)
    call.units.set([unit])
    call.save()
    signed = IssueVersion.objects.filter(parts__unit=unit).order_by("-date").first()
    assert signed and place

    def refused(thing: Any, name: str, day: Any) -> str:
        try:
            setattr(thing, name, day)
            thing.clean()
        except ValidationError as error:
            return str(error.message_dict[name])
        finally:
            setattr(thing, name, None)
        return ""

    assert str(signed) in refused(unit, "valid_to", signed.date - datetime.timedelta(days=1))
    assert str(signed) in refused(place, "valid_to", signed.date - datetime.timedelta(days=1))
    assert str(unit) in refused(place, "valid_to", today)
    for thing in (unit, place):
        assert "以前已经用在" in refused(thing, "valid_from", later)
    above = UnitPage.objects.get(pk=unit.get_parent().pk)
    UnitPage.objects.filter(pk=unit.pk).update(valid_from=datetime.date(1949, 10, 1))
    assert str(unit) in refused(above, "valid_from", datetime.date(1950, 1, 1))
    assert "账号" in refused(unit, "valid_to", today)
    said = refused(unit, "valid_to", today + datetime.timedelta(days=1))
    assert "约稿" in said and "账号" not in said.partition("。")[0]
    call.closed = True
    call.save()
    user.objects.filter(groups__unit_role__unit=unit).update(is_active=False)
    end = datetime.date(max(today, signed.date).year, 12, 31)
    assert refused(unit, "valid_to", end) == ""
    free = make(Place)
    form = {"code": "329999", "name": "旧县", "level": "county", "parent": place.parent_id, "valid_to": "2020-01-01"}
    answer = as_user("guanli").post(reverse("wagtailsnippets_units_place:edit", args=[free.pk]), form)
    assert answer.status_code == 302
    kept = AuditEntry.objects.get(action="place.validity", object_id=str(free.pk))
    assert kept.actor.startswith("管理员") and kept.data["after"].endswith("2020-01-01")


def test_there_is_one_office_and_it_stays_on_top(as_user: Any) -> None:
    client, root = as_user("guanli"), Page.get_first_root_node()
    unit = UnitPage.objects.get(code="320282")
    assert client.get(f"/admin/pages/add/units/unitpage/{root.pk}/").status_code in (302, 403)
    client.post(f"/admin/pages/{unit.pk}/move/{root.pk}/confirm/")
    top = UnitPage.objects.get(depth=2)
    client.post(f"/admin/pages/{top.pk}/move/{unit.pk}/confirm/")
    assert [page.pk for page in UnitPage.objects.filter(depth=2)] == [top.pk]


def test_what_readers_could_see_leaves_by_withdrawal_alone(as_user: Any) -> None:
    client = as_user("guanli")
    case = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).first()
    assert case is not None
    delete, decision = f"/admin/pages/{case.pk}/delete/", reverse("case_decision", args=[case.pk])

    def stays() -> None:
        answer = client.post(delete)
        assert (answer.status_code, decision in answer.content.decode()) == (409, True)
        assert client.post(f"/admin/pages/{case.pk}/unpublish/").status_code == 404
        assert CasePage.objects.get(pk=case.pk).live

    stays()
    case.unclear()  # its text was changed
    stays()
    assert "撤回" in client.get(decision).content.decode()
    client.post(decision, {"decision": "reopen", "reason": "写错了"})
    stays()
    client.post(decision, {"decision": "withdraw", "reason": "内容已过时"})
    assert CasePage.objects.get(pk=case.pk).clearance == "已撤回"
    stays()


def test_a_settled_case_that_readers_never_saw_becomes_a_draft_with_a_reason_before_it_can_go(as_user: Any) -> None:
    owner = get_user_model().objects.get(username="bianji")
    case = make(CasePage, owner=owner)
    case.save_revision().publish()
    client, decision = as_user("zhubian"), reverse("case_decision", args=[case.pk])
    assert client.post(f"/admin/pages/{case.pk}/delete/").status_code == 409
    client.post(decision, {"decision": "reopen", "reason": " "})
    assert CasePage.objects.get(pk=case.pk).live
    client.post(decision, {"decision": "reopen", "reason": "与另一篇重复"})
    assert not CasePage.objects.get(pk=case.pk).live
    assert AuditEntry.objects.get(action="casepage.reopen").data["reason"] == "与另一篇重复"
    assert client.post(f"/admin/pages/{case.pk}/delete/").status_code == 302
    assert [n.text[:6] for n in Notification.objects.filter(user=owner)] == ["实践案例《m", "案例《mad"]


def test_a_refusal_names_what_the_user_may_open_and_counts_the_rest(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    writer = get_user_model().objects.get(username="tongxunyuan")
    article = make(ArticlePage, parent=unit, owner=writer)
    issue = make(Issue, publication=Publication.objects.first())
    IssueEntry.objects.create(issue=issue, article=article)
    case = make(CasePage, source_article=article, parent=unit, owner=writer)
    said = as_user("tongxunyuan").get(f"/admin/pages/{article.pk}/delete/")
    text = html.unescape(said.content.decode())
    assert (said.status_code, str(issue) in text, str(case) in text, "1 处，这里不列" in text) == (
        409,
        False,
        True,
        True,
    )


@pytest.mark.parametrize("account", ["guanli", "bianji"])
def test_no_screen_offers_what_means_nothing_here(account: str, as_user: Any) -> None:
    client = as_user(account)
    case, unit = CasePage.objects.filter(cleared_on__isnull=False).first(), UnitPage.objects.get(code="320282")
    article = ArticlePage.objects.child_of(unit).first()
    pages = [f"/admin/pages/{page.pk}/edit/" for page in (case, unit, article)]
    for address in (*pages, f"/admin/pages/{unit.pk}/", reverse("cases:index")):
        answer = client.get(address)
        shown = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.S)
        for word in ("取消发布", "隐私", "别名页面", "发布计划", "定时发布", "/copy/", "set_privacy", "发布所选"):
            assert word not in shown, (address, word)
    for verb in ("unpublish", "copy", "privacy", "convert_alias"):
        assert client.get(f"/admin/pages/{case.pk}/{verb}/").status_code in (302, 403, 404)
    assert client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={case.pk}").status_code in (302, 404)


def test_the_migration_notes_what_is_signed_already() -> None:
    from django.apps import apps

    from cms.issues.signed import keep_parts

    before = sorted(
        SignedPart.objects.values_list("version", "picture", "article", "place", "unit", "indicator", "distribution"),
        key=str,
    )
    SignedPart.objects.all().delete()
    for version in IssueVersion.objects.all():
        keep_parts(apps, version)
    after = sorted(
        SignedPart.objects.values_list("version", "picture", "article", "place", "unit", "indicator", "distribution"),
        key=str,
    )
    assert before == after != []


def test_a_folder_with_files_and_a_role_of_a_unit_stay(as_user: Any) -> None:
    client, role = as_user("guanli"), UnitRole.objects.filter(unit__code="320282").get()
    make(get_document_model(), collection=role.collection)
    assert client.post(reverse("wagtailadmin_collections:delete", args=[role.collection_id])).status_code == 409
    assert client.post(reverse("wagtailusers_groups:delete", args=[role.group_id])).status_code == 404


SEEN = [
    (Publication, "issues.Issue.publication"),
    (Indicator, "cases.CaseFigure.indicator"),
    (DistributionList, "issues.Issue.distribution"),
]


@pytest.mark.parametrize(("model", "used"), SEEN, ids=lambda value: getattr(value, "__name__", value))
def test_an_editor_reads_where_it_is_used_before_that_there_is_no_right_and_then_who_has_it(
    model: Any, used: str, as_user: Any
) -> None:
    client, free, thing = as_user("bianji"), make(model), make(model)
    relation = next(each for each in relations_to(model) if name_of(each) == used)
    make(relation.related_model, **{relation.field.name: thing})
    for address in ways(thing):
        said = html.unescape(client.post(address).content.decode())
        assert "用在" in said and "怎么办" in said, address
    for address in ways(free):
        answer = client.post(address)
        assert (answer.status_code, "请管理员删除" in answer.content.decode()) == (403, True), address
    assert model.objects.filter(pk__in=[free.pk, thing.pk]).count() == 2
    signed = Issue.objects.filter(versions__isnull=False).first()
    assert signed is not None
    assert "已经签发" in client.get(ways(signed)[0]).content.decode()


def test_the_remedy_fits_who_reads_it(as_user: Any) -> None:
    unit, writer = UnitPage.objects.get(code="320282"), get_user_model().objects.get(username="tongxunyuan")
    article, client = make(ArticlePage, parent=unit, owner=writer), as_user("tongxunyuan")
    delete = f"/admin/pages/{article.pk}/delete/"
    assert f"确定删除草稿《{article}》吗？删除以后不能恢复。" in client.get(delete).content.decode()
    way.step(article, "submit", writer)
    said = client.get(delete).content.decode()
    assert "点“收回”，改好再报送" in said and "不采用" not in said
    assert "收回" not in as_user("bianji").get(delete).content.decode().partition("怎么办")[2]
    client = as_user("tongxunyuan")
    way.step(article, "reject", None, reason="缺少数据", by="市级编辑")
    answer = client.post(delete)
    assert "退稿记录须保留" in answer.content.decode() and "可以改好再报送" in answer.content.decode()
    assert ArticlePage.objects.filter(pk=article.pk).exists()
    case = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).first()
    assert case is not None
    for account in ("bianji", "zhubian"):
        assert (
            "请主编撤回并写明原因；撤回说明一直保留，不能删除"
            in as_user(account).get(f"/admin/pages/{case.pk}/delete/").content.decode()
        )


def test_the_articles_of_a_deleted_issue_stay_with_what_the_chief_said_of_them(as_user: Any) -> None:
    issue, article, other = make(Issue), make(ArticlePage), make(ArticlePage)
    ArticlePage.objects.filter(pk__in=[article.pk, other.pk]).update(state="pool")
    for each in (article, other):
        IssueEntry.objects.create(issue=issue, article=each)
    remarks = [["", "", "标题都要短一些"], [f"article:{article.pk}", article.title, "数据要核实"]]
    send_back(issue, "主编", get_user_model().objects.get(username="zhubian"), remarks)
    one, many = ways(issue)
    client = as_user("guanli")
    for address in (one, many):
        assert "2 篇稿件不会删除" in client.get(address).content.decode(), address
    assert as_user("bianji").post(one).status_code == 403
    assert as_user("guanli").post(one).status_code == 302
    for each, said in ((article, True), (other, False)):
        step = ArticlePage.objects.get(pk=each.pk).steps.get()
        assert (step.after, str(issue) in step.reason, "短一些" in step.reason, "核实" in step.reason) == (
            "pool",
            True,
            True,
            said,
        )


def test_an_editor_deletes_an_empty_issue_of_his_own_alone(as_user: Any) -> None:
    client, own, foreign = as_user("bianji"), make(Issue), make(Issue)
    log(instance=own, action="wagtail.create", user=get_user_model().objects.get(username="bianji"))
    entry = IssueEntry.objects.create(issue=own, article=make(ArticlePage))
    for issue in (own, foreign):
        assert client.post(ways(issue)[0]).status_code == 403
    entry.delete()
    assert "确定删除简报" in client.get(ways(own)[0]).content.decode()
    assert client.post(ways(own)[0]).status_code == 302
    assert set(Issue.objects.filter(pk__in=[own.pk, foreign.pk])) == {foreign}
