"""The print order of an issue: list, archive and reserve are the print run, or it is said why; what comes back from the
print shop is counted, and what is short is named."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.distribution.ordering import copies_of, difference, missing
from cms.distribution.orders import Inspection, PrintDefaults, PrintOrder
from cms.issues.checks import concerns
from cms.issues.copies import needed
from cms.issues.lists import DistributionList
from cms.issues.models import Issue
from cms.issues.signing import sign
from tests.cms.adopting import draft_of, frozen
from tests.signing import form_of

pytestmark = pytest.mark.django_db
LISTED = 210  # copies of the list wmsj-quanfa


def draft(print_run: int | None = LISTED, reserve: int = 0) -> Issue:
    issue = draft_of("320282", day=dt.date(2026, 3, 4))
    of = DistributionList.objects.get(slug="wmsj-quanfa")
    Issue.objects.filter(pk=issue.pk).update(distribution=of, print_run=print_run, reserve=reserve)
    return Issue.objects.get(pk=issue.pk)


def order(issue: Issue, **told: Any) -> PrintOrder:
    return PrintOrder.objects.update_or_create(issue=issue, defaults=told)[0]


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


def form(**told: object) -> dict[str, object]:
    usual = {"archive": 0, "reason": "", "paper": "A4", "colours": "双面", "binding": "骑马订"}
    return {**usual, **told}


@pytest.mark.parametrize("seed", range(40))
def test_a_difference_is_said_unless_the_sum_is_the_print_run_or_somebody_says_why(seed: int) -> None:
    chance = random.Random(seed)
    archive, reserve, off = chance.randrange(9), chance.randrange(9), chance.choice([0, 0, -3, 7])
    listed = DistributionList.objects.get(slug="wmsj-quanfa").copies
    issue = draft(listed + archive + reserve + off, reserve)
    held = order(issue, archive=archive)
    copies = needed(issue)
    assert copies and (copies.listed, copies.total, copies.fits) == (listed, listed + archive + reserve, off == 0)
    told = [r.text for r in concerns(issue) if r.check == "印数"]
    assert bool(told) == bool(off) == bool(difference(issue)) == bool(list(issue.points_to_sign()))
    if off:
        assert f"共印 {listed + archive + reserve + off} 份不符" in told[0] and (
            f"存档 {archive} 份" in told[0]
        ) == bool(archive)
    held.reason = "本期加印，会上发"
    held.save()
    assert [r for r in concerns(issue) if r.check == "印数"] == [] and issue.points_to_sign() == []


def test_signing_asks_again_for_a_difference_that_nobody_explained(as_user: Any) -> None:
    issue = draft(999)
    client, url = as_user("zhubian"), f"/admin/issues/{issue.pk}/decision/"
    page = client.get(url).content.decode()
    assert "为什么这样印" in page and "共印 999 份不符" in page and "为什么可以公开" not in page
    answered = form_of(client, issue.pk)
    reason = next(name for name in answered if name.startswith("reason-run-"))
    tick = reason.replace("reason-", "keep-")
    unticked = {name: value for name, value in answered.items() if name != tick}
    assert "请逐条核对" in client.post(url, unticked, follow=True).content.decode()
    assert "要写明为什么这样印" in client.post(url, answered, follow=True).content.decode()
    assert Issue.objects.get(pk=issue.pk).signed is None
    Issue.objects.filter(pk=issue.pk).update(print_run=998)
    stale = client.post(url, answered | {reason: "会议加印"}, follow=True).content.decode()
    assert "没有签发" in stale, "another number asks again"
    again = form_of(client, issue.pk)
    reason = next(name for name in again if name.startswith("reason-run-"))
    client.post(url, again | {reason: "会议加印"}, follow=True)
    issue = Issue.objects.get(pk=issue.pk)
    assert issue.signed and "会议加印" in issue.confirmed[0] and "998" in issue.confirmed[0]
    assert "会议加印" in as_user("yinfa").get(f"/admin/distribution/print/{issue.pk}/").content.decode()


def test_nobody_is_asked_where_all_adds_up(as_user: Any) -> None:
    issue = draft(DistributionList.objects.get(slug="wmsj-quanfa").copies)
    assert not any(name.startswith("reason-") for name in form_of(as_user("zhubian"), issue.pk))
    with pytest.raises(ValidationError, match="共印 5 份不符"):
        Issue.objects.filter(pk=issue.pk).update(print_run=5)
        sign(Issue.objects.get(pk=issue.pk), "主编")


def test_the_clerk_orders_what_is_signed_and_the_next_issue_is_printed_alike(as_user: Any) -> None:
    listed = DistributionList.objects.get(slug="wmsj-quanfa").copies
    issue = frozen(draft(listed + 6))
    client, url = as_user("yinfa"), f"/admin/distribution/print/{issue.pk}/"
    assert (
        str(issue) in client.get("/admin/").content.decode()
        and "没有开单" in client.get("/admin/distribution/print/").content.decode()
    )
    answer = client.post(url, form(archive=5)).content.decode()
    assert "请编辑改；份数本该不同的" in answer and not PrintOrder.objects.exists()
    assert client.post(url, form(archive=-1)).status_code == 200 and not PrintOrder.objects.exists()
    client.post(url, form(archive=6, due="2026-03-09", delivery="机关一楼收发室", paper="A4，100 克", usual="on"))
    held = PrintOrder.objects.get(issue=issue)
    assert (held.archive, held.by, held.reason) == (6, "印发员", "")
    pdf = b"".join(client.get(f"{url}order.pdf"))
    said = text_of(pdf)
    for word in (
        "印刷通知单",
        f"{listed + 6} 份",
        f"分发 {listed} 份、存档 6 份",
        "2026年3月9日",
        "机关一楼收发室",
        "A4，100 克",
    ):
        assert word in said, word
    assert PrintDefaults.objects.get(publication=issue.publication).archive == 6
    later = draft(listed + 6)
    assert "A4，100 克" in as_user("bianji").get(f"/admin/distribution/print/{later.pk}/").content.decode()
    copies = needed(later)
    assert copies and copies.more == (("存档", 6),) and copies.fits


def test_what_comes_back_is_counted_and_what_is_short_is_named(as_user: Any) -> None:
    issue = frozen(draft(400))
    client, url = as_user("yinfa"), f"/admin/distribution/print/{issue.pk}/"
    good = {
        "on": timezone.localdate().isoformat(),
        "who": "印发员",
        "counted": 396,
        "text": "on",
        "quality": "good",
        "result": "taken",
    }
    assert "先签发、开好印刷单" in client.post(url, good).content.decode() and not Inspection.objects.exists()
    held = order(issue, reason="会议加印")
    for wrong, said in (
        ({"quality": "bad"}, "不能验收通过"),
        ({"text": ""}, "写明是什么问题"),
        ({"result": "again"}, "写明是什么问题"),
        ({"counted": -1}, "大于或等于"),
        ({"on": "2098-01-01"}, "年写错了吧"),
        ({"who": ""}, "必填"),
    ):
        told = good | wrong | ({"remarks": "缺页"} if "bad" in wrong.values() else {})
        assert said in client.post(url, told).content.decode() or said == "必填", said
        assert not Inspection.objects.exists(), wrong
    assert "还短少 4 份" in client.post(url, good, follow=True).content.decode()
    assert missing(held) == 4
    one = Inspection.objects.get()
    sheet = text_of(b"".join(client.get(f"{url}inspection/{one.pk}.pdf")))
    for word in ("印刷验收单", "400 份", "本次实收 396 份", "短少 4 份", "合格", "验收人：印发员"):
        assert word in sheet, word
    client.post(url, good | {"counted": 4})
    assert missing(held) == 0 and "足数" in client.get(url).content.decode()
    two = Inspection.objects.order_by("pk").last()
    assert two and "以前已收 396 份" in text_of(b"".join(client.get(f"{url}inspection/{two.pk}.pdf")))
    client.post(url, good | {"counted": 50, "result": "back", "remarks": "套色不准"})
    assert missing(held) == 0, "what goes back is not had"


def test_a_signed_issue_counts_as_it_was_signed() -> None:
    issue = frozen(draft(400))
    before = copies_of(issue)
    of = DistributionList.objects.get(slug="wmsj-quanfa")
    of.memberships.update(copies=1)
    assert copies_of(Issue.objects.get(pk=issue.pk)) == before


def test_who_neither_prints_nor_edits_sees_no_order_and_the_clerk_none_of_what_is_not_signed(as_user: Any) -> None:
    signed, opened = frozen(draft(400)), draft(400)
    for name in ("tongxunyuan", "shiji", "xitong"):
        for address in (f"/admin/distribution/print/{signed.pk}/", "/admin/distribution/print/"):
            assert as_user(name).get(address).status_code in (302, 403), name
    assert as_user("yinfa").get(f"/admin/distribution/print/{opened.pk}/").status_code in (302, 403)
    assert as_user("yinfa").get(f"/admin/distribution/print/{opened.pk}/order.pdf").status_code in (302, 403)
    assert str(opened) not in as_user("yinfa").get("/admin/distribution/print/").content.decode()
    assert as_user("bianji").get(f"/admin/distribution/print/{opened.pk}/").status_code == 200
