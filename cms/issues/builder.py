"""The builder: pool, issue and page-accurate preview on one screen, each change saved at once."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

import records
from cms.core.blocks import NOTE_HELP
from cms.core.fields import choice
from cms.core.json_in import read_json
from cms.core.notifications import mark_read
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.issues.arranging import FIELDS, arrange, sections_of, token
from cms.issues.checks import arranged, cannot_be_set, editor
from cms.issues.copies import needed
from cms.issues.lists import DistributionList
from cms.issues.models import FIXED, Issue
from cms.issues.numbering import next_in_series, next_number, usual
from cms.issues.pool import PoolForm, brief, briefs, pool
from cms.issues.preview import Preview, kept_preview, preview
from cms.issues.publications import Publication
from cms.issues.remarks import named, notices
from cms.units.models import Place

SITTING = datetime.timedelta(minutes=10)  # who pauses longer begins another one


class IssueForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields beside the order; `shown` groups them as the screen does."""

    class Meta:
        model = Issue
        fields = FIELDS
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "editor_note": forms.Textarea(attrs={"rows": 4}),
            "lines": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {"editor_note": NOTE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "distribution").queryset = DistributionList.objects.filter(publication=self.instance.publication)
        choice(self, "distribution").empty_label = "没有选"
        if self.instance.correction:
            for name in FIXED:
                self.fields[name].disabled = True

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return (name, heading, fields) of each group."""
        names = (
            (
                "number",
                "期号与日期",
                ("publication", "year", "number", "date", "total_number", "series", "series_number", "series_line"),
            ),
            ("note", "编者按", ("editor_note",)),
            ("run", "分发与印数", ("distribution", "lines", "print_run", "reserve", "registration_no")),
            ("rare", "用得着才填", ("responsible_editor", "secrecy", "urgency", "numbered_copies")),
        )
        return [(name, heading, [self[field] for field in fields]) for name, heading, fields in names]


def issue_to_arrange(request: HttpRequest, pk: int) -> Issue:
    """Return an issue for those who arrange issues; PermissionDenied for anyone else."""
    if not request.user.has_perm("issues.change_issue"):
        raise PermissionDenied
    issue: Issue = get_object_or_404(Issue.objects.select_related("publication", "distribution"), pk=pk)
    return issue


@require_GET
def issue_builder(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the screen."""
    issue = issue_to_arrange(request, pk)
    if not issue.open:
        messages.info(request, "这一期已经签发。要改内容，请点“更正”。")
        return redirect("issue_decision", pk)
    mark_read(user_of(request), request.path)
    context = {"issue": issue, "form": IssueForm(instance=issue), "pool_form": PoolForm(initial={"kind": "article"})}
    return render(request, "issues/builder.html", context | layout(issue))


def layout(issue: Issue) -> dict[str, object]:
    """Return what the middle column shows: sections with items in brief, and what follows from order and fields."""
    entries = list(issue.entries.select_related("article__latest_revision", "clipping", "report"))
    known = {b.item: b for b in briefs([e.article for e in entries if e.article], issue.date)}
    others = [e.clipping or e.report for e in entries if not e.article_id]
    known |= {b.item: b for b in (brief(row) for row in others if row)}
    at = {named(e): e for e in entries}
    rows = {item: (known[item], editor(issue, entry), notices(issue, item)) for item, entry in at.items()}
    sections = [(s.name, [rows[item] for item in s.items if item in rows]) for s in sections_of(issue)]
    copies = needed(issue)
    return {
        "issue": issue,
        "sections": sections,
        "count": len(entries),
        "token": token(issue),
        "remarks": list(arranged(issue)),
        "fitting": copies.total if copies and not copies.fits else None,
        "copies": copies.listed if copies else None,
    }


