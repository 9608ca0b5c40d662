"""The ledger of copies: whatever is done, every copy is at one place, and what is not there is not taken."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cms.core.audit import AuditEntry
from cms.core.notifications import Notification
from cms.dispatch import checking, triggers
from cms.dispatch.ledger import IN_STORE, Spot
from cms.dispatch.models import Act, Dispatch, Entry, Holding, Parcel, Recall
from cms.dispatch.moves import find, receive, reprint, retain, seal, send, stocktake, unseal
from cms.dispatch.opening import Row, open_dispatch
from cms.dispatch.recalling import Pick, destroy, settle, totals
from cms.dispatch.receipts import keep, lose, parcel_of, partial_receipt, receipt, reissue, returned
from cms.dispatch.words import barred, numbers_in, say_numbers
from cms.issues.corrections import begin
from cms.issues.lists import DistributionList, Recipient
from cms.issues.models import Issue
from cms.issues.signing import sign
from tests.cms.dispatching import DAY, dispatch_of, recipients, sent_out, standing, told, version_of

pytestmark = pytest.mark.django_db
TWO = {"witness_1": "科长", "witness_2": "办公室"}
BURNT = {"approved_by": "主任", "way": "粉碎", "site": "销毁中心", **TWO}


def everyone(dispatch: Dispatch) -> list[int]:
    return list(dispatch.parcels.values_list("pk", flat=True))


def refused(act: Callable[[], Any]) -> str:
    """Return the words with which something is refused, and nothing of it done."""
    before = (Act.objects.count(), Entry.objects.count(), Parcel.objects.count(), list(Holding.objects.values_list()))
    with pytest.raises(ValidationError) as said, transaction.atomic():
        act()
    after = (Act.objects.count(), Entry.objects.count(), Parcel.objects.count(), list(Holding.objects.values_list()))
    assert after == before
    return "".join(said.value.messages)


def test_signing_opens_a_dispatch_once_with_a_parcel_for_each_recipient() -> None:
    rows = [*recipients(3), {"name": "不送", "copies": 0}, {"name": "第4局", "copies": 5, "route": "机要"}]
    version = version_of(rows, print_run=20, registration_no="苏简字1号")
    made = open_dispatch(version)
    assert open_dispatch(version) == made and Dispatch.objects.filter(version=version).count() == 1
    parcels = list(made.parcels.all())
    assert [(one.name, one.copies, one.channel) for one in parcels] == [
        *((f"第{n}局", 2, "交换") for n in (1, 2, 3)),
        ("第4局", 5, "机要"),
    ]
    other = open_dispatch(version_of(recipients(2)))
    seals = [one.seal for one in (*parcels, *other.parcels.all())]
    assert seals == list(range(seals[0], seals[0] + 6)), "running in the year"
    assert other.number == made.number + 1
    next_year = open_dispatch(version_of(recipients(1), day=dt.date(2027, 1, 4)))
    assert next_year.parcels.get().seal == 1


def test_a_parcels_number_is_never_given_again_also_when_the_issue_is_gone() -> None:
    made = dispatch_of(2)
    last = made.parcels.order_by("-seal").first()
    made.parcels.all().delete()
    made.delete()
    assert last and dispatch_of(1).parcels.get().seal == last.seal + 1


def test_numbered_copies_are_set_apart_in_the_order_of_the_list() -> None:
    made = dispatch_of(3, 4, numbered_copies=True, print_run=15)
    assert [one.numbers_said for one in made.parcels.all()] == ["000001—000004", "000005—000008", "000009—000012"]
    receive(made, told(), 15)
    seal(made, told(), everyone(made))
    assert standing(made) == {"sealed": 12, "store": 3}
    assert Holding.objects.get(dispatch=made, number=6).parcel == made.parcels.get(position=2)


def test_a_real_signature_and_its_correction_are_dispatched_and_told(as_user: Any) -> None:
    issue = Issue.objects.filter(cleared_on__isnull=False, withdrawn_on=None).first()
    assert issue and issue.signed
    listed = DistributionList(slug="shi", name="名单", publication=issue.publication)
    listed.recipients = [Recipient(**one) for one in recipients(3)]
    listed.save()
    Issue.objects.filter(pk=issue.pk).update(distribution=listed, reserve=(issue.print_run or 6) - 6)
    assert not Dispatch.objects.exists(), "what was signed elsewhere, long ago, was sent out elsewhere"
    begin(issue, "主编", "更正渡口的名称")
    article = next(entry.article for entry in issue.entries.all() if entry.article).latest
    article.title = f"{article.title}（续）"
    article.save_revision()
    sign(Issue.objects.get(pk=issue.pk), "主编")
    first = Dispatch.objects.get()
    assert first.parcels.count() == 3 and not first.replaces
    receive(first, told(reason="试印"), 300)
    few = everyone(first)[:2]
    seal(first, told(), few)
    send(first, told(), few)
    begin(Issue.objects.get(pk=issue.pk), "主编", "再更正一处")
    article.title = f"{article.title}二"
    article.save_revision()
    sign(Issue.objects.get(pk=issue.pk), "主编")
    second = Dispatch.objects.get(replaces=first)
    assert [p.replaces for p in second.parcels.all()] == list(first.parcels.all())
    issue.withdraw("主编", DAY, "内容有误")
    said = [n.text for n in Notification.objects.filter(user__username="yinfa") if n.url.startswith("/admin/dispatch/")]
    assert any("更正了：上一版已发 2 家，签收 0 家" in text for text in said)
    assert not any("撤回了公开" in text for text in said), "nothing of the last version went out"
    receive(second, told(reason="试印"), 300)
    seal(second, told(), everyone(second)[:1])
    send(second, told(), everyone(second)[:1])
    issue.clear("主编", DAY, {p.key: "已核对" for p in issue.points()})
    issue.withdraw("主编", DAY, "内容有误")
    said = [n.text for n in Notification.objects.filter(user__username="yinfa")]
    assert any("撤回了公开（内容有误）。已发 1 家" in text for text in said)


def test_a_correction_goes_to_all_who_got_the_version_before_and_says_what_it_replaces() -> None:
    first = sent_out(3)
    rows = [*recipients(4)[1:], {"name": "第2局", "copies": 1, "contact": "档案室"}]  # the first is not listed any more
    second = open_dispatch(version_of(rows, issue=first.version.issue, print_run=20))
    assert second.replaces == first
    said = [(one.whom, one.replaces and one.replaces.whom) for one in second.parcels.all()]
    same = "办公室"
    assert said == [
        (f"第2局{same}", f"第2局{same}"),
        (f"第3局{same}", f"第3局{same}"),
        (f"第4局{same}", None),
        ("第2局档案室", None),
        (f"第1局{same}", f"第1局{same}"),
    ]


def test_a_day_of_work_moves_every_copy_once_and_the_sums_hold() -> None:
    made = sent_out(3, 2, spare=4)
    one, two, three = made.parcels.all()
    receipt([one, two], told(), {one.pk: "收发室"})
    returned(three, told(reason="地址不详"))
    retain(made, told(reason="存档"), 2)
    stocktake(made, told(reason="少一份", **TWO), 3)
    reprint(made, told(reason="补给档案馆", approved_by="主任"), 1)
    reissue(two, told(reason="途中遗失一份", **TWO), Row("第2局", 1, channel="交换"), lost=1)
    recall = recall_of(made)
    settle(recall, one, told(recall=recall), "back", 1)
    settle(recall, one, told(recall=recall, reason="留作依据"), "kept", 1)
    destroy(told(**BURNT), [Pick(made.pk, "recalled", 1), Pick(made.pk, "store", 2)])
    find(made, told(reason="找到", **TWO), 1)
    assert standing(made) == {"store": 2, "retained": 3, "sealed": 1, "held": 1, "missing": 1, "destroyed": 3}
    assert sum(standing(made).values()) == 11
    assert list(checking.problems()) == []
    assert totals(recall) == {"due": 3, "back": 1, "kept": 1, "lost": 0, "left": 1}


def recall_of(dispatch: Dispatch, **more: Any) -> Recall:
    told_of = {"scope": "issue", "issue": dispatch.version.issue, "reason": "更正", "opened_on": DAY, "due_on": DAY}
    return Recall.objects.create(**{**told_of, "opened_by": "印发员", "key": "k", **more})


def test_a_submission_sent_twice_counts_once() -> None:
    made = dispatch_of(3, print_run=10)
    first = told()
    assert not receive(made, first, 10).again
    assert receive(made, first, 10).again
    assert standing(made) == {"store": 10} and Act.objects.filter(key=first.key).count() == 1
    assert "这张表单已经用过" in refused(lambda: seal(made, first, everyone(made)))
    again = told(reason="补给一家")
    parcel = made.parcels.first()
    for _ in range(2):
        reissue(parcel, again, Row("第1局", 1))
    assert Parcel.objects.filter(instead_of=parcel).count() == 1


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda d: receive(d, told(key=""), 3), "这张表单不完整"),
        (lambda d: receive(d, told(), 3), "签发时定的是共印 10 份，这次 3 份，连同先前的共 13 份。请写明原因"),
        (lambda d: seal(d, told(), everyone(d)), "已发，未签收，不用再封"),
        (lambda d: seal(d, told(), []), "请先勾选收件单位"),
        (lambda d: seal(d, told(), [10**6]), "请刷新页面再选"),
        (lambda d: send(d, told(), everyone(d)[:1]), "没有可动的份数"),
        (lambda d: unseal(d, told(), everyone(d)[:1]), "没有可动的份数"),
        (lambda d: stocktake(d, told(), 3), "请写明原因"),
        (lambda d: stocktake(d, told(reason="少", witness_1="科长", witness_2="科长"), 3), "两个不同的人"),
        (lambda d: stocktake(d, told(reason="多"), 5), "要有两个人在场"),
        (lambda d: retain(d, told(), 1), "请写明原因"),
        (lambda d: retain(d, told(reason="存档"), 5), "库存只有 4 份，不够 5 份"),
        (lambda d: reprint(d, told(reason="补"), 1), "谁批准补印"),
        (lambda d: reprint(d, told(approved_by="主任"), 1), "请写明原因"),
        (lambda d: returned(d.parcels.first(), told()), "请写明原因"),
        (lambda d: lose(d.parcels.first(), told(reason="丢"), 1), "要有两个人在场"),
        (lambda d: lose(d.parcels.first(), told(reason="丢", **TWO), 3), "没有这么多份，差 1 份"),
        (lambda d: keep(d.parcels.first(), told(), 1), "请写明原因"),
        (lambda d: partial_receipt(d.parcels.first(), told(), "收发室", 3), "只有 2 份，不够 3 份"),
        (lambda d: reissue(d.parcels.first(), told(), Row("甲", 1)), "请写明原因"),
        (lambda d: reissue(d.parcels.first(), told(reason="丢"), Row("甲", 5)), "库存只有 4 份"),
        (lambda d: destroy(told(**BURNT), [Pick(d.pk, "store", 5)]), "库存只有 4 份"),
        (lambda d: destroy(told(**BURNT), [Pick(d.pk, "held", 1)]), "只有库存、清退回来和本单位留用的"),
        (lambda d: destroy(told(**{**BURNT, "witness_2": "科长"}), [Pick(d.pk, "store", 1)]), "两个不同的人"),
        (lambda d: destroy(told(**{**BURNT, "way": ""}), [Pick(d.pk, "store", 1)]), "批准人、方式和地点"),
        (lambda d: find(d, told(reason="找到", **TWO), 1), "查无下落只有 0 份"),
    ],
)
def test_what_is_not_there_or_not_vouched_for_is_refused_whole(act: Callable[[Dispatch], Any], said: str) -> None:
    made = sent_out(3, 2, spare=4)
    assert said in refused(lambda: act(made))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda d: retain(d, told(reason="存档"), 0, [2]), "份号 000002 不在库存，现在在途（封号"),
        (lambda d: retain(d, told(reason="存档"), 0, [99]), "没有份号 000099"),
        (lambda d: stocktake(d, told(reason="多", **TWO), 0, [2, 7]), "份号 000002 按账不在库存"),
        (lambda d: receive(d, told(reason="多送"), 2, [7, 8]), "份号 000007 已经登记过"),
        (lambda d: receive(d, told(reason="多送"), 3, [17, 18]), "份数写的是 3，份号有 2 个"),
        (lambda d: partial_receipt(d.parcels.first(), told(), "收发室", 0, [3]), "份号 000003 不在在途（封号"),
        (lambda d: destroy(told(**BURNT), [Pick(d.pk, "store", 0, [1])]), "份号 000001 不在库存"),
        (lambda d: reissue(d.parcels.first(), told(reason="丢"), Row("甲", 1)), "请写明补发哪个份号"),
        (lambda d: reissue(d.parcels.first(), told(reason="丢"), Row("甲", 1), 2), "份号 000002 不在库存"),
    ],
)
def test_a_number_that_is_elsewhere_is_refused_with_where_it_is(act: Callable[[Dispatch], Any], said: str) -> None:
    made = sent_out(3, 2, spare=4, numbered_copies=True)
    assert said in refused(lambda: act(made))


def test_of_two_forms_that_seal_the_same_parcels_the_second_is_told() -> None:
    made = dispatch_of(3, print_run=20)
    receive(made, told(), 20)
    seal(made, told(), everyone(made))
    assert "已封待发，不用再封" in refused(lambda: seal(made, told(), everyone(made)[1:2]))
    send(made, told(), everyone(made))
    receipt(list(made.parcels.all()), told(), {})
    assert "已经签收，没有重复登记" in refused(lambda: receipt(list(made.parcels.all())[:1], told(), {}))


def test_more_than_the_store_has_is_not_sealed() -> None:
    made = dispatch_of(3, print_run=6)
    receive(made, told(reason="少送一份"), 5)
    assert "要封 6 份，库存只有 5 份" in refused(lambda: seal(made, told(), everyone(made)))
    seal(made, told(), everyone(made)[:2])


@pytest.mark.parametrize("secrecy", ["秘密★1年", "机密"])
def test_secret_issues_go_by_no_mail(secrecy: str) -> None:
    made = dispatch_of(1, print_run=4, secrecy=secrecy, route="邮件")
    receive(made, told(), 4)
    assert "不能走“邮件”" in refused(lambda: seal(made, told(), everyone(made)))
    made.parcels.update(channel="机要")
    seal(made, told(), everyone(made))
    made.parcels.update(channel="邮寄")
    assert "不能走“邮寄”" in refused(lambda: send(made, told(), everyone(made)))
    parcel = made.parcels.get()
    assert "不能走“邮件”" in refused(lambda: reissue(parcel, told(reason="补"), Row("甲", 1, channel="邮件")))
    assert not barred(secrecy, "邮政机要") and not barred("", "邮件") and barred(secrecy, "挂号")


def test_a_code_names_its_parcel_and_a_wrong_one_is_named() -> None:
    made = sent_out(2)
    parcel = made.parcels.first()
    assert parcel
    wide = parcel.code.translate({n: n + 0xFEE0 for n in range(0x30, 0x5B)})
    for typed in (parcel.code, f" {parcel.code.lower()}\t", wide, parcel.seal_name, f"{parcel.year}-{parcel.seal}"):
        assert parcel_of(typed) == parcel
    for typed, said in (
        ("旧伞", "“旧伞”不是封号"),
        ("6901234567892", "不是封号"),
        (f"{parcel.year}999999", f"没有封号 {parcel.year}-999999"),
        (f"{parcel.code[:-4]}{'2222' if parcel.token != '2222' else '3333'}", "校验码对不上"),
    ):
        with pytest.raises(ValidationError, match=said):
            parcel_of(typed)


def test_numbers_are_read_as_they_are_written() -> None:
    dice = random.Random(7)
    for _ in range(50):
        numbers = sorted(dice.sample(range(1, 200), dice.randrange(1, 60)))
        assert numbers_in(say_numbers(numbers)) == numbers
    assert numbers_in("１-３，000005 ；8") == [1, 2, 3, 5, 8]
    for text, said in (("3-1", "不是份号"), ("一", "不是份号"), ("1,1", "写了两次"), ("1-999999", "一次最多")):
        with pytest.raises(ValidationError, match=said):
            numbers_in(text)


@pytest.mark.parametrize("seed", range(4))
def test_random_work_keeps_every_sum(seed: int) -> None:
    """Acts that may and that may not be done: those refused change nothing, and the sums hold after each."""
    dice = random.Random(seed)
    made = dispatch_of(dice.randrange(2, 6), dice.randrange(1, 4), numbered_copies=bool(seed % 2))
    recall = recall_of(made)
    done = 0
    for _ in range(60):
        act = dice.choice(ACTS)
        before = sum(standing(made).values())
        try:
            with transaction.atomic():
                act(made, recall, dice)
            done += 1
        except ValidationError:
            assert sum(standing(made).values()) == before
        assert list(checking.of_dispatch(made)) == []
    assert done > 10


def some(made: Dispatch, dice: random.Random, spot: Spot | None = None) -> tuple[int, list[int]]:
    """Return a count, or numbers, of which most are at a spot."""
    held = Holding.objects.filter(dispatch=made)
    held = held.filter(place=spot.place) if spot and dice.random() < 0.9 else held
    there = list(held.values_list("number", flat=True))
    numbers = dice.sample(there, min(len(there), dice.randrange(1, 3)))
    return (dice.randrange(1, 4), []) if not made.numbered else (0, [n for n in numbers if n])


def one(made: Dispatch, dice: random.Random) -> Parcel:
    return dice.choice(list(made.parcels.all()))


def few(made: Dispatch, dice: random.Random) -> list[int]:
    return dice.sample(everyone(made), dice.randrange(1, made.parcels.count() + 1))


def in_the_store(made: Dispatch, dice: random.Random) -> int | None:
    held = list(Holding.objects.filter(dispatch=made, place="store").values_list("number", flat=True))
    return dice.choice(held) if held and made.numbered else None


SAID: dict[str, Any] = {"reason": "试", "approved_by": "主任", **TWO}
ACTS: list[Callable[[Dispatch, Recall, random.Random], Any]] = [
    lambda d, r, dice: receive(d, told(**SAID), dice.randrange(1, 9)),
    lambda d, r, dice: reprint(d, told(**SAID), dice.randrange(1, 3)),
    lambda d, r, dice: seal(d, told(), few(d, dice)),
    lambda d, r, dice: seal(d, told(), few(d, dice)),
    lambda d, r, dice: send(d, told(), few(d, dice)[:1]),
    lambda d, r, dice: send(d, told(), few(d, dice)[:1]),
    lambda d, r, dice: unseal(d, told(), few(d, dice)[:1]),
    lambda d, r, dice: receipt([one(d, dice)], told(), {}),
    lambda d, r, dice: partial_receipt(one(d, dice), told(), "收发室", *some(d, dice, Spot("sent"))),
    lambda d, r, dice: returned(one(d, dice), told(**SAID)),
    lambda d, r, dice: lose(one(d, dice), told(**SAID), *some(d, dice, Spot("held"))),
    lambda d, r, dice: keep(one(d, dice), told(**SAID), *some(d, dice, Spot("held"))),
    lambda d, r, dice: retain(d, told(**SAID), *some(d, dice, IN_STORE)),
    lambda d, r, dice: find(d, told(**SAID), *some(d, dice, Spot("missing"))),
    lambda d, r, dice: stocktake(d, told(**SAID), *some(d, dice, IN_STORE)),
    lambda d, r, dice: settle(
        r, one(d, dice), told(**SAID, recall=r), dice.choice(["back", "kept", "lost"]), *some(d, dice, Spot("held"))
    ),
    lambda d, r, dice: reissue(one(d, dice), told(**SAID), Row("甲", 1, channel="机要"), in_the_store(d, dice)),
    lambda d, r, dice: destroy(told(**SAID, way="粉碎", site="院内"), [Pick(d.pk, "store", *some(d, dice, IN_STORE))]),
]


def test_acts_and_entries_are_only_ever_added() -> None:
    made = sent_out(2)
    tries = [
        "UPDATE dispatch_act SET reason = reason",
        "UPDATE dispatch_entry SET count = count",
        "DELETE FROM dispatch_entry",
        "DELETE FROM dispatch_act",
    ]
    if connection.vendor == "postgresql":
        tries.append("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE dispatch_act CASCADE")
    else:
        tries += [f"REPLACE INTO {table} SELECT * FROM {table}" for table in triggers.TABLES]
    for sql in tries:
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert triggers.guarded() and list(checking.problems()) == []
    assert made.entries.count() == 5


def test_what_the_command_finds(capsys: pytest.CaptureFixture[str]) -> None:
    made = sent_out(2, numbered_copies=True)
    call_command("ledger")
    assert "发文账相符" in capsys.readouterr().out
    with transaction.atomic():
        Holding.objects.filter(dispatch=made, number=1).update(place="store", parcel=None)
        with pytest.raises(CommandError, match="2 处不对"):
            call_command("ledger")
        said = capsys.readouterr().out
        assert "份号 000001在库存，按账 0 份，记的是 1 份" in said
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        triggers.remove(cursor.execute, connection.vendor)
    with pytest.raises(CommandError, match="1 处不对"):
        call_command("ledger")
    call_command("ledger", guard=True)
    assert triggers.guarded()


def test_what_matters_stands_in_the_audit_log() -> None:
    made = sent_out(2)
    assert not AuditEntry.objects.filter(action__in=("dispatch.seal", "dispatch.send")).exists()
    destroy(told(**BURNT), [Pick(made.pk, "store", 2)])
    entry = AuditEntry.objects.get(action="dispatch.destroy")
    assert entry.data == {"copies": {"已销毁": 2}, "approved_by": "主任", "witnesses": "科长、办公室"}
