"""The pages on which a Word file comes in, and the address to which a paste is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.cases.models import CasePage
from cms.core.blocks import BodyBlock, body_stream
from cms.core.numbers import number_in
from cms.newsroom.models import ArticlePage, Call
from cms.newsroom.word.draft import make_draft, pictures_of
from cms.newsroom.word.files import shelf
from cms.newsroom.word.source import WordFile
from cms.units.models import UnitPage, unit_of
from cms.units.naming import NamedField, with_city
from press.records import ContentError
from press.records.readers import Note
from press.records.readers.apart import read_html
from press.records.readers.word.package import LARGEST_FILE
from press.records.readers.word.reader import LARGEST_PAGE


def writable_units(user: Any) -> Any:
    """Return the units under which a user may write."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return with_city(UnitPage.objects.filter(pk__in=pages.values("pk")).in_order())


class WordForm(forms.Form):
    """Asks for the file and, where there is a choice, for the unit."""

    unit = NamedField(UnitPage.objects.none(), label="报送单位", empty_label="请选择")
    file = forms.FileField(
        label="Word 文件",
        max_length=200,
        help_text="扩展名 .docx，不超过 20 MB。旧版 .doc 请先在 Word 或 WPS 里另存为 .docx",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "文件是空的，请换成有内容的 Word 文档。",
            "max_length": "文件名太长，请改短后再上传。",
        },
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.alone = units[0] if len(units) == 1 else None
        if self.alone:
            del self.fields["unit"]

    def clean_file(self) -> Any:
        """Refuse what is no Word file by its name, or too large, before it is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError("文件名要以 .docx 结尾。请在 Word 或 WPS 里另存为 .docx 再上传。")
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("文件超过 20 MB。请把图片压缩后再存一次，或删去大图，另行上传图片。")
        return file


def article_word(request: HttpRequest) -> HttpResponse:
    """Show the form; POST makes a draft and leads to what became of the file."""
    units = writable_units(request.user)
    if not units.exists():
        raise PermissionDenied
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WordForm(*given, units=units, initial={"unit": request.GET.get("unit")})
    if given and form.is_valid():
        unit = form.alone or form.cleaned_data["unit"]
        file = form.cleaned_data["file"]
        call = Call.objects.filter(pk=number_in(request.GET.get("call")), units=unit).first()
        try:
            article = make_draft(unit, file.read(), file.name, request.user, call)
            return redirect("article_word_report", article.pk)
        except ContentError as error:
            form.add_error("file", f"没有建稿：{error.message}。{error.remedy}。")
    return render(
        request, "newsroom/word/upload.html", {"form": form, "unit": form.alone}, status=200 if form.is_valid() or not given else 422
    )


def article_word_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of a Word file."""
    source = source_for(request, pk)
    return render(request, "newsroom/word/report.html", {"source": source, "article": source.article})


def article_word_file(request: HttpRequest, pk: int) -> FileResponse:
    """Answer with the Word file as it was uploaded."""
    source = source_for(request, pk)
    if source.document is None:
        raise Http404
    return FileResponse(source.document.file.open(), as_attachment=True, filename=source.name)


def source_for(request: HttpRequest, pk: int) -> WordFile:
    """Return the Word file of an article; PermissionDenied for users in whose subtree the article does not stand."""
    article = get_object_or_404(ArticlePage, pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    source: WordFile = get_object_or_404(WordFile.objects.select_related("article", "document"), article=article)
    return source


@require_POST
def article_paste(request: HttpRequest) -> JsonResponse:
    """Answer with the blocks that pasted HTML makes.

    POST has `html` as a file, and `page` for a text that is there already or `parent` for a new one.
    """
    unit = unit_to_write_in(request)
    file = request.FILES.get("html")
    if file is None or file.size > LARGEST_PAGE:
        return JsonResponse({"error": "一次粘贴的内容太多。请分几次粘贴，或用“从 Word 文件建稿”上传整个文件。"}, status=422)
    try:
        body, media, notes = read_html(file.read())
        with shelf(unit, request.user) as files:
            stream = body_stream(body, pictures_of(body, media, files, "粘贴的图片"))
    except ContentError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"blocks": states(stream), "said": said(stream, notes)})


def states(stream: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks in the form in which Wagtail's script inserts them."""
    kinds = BodyBlock()
    value = kinds.normalize(stream)
    return [{"type": child.block_type, "value": child.block.get_form_state(child.value)} for child in value]


def said(stream: list[tuple[str, Any]], notes: tuple[Note, ...]) -> str:
    """Return the line that tells what a paste became."""
    names = {name: str(block.label) for name, block in BodyBlock().child_blocks.items()}
    counts = {names[kind]: sum(1 for k, _ in stream if k == kind) for kind in dict.fromkeys(kind for kind, _ in stream)}
    made = "、".join(f"{label} {n}" for label, n in counts.items())
    return "。".join([f"已按格式粘贴：{made}", *dict.fromkeys(note.text for note in notes)]) + "。"


def unit_to_write_in(request: HttpRequest) -> UnitPage:
    """Return the unit of the text that is being written: of `page`, or `parent` for a new one; PermissionDenied elsewhere."""
    if page := number_in(request.POST.get("page")):
        found = get_object_or_404(Page.objects.type(ArticlePage, CasePage), pk=page)
        if not found.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return unit_of(found)
    unit: UnitPage = get_object_or_404(UnitPage, pk=number_in(request.POST.get("parent")))
    if not unit.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return unit
