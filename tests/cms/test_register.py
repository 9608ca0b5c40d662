"""The register of recipients: one truth for all lists, whoever changes it and how; a list's rows, its export and what
an issue freezes follow from it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

import records
from cms.distribution.doubles import doubles
from cms.distribution.members import Membership, members_on, project, recipients_on
from cms.distribution.merging import FIELDS_TOLD, merge
from cms.distribution.orders import Inspection, PrintOrder
from cms.distribution.recipients import Recipient, find, in_use
from cms.issues.lists import DistributionList
from cms.issues.lists import Recipient as Row
from cms.issues.models import Issue
from cms.issues.signing import sign
from press.export import export
from tests.cms.adopting import draft_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WORDS = ["文明办", "收发室", "甲处", "=1+1", "0025", "机要", "EMS", "", "北街 1 号", "025-00000001"]
ROWS = st.builds(
    records.Recipient,
    name=st.sampled_from(["甲市文明办", "乙市文明办", "丙局", "=丁"]),
    copies=st.integers(0, 300),
    **{name: st.sampled_from(WORDS) for name in ("address", "phone", "route", "contact")},
)


def list_of(*rows: records.Recipient, slug: str = "shiyan") -> DistributionList:
    told = records.DistributionList(slug=slug, name=slug, publication="wmsj", recipients=rows)
    return DistributionList.from_record(told)


def one(name: str, copies: int = 1, **told: Any) -> records.Recipient:
    return records.Recipient(name=name, copies=copies, **told)


def holds() -> None:
    """Every list's rows are those who are on it today, in order, and each is one row."""
    for of in DistributionList.objects.all():
        told = [(m.pk, *m.told.values()) for m in members_on(of, TODAY)]
        rows = list(of.recipients.order_by("sort_order", "pk"))
        names = Membership(recipient=Recipient()).told
        assert [(r.membership.pk, *(getattr(r, name) for name in names)) for r in rows] == told
        assert of.as_record().recipients == recipients_on(of, TODAY)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROWS, max_size=6), min_size=1, max_size=3))
def test_what_is_loaded_fills_the_register_and_is_exported_as_it_was(
    db: None, lists: list[list[records.Recipient]]
) -> None:
    from django.db.transaction import atomic, set_rollback

    with atomic():
        made = [list_of(*rows, slug=f"liebiao{n}") for n, rows in enumerate(lists)]
        for of, rows in zip(made, lists, strict=True):
            assert of.as_record().recipients == tuple(rows)
            project(of)
            assert DistributionList.objects.get(pk=of.pk).as_record().recipients == tuple(rows)
        holds()
        told = {(r.name, r.address, r.phone, r.route, r.contact) for rows in lists for r in rows}
        have = Recipient.objects.filter(memberships__distribution_list__in=made).distinct()
        assert have.count() == len(told), "the same on two lists is entered once"
        set_rollback(True)


def test_the_sample_is_in_the_register_and_who_is_on_two_lists_once() -> None:
    holds()
    twice = Recipient.objects.get(name="省文明委成员单位")
    assert {m.distribution_list.slug: m.copies for m in twice.memberships.all()} == {
        "dongtai-quanfa": 120,
        "wmsj-quanfa": 96,
    }


def test_an_address_is_changed_in_one_place_and_a_row_that_says_the_same_is_not_touched() -> None:
    of = DistributionList.objects.get(slug="wmsj-quanfa")
    before = dict(of.recipients.values_list("name", "pk"))
    twice = Recipient.objects.get(name="省文明委成员单位")
    twice.address = "北街 2 号"
    twice.save()
    assert set(Row.objects.filter(name="省文明委成员单位").values_list("address", flat=True)) == {"北街 2 号"}
    assert dict(of.recipients.values_list("name", "pk")) == before
    holds()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_the_lists_say_what_the_register_says(seed: int) -> None:
    chance = random.Random(seed)
    made = [
        list_of(*(one(f"单位{chance.randrange(9)}", n + 1, route="交换") for n in range(6)), slug=f"l{k}")
        for k in range(3)
    ]
    for _ in range(25):
        chance.choice(DEEDS)(chance, chance.choice(made))
        holds()


