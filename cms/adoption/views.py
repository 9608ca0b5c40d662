"""采用统计: the table of a period as it is printed, what stands behind each number, the sentence, the workbook, and the
table as an item of an issue."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cms.adoption.asking import Asked, groups
from cms.adoption.counting import Account, count, signed_issues
from cms.adoption.events import events
from cms.adoption.sentence import sentence
from cms.adoption.table import GROUPS, Table, table
from cms.adoption.workbook import workbook
from cms.core.models import Counter
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.issues.arranging import arrange, sections_of
from cms.issues.builder import note
from cms.issues.models import AT_WORK, Issue, IssueVersion
from cms.issues.reports import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"Clipping": "剪报 {} 则", "Report": "统计表 {} 张"}
MAY_PUT = ("issues.add_report", "issues.change_issue")


@dataclass(frozen=True)
class Answer:
    """What was asked and what was counted; `table` is None where nothing was signed, or the question was none."""

    form: Asked
    account: Account | None = None
    table: Table | None = None


def answer(request: HttpRequest, asked: QueryDict) -> Answer:
    """Return the answer to a question; PermissionDenied for those whom adoptions do not concern."""
    may = groups(user_of(request))
    if not may:
        raise PermissionDenied
    form = Asked(asked, may)
    if not form.is_valid():
        return Answer(form)
    group, whole = form.cleaned_data["group"], count(signed_issues(form.period, form.publication_slug))
    told = whole if group in GROUPS else whole.of(group)
    if not whole.issues or not (group in GROUPS or group in whole.units):
        return Answer(form, told)
    return Answer(form, told, table(told, form.period, group))


@require_GET
def adoption(request: HttpRequest) -> HttpResponse:
    """Show the page."""
    made = answer(request, request.GET)
    query = {name: value for name, value in made.form.data.items() if name in made.form.fields}
    facts: dict[str, object] = {"form": made.form, "query": urlencode(query), "url": reverse("adoption")}
    if made.account:
        facts |= {"uncounted": list(_uncounted(made.account)), "withdrawn": made.account.withdrawn}
    if made.account and made.table:
        zeros, cell = request.GET.get("zeros") != "0", request.GET.get("cell", "")
        facts |= {"table": made.table, "zeros": zeros, "sentence": sentence(made.table, zeros=zeros)}
        if name := made.table.name_of(cell) or ("全部" if cell == "all" else ""):
            found = [one for one in made.account.adoptions if cell == "all" or one.inside(cell)]
            shown = [one for one in found if any(one.inside(number.cell) for number in made.table.numbers)]
            facts |= {"cell": cell, "cell_name": name, "events": events(shown, user_of(request), made.table)}
        if request.user.has_perms(MAY_PUT) and made.table.total:
            facts["drafts"] = _at_work()
    return render(request, "adoption/adoption.html", facts)


def _at_work() -> QuerySet[Issue]:
    """Return the issues that are open, with what their state is told from."""
    versions = Prefetch("versions", queryset=IssueVersion.objects.defer("record", "publication"))
    found = Issue.objects.filter(AT_WORK).select_related("publication").prefetch_related(versions)
    return found.distinct().order_by("date")


def _uncounted(account: Account) -> list[str]:
    return [said.format(account.uncounted[kind]) for kind, said in KINDS.items() if account.uncounted.get(kind)]


@require_GET
def adoption_xlsx(request: HttpRequest) -> HttpResponse | FileResponse:
    """Answer with the workbook."""
    made = answer(request, request.GET)
    if not made.account or not made.table:
        return redirect(f"{reverse('adoption')}?{request.GET.urlencode()}")
    shown = [one for one in made.account.adoptions if any(one.inside(number.cell) for number in made.table.numbers)]
    file = workbook(made.table, events(shown, user_of(request), made.table))
    return FileResponse(io.BytesIO(file), as_attachment=True, filename=f"{made.table.title}.xlsx", content_type=XLSX)


@require_POST
def adoption_put(request: HttpRequest) -> HttpResponse:
    """Put the table into an issue that is being arranged, as its last item, and lead to the builder."""
    if not request.user.has_perms(MAY_PUT):
        raise PermissionDenied
    made = answer(request, QueryDict(request.POST.get("query", "")))
    if not made.table:
        messages.error(request, "没有放进去：这段时间没有可放的统计表。")
        return redirect("adoption")
    try:
        issue = put_into(number_in(request.POST.get("issue", "")), made.table, request)
    except ValidationError as error:
        messages.error(request, "没有放进去：" + "".join(error.messages))
        return redirect(f"{reverse('adoption')}?{request.POST.get('query', '')}")
    messages.success(request, f"“{made.table.title}”已放进{issue}，排在最后。")
    return redirect("issue_builder", issue.pk)


@transaction.atomic
def put_into(pk: int | None, made: Table, request: HttpRequest) -> Issue:
    """Make the table a report and the last item of an issue; ValidationError if the issue is not open."""
    issue = Issue.objects.select_for_update().filter(pk=pk or 0).first()
    if issue is None or not issue.open:
        raise ValidationError("这一期已经签发或者不在了，请另选一期。")
    report = Report.from_record(made.report(Counter.next("report")))
    sections = [[section.name, section.items] for section in sections_of(issue)] or [["", []]]
    sections[-1][1] = [*sections[-1][1], f"report:{report.pk}"]
    arrange(issue, sections)
    note(issue, user_of(request))
    return issue
