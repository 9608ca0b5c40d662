"""The printed forms of the ledger: what is kept of parcels, a year and a recall, as the rows that are typeset."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max, Min, Sum

from bulletins import forms as printed
from bulletins.forms import Delivery, Destroyed, Occasion, Recalled, Registered, Share
from cms.dispatch import register
from cms.dispatch.models import Act, Dispatch, Entry, Holding, Parcel, Recall
from cms.dispatch.reading import Addressed, addressed
from cms.dispatch.recalling import Due, lines
from cms.dispatch.words import DESTROYED, RETAINED, UNDECIDED
from cms.issues.publications import Publication
from records import ContentError

# 210013 南京市…… or ……（邮编：210013）: a list has no box of its own for it.
POSTCODE = re.compile(r"^\s*(?:邮编[:：]?\s*)?(\d{6})(?!\d)|[（(,，;；\s]*(?:邮编[:：]?\s*)?(?<!\d)(\d{6})[）)\s]*$")


def office_of(publication: Publication | None) -> str:
    """Return who sends, as lists and envelopes name it: the issuer (编发单位)."""
    return publication.issuer if publication else ""


def deliveries(parcels: Sequence[Parcel]) -> list[Delivery]:
    """Return the rows of parcels for label, envelope and list.

    Raises:
        ContentError: the secrecy of the issue forbids the channel of one (条例 art. 26); the message names it.

    """
    for one in parcels:
        if one.barred:
            raise ContentError(
                f"密级是“{one.dispatch.secrecy}”的不能走“{one.channel}”",
                place=str(one),
                remedy="点开这一家，改成机要、交换或自取，再打印",
            )
    return [_delivery(one) for one in addressed(parcels)]


def _delivery(one: Addressed) -> Delivery:
    found = POSTCODE.search(one.address)
    return Delivery(
        recipient=one.name,
        department=one.contact,
        address=one.address.replace(found[0], "", 1).strip() if found else one.address,
        postcode=(found[1] or found[2]) if found else "",
        phone=one.phone,
        copies=one.copies,
        seal_no=one.code,
        serials=one.serials,
        channel=one.channel,
        secrecy=one.secrecy,
        urgency=one.urgency,
        issue=one.issue,
        date=one.sent_on,
        signed_by=one.signed_by,
        signed_at=f"{one.signed_on:%Y.%-m.%-d}" if one.signed_on else "",
        note=one.note,
    )


def occasion(dispatch: Dispatch, rows: Sequence[Delivery]) -> Occasion:
    """Return what stands at the head of lists; the day is left to be written where rows went out on several, or on
    none yet."""
    days = {row.date for row in rows}
    return Occasion(
        office=office_of(dispatch.version.issue.publication),
        issue=str(dispatch),
        title=dispatch.title,
        date=days.pop() if len(days) == 1 else None,
    )


def by_channel(rows: Sequence[Delivery]) -> dict[str, list[Delivery]]:
    """Return rows by channel, in their order."""
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        found[row.channel or UNDECIDED].append(row)
    return dict(found)


def register_pdf(year: int, keeping: str) -> bytes:
    """Return 发文登记簿 of a year as PDF: `usual`, `small`, `large`, or the `details` of a large one."""
    found = list(register.dispatches(year).select_related("version"))
    office = office_of(Publication.objects.order_by("pk").first())
    if not found:
        raise ContentError("还没有发文，没有可印的", place=f"{year}年发文登记簿", remedy="先选有发文的年份")
    if keeping == "details":
        return printed.detail_pages(_shares(found), office)
    kept: printed.Keeping = "small" if keeping == "small" else "large" if keeping == "large" else "usual"
    return printed.document_register(_registered(found), office, f"{year}年", kept)


def _registered(found: Sequence[Dispatch]) -> list[Registered]:
    parcels = Parcel.objects.filter(dispatch__in=found).order_by().values_list("dispatch")
    ends = {pk: more for pk, *more in parcels.annotate(a=Min("seal"), z=Max("seal"), day=Min("sent_on"))}
    kept = Holding.objects.filter(dispatch__in=found, place=RETAINED, parcel=None, count__gt=0)
    archived = dict(kept.values_list("dispatch").annotate(n=Sum("count")).order_by())
    return [
        Registered(
            number=str(row.dispatch),
            title=row.dispatch.title,
            secrecy=row.dispatch.secrecy,
            copies=row.printed,
            to=row.whom,
            registered_on=row.dispatch.day,
            sent_on=day,
            approved_by=row.dispatch.version.signed_by,
            seals="—".join(f"{row.dispatch.year}-{n:06d}" for n in sorted({first, last} - {0})),
            archived=archived.get(row.dispatch.pk, 0),
            left=row.store,
            filed_on=row.dispatch.filed_on,
            file_no=row.dispatch.file_no,
            note=row.dispatch.note,
        )
        for row in register.rows(found)
        for first, last, day in [ends.get(row.dispatch.pk, (0, 0, None))]
    ]


def _shares(found: Sequence[Dispatch]) -> dict[tuple[str, str], list[Share]]:
    shares: dict[int, list[Share]] = {one.pk: [] for one in found}
    for parcel in Parcel.objects.filter(dispatch__in=found).order_by("position"):
        shares[parcel.dispatch_id].append(Share(recipient=parcel.whom, copies=parcel.copies, serials=_serials(parcel)))
    return {(str(one), one.title): shares[one.pk] for one in found}


def _serials(parcel: Parcel) -> tuple[int, ...]:
    return tuple(parcel.numbers)


def recall_pdf(recall: Recall, parcels: Sequence[Parcel]) -> bytes:
    """Return 清退清单 for each unit that has something to give back, with what came back or is kept so far."""
    if not parcels:
        raise ContentError("没有应退的，没有清单可印", place=str(recall), remedy="换一个收件单位再印")
    kept = Entry.objects.filter(act__recall=recall, target=RETAINED).order_by("pk")
    reasons: dict[int | None, str] = dict(kept.values_list("source_parcel", "act__reason"))
    units: dict[str, list[Recalled]] = defaultdict(list)
    for one in lines(recall, parcels):
        units[one.parcel.name].append(_recalled(one, reasons.get(one.parcel.pk, "")))
    office = office_of(Publication.objects.order_by("pk").first())
    return printed.recall_lists(units, Occasion(office=office))


def _recalled(one: Due, reason: str) -> Recalled:
    sent = one.parcel.dispatch
    said = (f"封号 {one.parcel.seal_name}", one.parcel.contact, f"遗失 {one.lost} 份" if one.lost else "")
    return Recalled(
        title=sent.title or str(sent),
        number=str(sent),
        secrecy=sent.secrecy,
        serials=_serials(one.parcel),
        due=one.due,
        returned=one.back or None,
        kept=one.kept or None,
        reason=reason,
        note="，".join(filter(None, said)),
    )


def destruction_pdf(act: Act) -> bytes:
    """Return 销毁登记 of what was destroyed by one act, with its approval and witnesses."""
    office = office_of(Publication.objects.order_by("pk").first())
    sums: dict[Dispatch, list[Entry]] = defaultdict(list)
    for one in act.entries.filter(target=DESTROYED).select_related("dispatch").order_by("dispatch__number", "pk"):
        sums[one.dispatch].append(one)
    rows = [
        Destroyed(
            title=sent.title or str(sent),
            number=str(sent),
            secrecy=sent.secrecy,
            copies=sum(one.count for one in entries),
            serials=tuple(one.number for one in entries if one.number),
            made_on=sent.day,
            note=act.reason,
        )
        for sent, entries in sums.items()
    ]
    return printed.destruction_register(
        rows,
        Occasion(office=office),
        day=act.day,
        way=act.way,
        where=act.site,
        approval=act.approved_by,
        witnesses=(act.witness_1, act.witness_2),
    )
