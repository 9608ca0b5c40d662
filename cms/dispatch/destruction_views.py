"""销毁: what the office could destroy of a year, the form for it, and the register of what was destroyed."""

from __future__ import annotations

import io

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cms.core.numbers import number_in
from cms.dispatch import register
from cms.dispatch.desk import acted, for_clerks, this_year
from cms.dispatch.models import Entry
from cms.dispatch.reading import Line, told
from cms.dispatch.recall_forms import Destroy
from cms.dispatch.sheet import XLSX, Sheet, workbook
from cms.dispatch.words import DESTROYED

PER_PAGE = 100
HEADS = (
    ("序号", 6),
    ("简报", 34),
    ("密级", 10),
    ("份数", 8),
    ("份号", 24),
    ("形成时间", 12),
    ("销毁日期", 12),
    ("方式", 20),
    ("地点", 20),
    ("批准人", 12),
    ("批准日期", 12),
    ("监销人一", 12),
    ("监销人二", 12),
    ("备注", 24),
)


@for_clerks
def destructions(request: HttpRequest) -> HttpResponseBase:
    """Show what of a year could be destroyed, with the form, and what was destroyed."""
    years = register.years() or [this_year()]
    year = number_in(request.GET.get("year", "")) or years[0]
    form = Destroy(target=year)
    if request.method == "POST":
        sent = acted(request, [Destroy], year)
        if sent is None:
            return redirect(f"{reverse('destructions')}?year={year}")
        assert isinstance(sent, Destroy)
        form = sent
    page = Paginator(destroyed(year), PER_PAGE).get_page(request.GET.get("p"))
    facts: dict[str, object] = {
        "form": form,
        "year": year,
        "years": sorted({year, *years}, reverse=True),
        "lines": lines_of(list(page.object_list)),
        "page_obj": page,
        "url": f"{reverse('destructions')}?year={year}",
    }
    return render(request, "dispatch/destructions.html", facts)


def destroyed(year: int) -> QuerySet[Entry]:
    """Return the entries of copies of a year's dispatches that were destroyed, the last one first."""
    found = Entry.objects.filter(dispatch__year=year, target=DESTROYED)
    return found.select_related("act", "dispatch", "source_parcel", "target_parcel").order_by(
        "-act", "dispatch_id", "pk"
    )


def lines_of(found: list[Entry]) -> list[tuple[str, Line]]:
    """Return the lines of the register, each with what was destroyed."""
    groups: dict[tuple[int, int], list[Entry]] = {}
    for one in found:
        groups.setdefault((one.act_id, one.dispatch_id), []).append(one)
    return [(str(same[0].dispatch), line) for same in groups.values() for line in told(same)]


@for_clerks
@require_GET
def destructions_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Answer with the register of what was destroyed of a year as a workbook."""
    year = number_in(request.GET.get("year", "")) or this_year()
    groups: dict[tuple[int, int], list[Entry]] = {}
    for one in destroyed(year):
        groups.setdefault((one.act_id, one.dispatch_id), []).append(one)
    rows = []
    for n, same in enumerate(groups.values(), 1):
        act, sent = same[0].act, same[0].dispatch
        (line, *_) = told(same)
        what = (n, str(sent), sent.secrecy, sum(one.count for one in same), line.numbers, sent.day)
        how = (act.day, act.way, act.site, act.approved_by, act.approved_on, act.witness_1, act.witness_2, act.reason)
        rows.append((*what, *how))
    file = io.BytesIO(workbook(Sheet("销毁登记", f"{year}年简报销毁登记", HEADS, rows)))
    return FileResponse(file, as_attachment=True, filename=f"{year}年销毁登记.xlsx", content_type=XLSX)