def _edit(chance: random.Random, of: DistributionList) -> None:
    who = chance.choice(list(Recipient.objects.filter(merged_into=None)))
    who.phone, who.channel = chance.choice(["025-00000009", ""]), chance.choice(["机要", "邮寄"])
    who.save()


def _end(chance: random.Random, of: DistributionList) -> None:
    who = chance.choice(list(Recipient.objects.filter(merged_into=None)))
    who.valid_to = chance.choice([None, TODAY, TODAY + dt.timedelta(days=1)])
    who.save()


def _row(chance: random.Random, of: DistributionList) -> None:
    """Somebody writes a row of a list, as loading does."""
    row = chance.choice([*of.recipients.all(), Row(distribution_list=of, sort_order=99)])
    row.name, row.copies = f"单位{chance.randrange(12)}", chance.randrange(1, 9)
    row.save()
    project(of)


def _drop(chance: random.Random, of: DistributionList) -> None:
    for row in of.recipients.all()[:1]:
        row.delete()
    project(of)


def _merge(chance: random.Random, of: DistributionList) -> None:
    both = chance.sample(list(Recipient.objects.filter(merged_into=None)), 2)
    valid = Recipient.objects.filter(in_use(TODAY), pk__in=[b.pk for b in both]).count()
    before = {one.pk: one.copies_on(TODAY) for one in DistributionList.objects.all()}
    try:
        merge(both[0].pk, both[1].pk, [], "办公室")
    except ValidationError:
        return
    if valid == 2:
        assert {one.pk: one.copies_on(TODAY) for one in DistributionList.objects.all()} == before, "no copy is lost"


DEEDS: list[Callable[[random.Random, DistributionList], None]] = [_edit, _end, _row, _drop, _merge]


@pytest.mark.parametrize("seed", range(4))
def test_who_is_on_a_list_on_a_day_follows_from_the_dates(seed: int) -> None:
    chance = random.Random(seed)
    of = list_of(*(one(f"单位{n}", n + 1) for n in range(20)))
    days = [None, *(dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(8))]
    told = {}
    for who in Recipient.objects.filter(memberships__distribution_list=of):
        first, last = chance.choice(days), chance.choice(days)
        Recipient.objects.filter(pk=who.pk).update(valid_from=first, valid_to=last)
        told[who.name] = (first, last)
    for day in filter(None, days):
        here = {n for n, (first, last) in told.items() if (not first or first <= day) and (not last or day < last)}
        assert {r.name for r in of.recipients_on(day)} == here
        assert of.copies_on(day) == sum(int(name[2:]) + 1 for name in here)


def test_an_issue_freezes_who_is_valid_on_the_day_of_signing(django_user_model: Any) -> None:
    issue = draft_of("320282", day=dt.date(2026, 3, 1))
    of = list_of(one("旧收件室", 2), one("新收件室", 3))
    old, new = (Recipient.objects.get(name=name) for name in ("旧收件室", "新收件室"))
    old.valid_to = new.valid_from = dt.date(2026, 3, 5)
    old.save()
    new.save()
    Issue.objects.filter(pk=issue.pk).update(distribution=of)
    issue = Issue.objects.get(pk=issue.pk)
    assert [r.name for r in issue.draft_record().recipients] == ["旧收件室"]
    version = sign(issue, "主编", on=dt.date(2026, 3, 5))
    assert [(r["name"], r["copies"]) for r in version.record["recipients"]] == [("新收件室", 3)]
    new.address = "北街 9 号"
    new.save()
    version.refresh_from_db()
    assert "address" not in version.record["recipients"][0], "what is signed stays"


def test_a_name_that_was_finds_who_has_it_now() -> None:
    kept = Recipient.objects.create(name="甲局", aliases="老甲局、甲", channel="机要", email="jia@example.org")
    Recipient.objects.create(name="甲", valid_to=TODAY)
    assert find("甲局") == kept and find("老甲局") == kept
    assert find("甲") == kept, "who is valid comes before who ended"
    assert find("局") is None and find("没有这家") is None