@require_POST
def issue_save(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep a change: JSON with `token`, and `fields` (name → value) or `sections` ([name, [item, …]], …).

    Answers with what the screen shows now; 409 with the same, and nothing changed, where
    the token is not that of today's state.
    """
    issue_to_arrange(request, pk)
    try:
        asked = read_json(request.body)
        given = {str(name): value for name, value in (asked.get("fields") or {}).items()}
    except (ValueError, AttributeError, RawPostDataException):  # no JSON, no table, no JSON at all but a form
        return JsonResponse({"errors": {"": "没有看懂这次改动，请刷新页面重试。"}}, status=400)
    try:
        with transaction.atomic():
            issue = Issue.objects.select_for_update().get(pk=pk)
            if asked.get("token") != token(issue):
                return JsonResponse(
                    {"message": "另一位编辑刚改过，已载入最新的编排。请看一下再改。", **answer(issue)}, status=409
                )
            if not issue.open:
                raise ValidationError("这一期已经签发，内容不能再改。要改请先更正。")
            said = keep_fields(issue, given)
            if "sections" in asked:
                arrange(issue, asked["sections"])
            note(issue, user_of(request))
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return JsonResponse({"errors": {name: "".join(said) for name, said in told.items()}}, status=400)
    return JsonResponse(
        {"said": said, **answer(Issue.objects.select_related("publication", "distribution").get(pk=pk))}
    )


def note(issue: Issue, user: User) -> None:
    """Log that someone arranges: one entry for a sitting, with the time of its last
    change, unless another's came between."""
    now = timezone.now()
    last = ModelLogEntry.objects.for_instance(issue).first()
    if last and last.action == "wagtail.edit" and last.user_id == user.pk and now - last.timestamp < SITTING:
        ModelLogEntry.objects.filter(pk=last.pk).update(timestamp=now)
    else:
        log(issue, "wagtail.edit", user=user, content_changed=True)


def answer(issue: Issue) -> dict[str, object]:
    """Return what the screen needs after a change: the middle column, the fields' values, the token."""
    form = IssueForm(instance=issue)
    shown = {name: form[name].value() for name in form.fields}
    lists = [["", "没有选"], *([str(d.pk), d.name] for d in choice(form, "distribution").queryset or ())]
    html = render_to_string("issues/builder_layout.html", layout(issue))
    return {
        "token": token(issue),
        "html": html,
        "title": str(issue),
        "fields": json.loads(json.dumps(shown, default=str)),
        "lists": lists,
    }


def keep_fields(issue: Issue, given: dict[str, object]) -> str:
    """Change fields; another publication, year or series gets its next number, a series that is only renamed keeps it.

    Returns what to say of a number that changed by itself.

    Raises:
        ValidationError: by field, in Chinese.

    """
    if not given:
        return ""
    form = IssueForm(instance=issue)
    before = issue.series, issue.series_number
    data = {name: form[name].value() for name in form.fields} | given
    if data.keys() - form.fields.keys():
        raise ValidationError("没有看懂这次改动，请刷新页面重试。")
    data |= _proposed(issue, data, given)
    # An empty box sends nothing; a tick that is not set is left out.
    form = IssueForm(
        {name: value for name, value in data.items() if value is not None and value is not False}, instance=issue
    )
    if "publication" in given:
        choice(form, "distribution").queryset = DistributionList.objects.filter(publication__pk=data["publication"])
    if not form.is_valid():
        errors = {name: [str(line) for line in said] for name, said in form.errors.items()}
        if "__all__" in errors:
            after = next_number(form.instance.publication, form.instance.year, but=issue)
            errors["number"] = ["".join(errors.pop("__all__")) + f"下一个没有用过的是第{after}期。"]
        raise ValidationError(errors)
    form.save()
    series, number = form.instance.series, form.instance.series_number
    if "series_number" in given or not before[1] or not number or number == before[1]:
        return ""
    return f"专刊期号由第{before[1]}期改成“{series}”的下一期，第{number}期。要用别的期号，请改“专刊期号”。"


def _proposed(issue: Issue, data: dict[str, object], given: dict[str, object]) -> dict[str, object]:
    """Return the fields that follow from a change of publication, year or series."""
    found: dict[str, object] = {}
    publication = issue.publication
    if "publication" in given and str(given["publication"]) != str(issue.publication_id):
        chosen = Publication.objects.filter(pk=number_in(str(given["publication"]))).first()
        if chosen is None:
            raise ValidationError({"publication": "请选一种刊物。"})
        publication = chosen
        found |= {name: getattr(value, "pk", value) for name, value in usual(publication, but=issue).items()}
    moved = publication != issue.publication or ("year" in given and str(given["year"]) != str(issue.year))
    if moved and "number" not in given and (year := number_in(str(data["year"]))):
        found["number"] = next_number(publication, year, but=issue)
    if "series" in given and given["series"] != issue.series and "series_number" not in given:
        following = next_in_series(publication, " ".join(str(given["series"]).split()), but=issue)
        if following != 1 or not issue.series_number:  # a name of no other issue is a new name of the same series
            found["series_number"] = following
    return found


@require_GET
def issue_pool(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a page of the pool's rows."""
    issue = issue_to_arrange(request, pk)
    rows, after = pool(issue, PoolForm(request.GET))
    return render(
        request, "issues/builder_pool.html", {"rows": rows, "after": after, "first": not request.GET.get("start")}
    )


@require_GET
def issue_preview(request: HttpRequest, pk: int) -> JsonResponse:
    """Typeset the issue as it is now; answers with the addresses of its pages and its contents, or
    with what keeps it from being set."""
    issue = issue_to_arrange(request, pk)
    if not issue.entries.exists():
        return JsonResponse({"key": "", "said": "放入稿件以后，这里显示印出来的样子。", "pages": [], "contents": []})
    try:
        made = preview(issue)
    except records.PressError as error:
        remark = cannot_be_set(issue, error)
        return JsonResponse({"error": remark.text, "url": remark.url, "place": remark.place})
    record = issue.draft_record()
    contents = [[line, made.first_pages.get(anchor)] for line, anchor in contents_of(record)]
    return JsonResponse(
        {
            "key": made.key,
            "said": f"共 {made.page_count} 页，双面 {made.page_count // 2} 张",
            "pages": [reverse("issue_preview_page", args=[made.key, n]) for n in range(1, made.page_count + 1)],
            "pdf": reverse("issue_preview_pdf", args=[made.key]),
            "contents": contents,
        }
    )


def contents_of(record: records.Issue) -> list[tuple[str, str]]:
    """Return the lines of the contents with the anchor of each; a section's line has none."""
    names = dict(
        Place.objects.filter(code__in={getattr(i, "place", "") or "" for i in record.items}).values_list("code", "name")
    )
    made: list[tuple[str, str]] = []
    for section in record.sections:
        made += [(f"【{section.name}】", "")] if section.name else []
        for item in map(record.item, section.items):
            prefix = (item.prefix or names.get(item.place or "", "")) if isinstance(item, records.Article) else ""
            made.append((f"{prefix}：{item.title}" if prefix else item.title, item.anchor))
    return made


def _made(request: HttpRequest, key: str) -> Preview:
    if not request.user.has_perm("issues.change_issue"):
        raise PermissionDenied
    found = kept_preview(key)
    if found is None:
        raise Http404
    return found


@require_GET
@cache_control(private=True, max_age=86400, immutable=True)
def issue_preview_page(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """Answer with a page of a preview as a picture."""
    try:
        return HttpResponse(_made(request, key).page(int(number)), content_type="image/png")
    except IndexError as error:
        raise Http404 from error


@require_GET
def issue_preview_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with the PDF of a preview."""
    return HttpResponse(
        _made(request, key).pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"}
    )
