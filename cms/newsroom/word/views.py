"""What became of a Word file, and the address to which a paste is sent."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.core.blocks import Blocks, BodyBlock, body_stream
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.newsroom.kinds import KINDS
from cms.newsroom.models import ArticlePage
from cms.newsroom.originals import WordFile
from cms.newsroom.word.draft import pictures_of
from cms.newsroom.word.files import shelf
from cms.units.models import UnitPage, unit_of
from readers.apart import read_html
from readers.word.reader import LARGEST_PAGE
from records import ContentError


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
    if not article.permissions_for_user(user_of(request)).can_edit():
        raise PermissionDenied
    source: WordFile = get_object_or_404(WordFile.objects.select_related("article", "document"), article=article)
    return source


@require_POST
def article_paste(request: HttpRequest) -> JsonResponse:
    """Answer with the blocks that pasted HTML makes, and what is to be said of them.

    POST has `html` as a file, and `page` for a text that is there already or `parent` for a new one.
    """
    unit = unit_to_write_in(request)
    file = request.FILES.get("html")
    if file is None or (file.size or 0) > LARGEST_PAGE:
        return JsonResponse(
            {"error": "一次粘贴的内容太多。请分几次粘贴，或用“从 Word 文件建稿”上传整个文件。"}, status=422
        )
    try:
        body, media, notes = read_html(file.read())
        with shelf(unit, user_of(request)) as files:
            stream = body_stream(body, pictures_of(body, media, files, "粘贴的图片"))
    except ContentError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse(
        {"blocks": states(stream), "said": said(stream), "notes": list(dict.fromkeys(note.text for note in notes))}
    )


def states(stream: Blocks) -> list[dict[str, object]]:
    """Return blocks in the form in which Wagtail's script inserts them."""
    kinds = BodyBlock()
    value = kinds.normalize(stream)
    return [{"type": child.block_type, "value": child.block.get_form_state(child.value)} for child in value]


def said(stream: Blocks) -> str:
    """Return the line that tells what a paste became."""
    names = {name: str(block.label) for name, block in BodyBlock().child_blocks.items()}
    counts = {names[kind]: sum(1 for k, _ in stream if k == kind) for kind in dict.fromkeys(kind for kind, _ in stream)}
    return "已按格式粘贴：" + "、".join(f"{label} {n}" for label, n in counts.items())


def unit_to_write_in(request: HttpRequest) -> UnitPage:
    """Return the unit of the text that is being written: of `page`, or `parent` for a
    new one; PermissionDenied elsewhere."""
    if page := number_in(request.POST.get("page")):
        found = get_object_or_404(Page.objects.type(*KINDS), pk=page)
        if not found.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return unit_of(found)
    unit: UnitPage = get_object_or_404(UnitPage, pk=number_in(request.POST.get("parent")))
    if not unit.permissions_for_user(user_of(request)).can_add_subpage():
        raise PermissionDenied
    return unit