def test_of_two_that_are_one_both_are_shown_and_nothing_is_lost(as_user: Any) -> None:
    of = list_of(one("甲局", 3, address="北街 1 号"), one("甲局机关", 2, address="北街 1 号", phone="025-00000007"))
    keep, other = Recipient.objects.get(name="甲局"), Recipient.objects.get(name="甲局机关")
    assert [(d.first, d.second) for d in doubles(Recipient.objects.filter(pk__in=[keep.pk, other.pk]))] == [
        (keep, other)
    ]
    client, url = as_user("yinfa"), f"/admin/distribution/register/{keep.pk}/merge/{other.pk}/"
    page = client.get(url).content.decode()
    assert "025-00000007" in page and "3 + 2 = 5 份，改由“甲局”收" in page
    assert "甲局机关" in client.get("/admin/distribution/register/doubles/").content.decode()
    answer = client.post(url, {"take-phone": "other"}, follow=True).content.decode()
    assert "已合并" in answer
    keep.refresh_from_db()
    assert (keep.aliases, keep.phone, keep.address) == ("甲局机关", "025-00000007", "北街 1 号")
    assert find("甲局机关") == keep
    assert [(r.name, r.copies) for r in of.recipients_on(TODAY)] == [("甲局", 5)]
    other.refresh_from_db()
    assert other.merged_into == keep and other.phone == "025-00000007", "what it said stays to be read"
    told = ModelLogEntry.objects.for_instance(keep).get(action="distribution.merge").data
    assert told["before"]["phone"] == "" and told["merged"]["phone"] == "025-00000007"
    assert "没有合并" in client.post(url, follow=True).content.decode(), "a second time it says so"
    assert set(FIELDS_TOLD) <= told["before"].keys()


def test_who_is_on_one_list_twice_gets_the_sum_after_merging(as_user: Any) -> None:
    of = list_of(one("乙局", 3), one("乙局", 2, phone="025-00000008"))
    keep, other = Recipient.objects.filter(name="乙局").order_by("pk")
    page = as_user("yinfa").get(f"/admin/distribution/register/{keep.pk}/merge/{other.pk}/").content.decode()
    assert "3 + 2 = 5 份" in page
    merge(keep.pk, other.pk, [], "办公室")
    assert [(r.name, r.copies) for r in DistributionList.objects.get(pk=of.pk).recipients.all()] == [("乙局", 5)]
    holds()


def test_the_members_of_a_list_are_kept_whole_or_not_at_all(as_user: Any) -> None:
    of = list_of(one("甲局", 3), one("乙局", 2))
    Recipient.objects.create(name="丙局")
    first, second = of.memberships.all()
    client, url = as_user("yinfa"), f"/admin/distribution/lists/{of.pk}/"

    def post(**told: object) -> str:
        page = client.get(url).content.decode()
        seen = page.partition('name="token" value="')[2].partition('"')[0]
        base = {"token": seen, f"copies-{first.pk}": "4", f"section-{first.pk}": "报"}
        return str(client.post(url, {**base, **told}, follow=True).content.decode())

    for wrong, said in (
        ({f"copies-{second.pk}": "0"}, "份数写 1 到"),
        ({f"section-{second.pk}": "转"}, "从框里选"),
        ({"name-new0": "没有这家", "copies-new0": "1"}, "登记里没有这个名称"),
        ({"name-new0": "乙局", "copies-new0": "1"}, "已经在这份名单里"),
        ({"token": "0"}, "刚才有人改过"),
    ):
        answer = post(**wrong)
        assert said in answer
        assert [m.copies for m in of.memberships.all()] == [3, 2], said
    answer = post(**{"name-new0": "丙局", "copies-new0": "7", "section-new0": "发", f"out-{second.pk}": "on"})
    assert "已保存" in answer
    now = [(m.recipient.name, m.section, m.copies) for m in of.memberships.all()]
    assert now[0] == ("甲局", "报", 4) and now[-1] == ("丙局", "发", 7) and "乙局" not in {name for name, *_ in now}
    holds()


@pytest.mark.parametrize(
    "address",
    ["snippets/distribution/recipient/", "distribution/register/export.xlsx", "distribution/register/import/"],
)
def test_the_register_is_for_those_who_keep_it(as_user: Any, address: str) -> None:
    for name, may in (("tongxunyuan", False), ("shiji", False), ("xitong", False), ("bianji", True), ("yinfa", True)):
        assert (as_user(name).get(f"/admin/{address}").status_code == 200) == may, name


