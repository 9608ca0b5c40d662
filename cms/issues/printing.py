"""What of an issue is looked at and printed: its PDF, its pages as pictures, numbered copies."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Max, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cms.issues.models import Issue
from cms.issues.preview import preview, signed_preview
from cms.issues.print_run import CopiesForm, copies_form, make_run
from cms.newsroom.pages import pdf_answer
from records import PressError

PER_PAGE = 30


def issue_for(request: HttpRequest, pk: int) -> Issue:
    """Return an issue; PermissionDenied for users who do not work on issues; who only prints them gets signed ones."""
    issue: Issue = get_object_or_404(Issue, pk=pk)
    user = request.user
    if not (user.has_perm("issues.change_issue") or (user.has_perm("issues.print_issue") and issue.signed)):
        raise PermissionDenied
    return issue


def issue_pdf(request: HttpRequest, pk: int, version: int) -> FileResponse:
    """Answer with the stored PDF of a version, to the byte."""
    signed = get_object_or_404(issue_for(request, pk).versions.exclude(pdf=""), version=version)
    return FileResponse(signed.pdf.open(), content_type="application/pdf", filename=f"{signed.issue}.pdf")


def to_print() -> QuerySet[Issue]:
    """Return the issues whose last signed version has not been printed."""
    return Issue.objects.annotate(last=Max("versions__version")).filter(last__gt=F("printed"))


def printed_issues(request: HttpRequest) -> HttpResponse:
    """List the issues that were printed, for whoever prints a copy once more."""
    if not (request.user.has_perm("issues.print_issue") or request.user.has_perm("issues.change_issue")):
        raise PermissionDenied
    found = Issue.objects.filter(printed__gt=0).select_related("publication", "distribution").order_by("-date", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "issues/printed.html", {"page_obj": page, "url": reverse("issues_printed")})


@require_GET
def issue_page(request: HttpRequest, pk: int, version: int, number: int) -> HttpResponse:
    """Answer with a page of a signed version as a picture."""
    signed = get_object_or_404(issue_for(request, pk).versions, version=version)
    try:
        return HttpResponse(signed_preview(signed).page(number), content_type="image/png")
    except (IndexError, PressError, OSError) as error:
        raise Http404 from error


def issue_print(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Answer with the issue as printed: to editors as it would be now while it is open, else the stored PDF."""
    issue = issue_for(request, pk)
    signed = issue.signed
    if not signed or (issue.open and request.user.has_perm("issues.change_issue")):
        return pdf_answer(request, lambda: preview(issue).pdf)
    if signed.pdf:
        return issue_pdf(request, pk, signed.version)
    return pdf_answer(request, lambda: signed_preview(signed).pdf)


@require_POST
def issue_copies(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Answer with a run of numbered copies of the signed PDF."""
    issue = issue_for(request, pk)
    form = CopiesForm(request.POST)
    try:
        if copies_form(issue) is None:
            messages.error(request, "这一期不印份号，或者还没有签发、没有留存 PDF。")
        elif form.is_valid():
            numbers = form.numbers
            name = f"{issue} 份号{numbers[0]:06d}-{numbers[-1]:06d}.pdf"
            return FileResponse(io.BytesIO(make_run(issue, numbers)), as_attachment=True, filename=name)
        for errors in form.errors.values():
            messages.error(request, "".join(map(str, errors)))
    except PressError as error:
        messages.error(request, str(error))
    return redirect("issue_decision", pk)
