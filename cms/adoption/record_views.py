"""我单位的采用记录: a unit's own page, and the PDFs of public issues for those who stand in them."""

from __future__ import annotations

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cms.adoption.record import of_year, printed, public_issues, record, units_for
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.issues.preview import signed_preview
from cms.newsroom.pages import pdf_answer
from cms.units.models import UnitPage


@require_GET
def adoption_record(request: HttpRequest) -> HttpResponse:
    """Show the record of a unit of the user's, the first one unless another is asked for; Http404 for any other."""
    user = user_of(request)
    may = units_for(user)
    if not may:
        raise PermissionDenied
    code = request.GET.get("unit") or may[0][0]
    if code not in dict(may):
        raise Http404
    found = record(user, UnitPage.objects.get(code=code))
    years = found.years
    asked = number_in(request.GET.get("year", ""))
    shown = next((one for one in years if one.number == asked), years[0] if years else None)
    facts: dict[str, object] = {"units": may, "code": code, "name": dict(may)[code], "years": years, "shown": shown}
    if shown:
        facts["printed"] = printed(user, of_year(found.adoptions, shown.number))
    return render(request, "adoption/record.html", {**facts, "url": reverse("adoption_record")})


@require_GET
def adoption_pdf(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Answer with the PDF of an issue that is public, as it was signed last."""
    if not units_for(user_of(request)):
        raise PermissionDenied
    issue = get_object_or_404(public_issues(), pk=pk)
    signed = issue.signed
    if signed is None:
        raise Http404
    if not signed.pdf:
        return pdf_answer(request, lambda: signed_preview(signed).pdf)
    with signed.pdf.open() as file:
        data = io.BytesIO(file.read())
    return FileResponse(data, content_type="application/pdf", filename=f"{issue}.pdf")
