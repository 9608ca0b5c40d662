"""Indicators, showcases, synonyms, fields and kinds of practice: readers see what the chief
editor cleared, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.hooks import search_for_hooks

from cms.cases.models import CasePage, Collection
from cms.core.models import AuditEntry, Notification
from cms.reference.deciding import EntryDecision
from cms.reference.entries import Entry, kinds
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from press.export import export
from press.web.library import check_case, read_library
from records import Case, Export, Issue

pytestmark = pytest.mark.django_db
ENTRIES = kinds()

CANARY = "金丝雀"
NEW = {
    Field: {"code": "0599", "name": CANARY},
    PracticeKind: {"slug": "xin", "name": CANARY},
    Indicator: {"slug": "xin", "name": CANARY, "unit": CANARY, "definition": CANARY},
    Synonym: {"slug": "xin", "words": f"{CANARY}、黄雀"},
    Collection: {"slug": "xin", "title": CANARY, "date": "2025-01-01", "preface": CANARY},
}
WRITTEN = {Field: "name", PracticeKind: "name", Indicator: "definition", Synonym: "words", Collection: "preface"}


def form(entry: Entry) -> dict[str, Any]:
    """Return what the form of an entry sends, with all its cases in a showcase."""
    kind = type(entry)
    told = {f.name: f.value_from_object(entry) for f in kind._meta.fields if f.editable and not f.primary_key}
    if kind is Field and entry.code == "0599":
        told["parent"] = Field.objects.get(code="05").pk
    if kind is Collection:
        held = list(entry.entries.all()) if entry.pk else []
        cases = [e.case_id for e in held] or [CasePage.objects.order_by("number").first().pk]
        told |= {"entries-TOTAL_FORMS": len(cases), "entries-INITIAL_FORMS": len(held)}
        for n, pk in enumerate(cases):
            told |= {
                f"entries-{n}-case": pk,
                f"entries-{n}-ORDER": n + 1,
                f"entries-{n}-id": held[n].pk if held else "",
            }
    return {name: "" if value is None else value for name, value in told.items()}


def save(client: Any, entry: Entry) -> Any:
    """Send the form of an entry, a new one or one that is there; returns it as saved."""
    search_for_hooks()  # as the first request does: until then no form is registered
    verb, at = ("edit", [entry.pk]) if entry.pk else ("add", [])
    answer = client.post(reverse(type(entry).snippet_viewset.get_url_name(verb), args=at), form(entry))
    assert answer.status_code == 302, answer.context["form"].errors
    key = type(entry).kind.filed_under[0]
    return type(entry)._default_manager.get(**{key: getattr(entry, key)})


def written(folder: Path, half: str = "*") -> str:
    """Return all that an export of the office says now."""
    export(folder, lambda *_: None)
    return "\n".join(p.read_text("utf-8") for p in folder.glob(f"{half}/**/*") if p.suffix in (".md", ".yaml"))


def decide(client: Any, entry: Entry, decision: str, **posted: str) -> Any:
    """Take a decision on an entry's page, having looked at it."""
    page = client.get(entry.decision_url)
    text = page.context["text"] if page.status_code == 200 else EntryDecision().text(entry)
    return client.post(entry.decision_url, {"decision": decision, "text": text, "seen": "on", **posted}, follow=True)


def who_may_write(kind: type[Entry]) -> str:
    """Return the account that keeps a kind of entries."""
    return "guanli" if kind in (Field, PracticeKind) else "bianji"


@pytest.mark.parametrize("kind", ENTRIES)
def test_what_someone_writes_of_an_entry_leaves_the_house_when_the_chief_clears_it_and_not_before(
    kind: type[Any], as_user: Any, tmp_path: Path
) -> None:
    new = save(as_user(who_may_write(kind)), kind(**NEW[kind]))
    old = next(e for e in kind.objects.order_by("pk") if e.pk != new.pk and getattr(e, "parent", None) is None)
    before, held = old.exported(), f"{getattr(old, WRITTEN[kind])}、{CANARY}二"
    setattr(old, WRITTEN[kind], held[-20:] if kind is PracticeKind else held)
    old = save(as_user(who_may_write(kind)), old)
    assert CANARY in str(old.told()), "else there is nothing to find"
    assert old.clearance == "已公开，有改动"
    assert old.exported() == before, "readers go on with the words they had"
    for entry in (new, old):
        decide(as_user("bianji"), entry, "clear")
    assert CANARY not in written(tmp_path), "nor is an editor's decision one"
    client = as_user("zhubian")
    home = client.get("/admin/").content.decode()
    assert all(entry.decision_url in home for entry in (new, old))
    for entry in (new, old):
        decide(client, entry, "clear")
    assert "没有等待公开的" in client.get("/admin/").content.decode()
    said = written(tmp_path, "public")
    assert CANARY in said
    assert f"{CANARY}二" in said
    entry = kind.objects.get(pk=new.pk)
    assert (entry.cleared_on, entry.clearance) == (timezone.localdate(), "已公开")
    assert AuditEntry.objects.filter(action=f"{kind._meta.model_name}.clear").count() == 2


