"""A Word text becomes a draft under its unit, with its pictures and its original."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import Any

import msgspec
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.log_actions import log

import records
from cms.core.blocks import body_stream
from cms.newsroom.models import ArticlePage, Call
from cms.newsroom.originals import WordFile
from cms.newsroom.word.files import Shelf, shelf
from cms.units.models import Place, UnitPage
from readers import Note
from readers.apart import read_article
from readers.imprint_lines import KEY
from readers.places import Register
from readers.reading import body_parts
from readers.word import WordArticle
from records.body import Body, Picture

UNNAMED = "（标题待填）"
NUMBERED = re.compile(r"第\s*[\d〇零一二三四五六七八九十百]+\s*期")
MOST_HEAD_LINES, MOST_IMPRINT_LINES = 6, 8
"""Where a whole bulletin has its number, and to whom it goes."""


def register(day: date | None) -> Register:
    """Return the places and units that were there on a day, or ever, as the readers know them; two queries."""
    places = [p.as_record() for p in Place.objects.select_related("parent")]
    units = [
        records.Unit(
            code=u.code,
            name=u.title,
            kind=u.kind,  # type: ignore[arg-type]
            place=u.place.code if u.place else None,
            aliases=tuple(a for a in u.other_names.split("、") if a),
            valid_from=u.valid_from,
            valid_to=u.valid_to,
        )
        for u in UnitPage.objects.select_related("place")
    ]
    return Register(places, units, day)


def make_draft(
    unit: UnitPage | None, data: bytes, name: str, user: User | None, call: Call | None = None
) -> ArticlePage:
    """Make a draft from a Word file or a text; all of it or nothing.

    Args:
        unit: whose text it is; the user's right to write there has been checked.
            None: the unit that the text names, or else the office.
        data: the file.
        name: what it is called.
        user: who writes.
        call: the call that it answers.

    Raises:
        ContentError: the file cannot be read (see `readers.word`).

    """
    return draft_of(read_article(data, name, register(timezone.localdate())), unit, data, name, user, call)


def draft_of(
    read: WordArticle, unit: UnitPage | None, data: bytes, name: str, user: User | None, call: Call | None = None
) -> ArticlePage:
    """Make a draft from what was read of a file, see `make_draft`."""
    notes = list(read.notes)
    if unit is None:
        unit = UnitPage.objects.filter(code=read.unit).first() if read.unit else None
        if unit is None:
            unit = UnitPage.objects.get(kind="office", depth=2)
            notes.append(Note(0, "报送单位", f"没有读到报送单位，稿件放在{unit.title}名下，请移到报送单位名下"))
    with shelf(unit, user) as files:
        article = ArticlePage(
            title=read.title or UNNAMED,
            place=_place(read, unit),
            prefix=read.prefix[:40],
            body=body_stream(read.body, pictures_of(read.body, read.media, files, read.title or name)),
            call=call,
            owner=user,
            live=False,
            **{name: getattr(read, name) for name in ("leader", "writer", "phone")},
        )
        unit.add_child(instance=article)
        revision = article.save_revision(user=user, changed=False)
        log(article, "wagtail.create", user=user, revision=revision, content_changed=True)
        told = sorted((*notes, *_doubts(read, unit)), key=lambda note: note.line)
        # Never served as anything else.
        kept = files.document(PurePath(name).stem + (".docx" if name.lower().endswith(".docx") else ".txt"), data)
        WordFile.objects.create(
            article=article, document=kept, name=name[:255], by=user, notes=msgspec.to_builtins(told)
        )
    return article


def pictures_of(body: Body, media: dict[str, bytes], files: Shelf, title: str) -> Callable[[str], Any]:
    """Put the pictures of a body into a folder; return the function that finds them
    by the names the body gives them."""
    alts = {block.media: block.alt for block in body if isinstance(block, Picture)}
    made = {name: files.picture(name, data, alts.get(name) or title) for name, data in media.items()}
    return functools.partial(dict.__getitem__, made)


def _place(read: WordArticle, unit: UnitPage) -> Place | None:
    if read.place:
        return Place.objects.get(code=read.place)
    if read.prefix:
        return None  # two places, or one that nobody knows: printed as written
    return unit.place if unit.place and unit.place.level != "province" else None


def _doubts(read: WordArticle, unit: UnitPage) -> list[Note]:
    """Note what a draft cannot say by itself: whose it is, and where nothing was found."""
    found = []
    texts = [read.title, *body_parts(read.body)]
    if any(NUMBERED.search(text) for text in texts[:MOST_HEAD_LINES]) and any(
        KEY.match(text) for text in texts[-MOST_IMPRINT_LINES:]
    ):
        said = (
            "文件里有期号和“报”“发”各行，像整期简报，不是一篇稿件；"
            "整期简报请交给管理员用 press import 导入，再删去这篇草稿"
        )
        found.append(Note(0, "整期简报", said))
    if read.unit and read.unit != unit.code:
        other = UnitPage.objects.filter(code=read.unit).values_list("title", flat=True).first()
        found.append(Note(1, "报送单位", f"标题写的是{other}，稿件放在{unit.title}名下，请核对"))
    if not read.leader and not read.writer:
        found.append(Note(0, "报送信息", "文末没有读到撰稿人、联系电话和单位审签人，报送前请在“报送与处理”里填写"))
    return found
