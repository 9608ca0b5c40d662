"""Files come in, several at once: each becomes a draft or is refused by itself, and
one page says what became of all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.core.fields import choice
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.newsroom.models import Call
from cms.newsroom.originals import WordFile
from cms.newsroom.word.draft import make_draft
from cms.units.models import UnitPage
from cms.units.naming import NamedField, with_city
from readers.word.package import LARGEST_FILE
from records import ContentError

MOST_FILES = 20
TIME_S = 20.0
"""Within which a file may still be begun; the last one may take as long as reading may.
Below gunicorn's limit for an answer."""
RESULTS = "word_results"


def writable_units(user: User) -> QuerySet[UnitPage]:
    """Return the units under which a user may write."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return with_city(UnitPage.objects.filter(pk__in=pages.values("pk")).in_order())


class SeveralFiles(forms.FileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.Field):
    """One file or several; what is wrong with one of them is said where it is read."""

    widget = SeveralFiles(attrs={"accept": ".docx,.txt"})

    def clean(self, value: Sequence[UploadedFile[bytes]] | None) -> list[UploadedFile[bytes]]:
        """Return the files."""
        files = list(value or [])
        if not files:
            raise ValidationError("请选择文件。")
        if len(files) > MOST_FILES:
            raise ValidationError(f"一次最多上传 {MOST_FILES} 个文件，这次选了 {len(files)} 个。请分几次上传。")
        return files


class WordForm(forms.Form):
    """Asks for the files and, where there is a choice, for the unit."""

    unit = NamedField(UnitPage.objects.none(), label="报送单位", empty_label="请选择")
    file = FilesField(
        label="文件",
        help_text=f"可以一次选几个，最多 {MOST_FILES} 个，每个建成一篇稿件。"
        "扩展名 .docx（或纯文本 .txt），每个不超过 20 MB。"
        "旧版 .doc 请先在 Word 或 WPS 里另存为 .docx",
    )

    def __init__(self, *args: Any, units: QuerySet[UnitPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "unit").queryset = units
        self.alone = units[0] if len(units) == 1 else None
        if self.alone:
            del self.fields["unit"]


def article_word(request: HttpRequest) -> HttpResponse:
    """Show the form; POST makes a draft of each file and leads to what became of them."""
    units = writable_units(user_of(request))
    if not units.exists():
        raise PermissionDenied
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WordForm(*given, units=units, initial={"unit": request.GET.get("unit")})
    if given and form.is_valid():
        unit = form.alone or form.cleaned_data["unit"]
        call = Call.objects.filter(pk=number_in(request.GET.get("call")), units=unit).first()
        results = list(taken(form.cleaned_data["file"], unit, user_of(request), call))
        if len(results) > 1:
            request.session[RESULTS] = results
            return redirect("article_word_results")
        if results[0]["article"]:
            return redirect("article_word_report", results[0]["article"])
        form.add_error("file", f"没有建稿：{results[0]['error']}")
    shown = {"form": form, "unit": form.alone, "largest": LARGEST_FILE}
    return render(request, "newsroom/word/upload.html", shown, status=422 if form.errors else 200)


Result = dict[str, object]
"""`name` of a file, `article` that was made from it, or else `error`."""


def taken(files: Sequence[UploadedFile[bytes]], unit: UnitPage, user: User, call: Call | None) -> Iterator[Result]:
    """Make a draft of each file, and yield what became of it; what one of them is does not hold up the others."""
    began = time.monotonic()
    for file in files:
        name = (file.name or "")[:200]
        try:
            if time.monotonic() - began > TIME_S:
                raise ContentError("前面的文件用时太长，没有轮到它", remedy="请再上传一次")
            yield {"name": name, "article": make_draft(unit, checked(file), name, user, call).pk, "error": ""}
        except ContentError as error:
            yield {"name": name, "article": None, "error": f"{error.message}。{error.remedy}。"}
        except ValidationError as error:
            yield {"name": name, "article": None, "error": "；".join(error.messages)}


def checked(file: UploadedFile[bytes]) -> bytes:
    """Return what a file holds; ContentError for what is no Word file or text by its
    name, or too large, before it is read."""
    name = (file.name or "").lower()
    if not name.endswith((".docx", ".txt")):
        raise ContentError("文件名要以 .docx 结尾", remedy="请在 Word 或 WPS 里另存为 .docx 再上传")
    if len(name) > 200:
        raise ContentError("文件名太长", remedy="请改短后再上传")
    if not file.size:
        raise ContentError("文件是空的", remedy="请换成有内容的 Word 文档")
    if file.size > LARGEST_FILE:
        raise ContentError("文件超过 20 MB", remedy="请把图片压缩后再存一次，或删去大图，另行上传图片")
    data: bytes = file.read()
    return data


def article_word_results(request: HttpRequest) -> HttpResponse:
    """Show what became of the files that this user uploaded last, each with its own report."""
    if not writable_units(user_of(request)).exists():
        raise PermissionDenied
    results = request.session.get(RESULTS, [])
    numbers = [result["article"] for result in results]
    found = {
        source.article_id: source for source in WordFile.objects.filter(article__in=numbers).select_related("article")
    }
    shown = [
        result | {"source": found.get(result["article"])}
        for result in sorted(results, key=lambda result: not result["error"])
    ]
    made = sum(1 for result in results if result["article"])
    return render(
        request, "newsroom/word/results.html", {"results": shown, "made": made, "refused": len(results) - made}
    )