def test_a_recipient_on_a_list_is_not_deleted_and_what_to_do_is_said(as_user: Any) -> None:
    who = Recipient.objects.get(name="省级领导机关收发室")
    client = as_user("guanli")
    page = client.get(f"/admin/snippets/distribution/recipient/delete/{who.pk}/", follow=True).content.decode()
    assert "停用日期" in page
    client.post(f"/admin/snippets/distribution/recipient/delete/{who.pk}/")
    assert Recipient.objects.filter(pk=who.pk).exists()


def test_a_channel_of_older_lists_stays_until_another_is_chosen(as_user: Any) -> None:
    who = Recipient.objects.create(name="己局", channel="EMS", address="北街 1 号")
    url = f"/admin/snippets/distribution/recipient/edit/{who.pk}/"
    assert "EMS（原来的写法）" in as_user("yinfa").get(url).content.decode()
    typed = {"name": "己局", "channel": "EMS", "address": "北街 2 号"}
    as_user("yinfa").post(url, typed)
    who.refresh_from_db()
    assert (who.channel, who.address) == ("EMS", "北街 2 号")
    as_user("yinfa").post(url, {**typed, "channel": "邮件"})
    who.refresh_from_db()
    assert who.channel == "EMS", "mail asks for an address"


def test_four_hundred_are_listed_searched_and_filtered_with_the_same_queries(as_user: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, asked = as_user("yinfa"), []
    of = list_of(*(one(f"单位{n}", 1, route="交换") for n in range(10)))
    addresses = ("snippets/distribution/recipient/", "distribution/register/doubles/", f"distribution/lists/{of.pk}/")
    for count in (0, 400):
        for n in range(count):
            who = Recipient.objects.create(name=f"远方{n}局", channel="邮寄")
            Membership.objects.create(distribution_list=of, recipient=who, order=100 + n)
        project(of)
        counts = []
        for address in addresses:
            client.get(f"/admin/{address}")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"/admin/{address}").status_code == 200
            counts.append(len(seen))
        asked.append(counts)
    assert all(many <= few + 2 for few, many in zip(*asked, strict=True)), asked
    found = client.get("/admin/snippets/distribution/recipient/results/", {"q": "远方399局"}).content.decode()
    assert "远方399局" in found and "远方398局" not in found
    found = client.get("/admin/snippets/distribution/recipient/", {"channel": "邮寄", "state": "in"}).content.decode()
    assert "单位1<" not in found


def test_nothing_of_the_register_goes_out_but_the_rows_of_lists_and_these_to_the_private_half(tmp_path: Path) -> None:
    """Canaries in every text of the register, of memberships, orders and inspections."""
    of = list_of(one("kanari单位", 2, address="kanari地址", phone="kanari1", route="kanari道", contact="kanari处"))
    who = Recipient.objects.get(name="kanari单位")
    who.aliases = who.note = "jinsique"
    who.email, who.postcode, who.secrecy = "jinsique@example.org", "987651", "机密"
    who.save()
    of.memberships.update(phrase="jinsique称呼", section="报")
    issue = draft_of("320282", day=dt.date(2026, 3, 1))
    Issue.objects.filter(pk=issue.pk).update(distribution=of)
    sign(Issue.objects.get(pk=issue.pk), "主编")
    Issue.objects.filter(pk=issue.pk).update(cleared_on=TODAY, cleared_by="主编")
    words = dict.fromkeys(("reason", "delivery", "printer", "note", "paper"), "jinsique")
    order = PrintOrder.objects.create(issue=issue, **words)
    found = {"who": "jinsique", "remarks": "jinsique", "quality": "good", "result": "taken", "counted": 1}
    Inspection.objects.create(order=order, **found)
    export(tmp_path, lambda *_: None)
    texts = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() if b"jinsique" in text or b"987651" in text] == []
    told = {path.relative_to(tmp_path).parts[0] for path, text in texts.items() if b"kanari" in text}
    assert told == {"private"}