def test_withdrawn_entries_leave_an_export_that_holds_together(as_user: Any, tmp_path: Path) -> None:
    client = as_user("zhubian")
    for kind in ENTRIES:
        first, *others = kind.objects.all()
        assert "撤回须写明原因" in decide(client, first, "withdraw").content.decode()
        decide(client, first, "withdraw", reason="口径有误")
        assert kind.objects.get(pk=first.pk).withdrawn_reason == "口径有误"
        for entry in others:
            entry.withdraw("主编", timezone.localdate(), "口径有误")
    export(tmp_path, lambda *_: None)
    everything, seen = Export(tmp_path), Export(tmp_path, private=False)
    kept = [record for kind in ENTRIES for record in everything.all(kind.kind)]
    assert {type(record) for record in kept} == {Indicator.kind, Collection.kind}, "which have an address"
    assert {(record.withdrawn_on, record.withdrawn_reason) for record in kept} == {(timezone.localdate(), "口径有误")}
    assert [record for kind in ENTRIES for record in seen.all(kind.kind)] == []
    notices = [notice for kind in (Indicator, Collection) for notice in seen.withdrawn(kind.kind)]
    assert {(n.key, n.on, n.reason) for n in notices} == {(r.key, timezone.localdate(), "口径有误") for r in kept}
    named = [(c.fields, c.kinds, [f.indicator for f in c.figures if f.indicator]) for c in everything.all(Case)]
    assert named == [((), (), [])] * len(named) != []
    assert [
        f.indicator for i in everything.all(Issue) for a in i.items for f in getattr(a, "figures", ()) if f.indicator
    ] == []
    library = read_library(seen)
    for case in seen.all(Case):
        check_case(case, library)


def test_a_class_that_is_not_cleared_hides_what_stands_below_it(tmp_path: Path) -> None:
    below = Field.objects.filter(parent__isnull=False).first()
    below.parent.withdraw("主编", timezone.localdate(), "重分")
    export(tmp_path, lambda *_: None)
    assert below.code not in {field.code for field in Export(tmp_path).all(Field.kind)}


def test_what_was_looked_at_is_what_is_cleared(as_user: Any) -> None:
    entry = Indicator.objects.first()
    client = as_user("zhubian")
    seen = client.get(entry.decision_url).context["text"]
    Indicator.objects.filter(pk=entry.pk).update(definition="后来改的")
    page = client.post(
        entry.decision_url, {"decision": "clear", "seen": "on", "text": seen}, follow=True
    ).content.decode()
    assert "内容在查看以后又有改动" in page
    assert Indicator.objects.get(pk=entry.pk).exported().definition != "后来改的"


def test_the_chief_is_told_once_and_may_reject_with_a_reason(as_user: Any) -> None:
    entry, chief = Synonym.objects.first(), get_user_model().objects.get(username="zhubian")
    words = entry.words
    for more in ("甲词", "乙词"):
        entry.words += f"、{more}"
        entry = save(as_user("bianji"), entry)
    assert Notification.objects.filter(user=chief, url=entry.decision_url).count() == 1
    assert "退回须写明原因" in decide(as_user("zhubian"), entry, "reject").content.decode()
    decide(as_user("zhubian"), entry, "reject", reason="不是同义词")
    entry.refresh_from_db()
    assert (entry.asked_on, entry.clearance) == (None, "已公开")
    assert "、".join(entry.exported().words) == words
    assert Notification.objects.get(user__username="bianji", url=entry.decision_url).text.endswith("不是同义词（主编）")


def test_a_change_taken_back_asks_for_nothing(as_user: Any) -> None:
    entry = Indicator.objects.first()
    for definition in ("改过的口径", entry.definition):
        entry.definition = definition
        entry = save(as_user("bianji"), entry)
    assert (entry.asked_on, entry.clearance) == (None, "已公开")


@pytest.mark.parametrize("kind", ENTRIES)
def test_what_readers_know_an_entry_by_is_never_changed(kind: type[Any]) -> None:
    entry = kind.objects.first()
    key = kind.kind.filed_under[0]
    setattr(entry, key, "9999" if key == "code" else "andere")
    with pytest.raises(ValidationError, match="已经公开过，不能再改"):
        entry.full_clean()
