"""What is in the house and not for readers, each with a canary in its words: entries, pictures,
older versions, withdrawn issues."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import sys
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from cms.adoption import periods
from cms.adoption.happenings import enter
from cms.adoption.publishing import publish
from cms.adoption.ruling import Ruling, enact
from cms.adoption.trail import keep
from cms.cases.models import CasePage, Collection, CollectionEntry
from cms.core.models import Picture
from cms.dispatch.ledger import Told
from cms.dispatch.models import Dispatch
from cms.dispatch.moves import receive
from cms.dispatch.opening import Row, add_parcels
from cms.dispatch.recalling import Pick, destroy
from cms.issues.corrections import begin
from cms.issues.models import Issue
from cms.issues.signing import sign
from cms.newsroom.models import ArticlePage
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import UnitPage
from tests.canary import CANARY

WORDS = ("publication", "kind", "genre", "note")  # of an event


def plant() -> None:
    """Plant all of it, and print the SHA-256 of every file that readers must not get."""
    entries()
    points()
    files = [hashlib.sha256(file).hexdigest() for file in (*pictures(), *versions())]
    dispatches()
    json.dump(files, sys.stdout)


def entries() -> None:
    """Make an entry of each kind, change another, and withdraw a third."""
    today = timezone.localdate()
    made: list[Any] = [
        Field(code="0598", name=CANARY, parent=Field.objects.get(code="05")),
        PracticeKind(slug="neu", name=CANARY),
        Indicator(slug="neu", name=CANARY, unit=CANARY, definition=CANARY),
        Synonym(slug="neu", words=f"{CANARY}、黄雀"),
        Collection(slug="neu", title=CANARY, date=today, preface=CANARY),
    ]
    case = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None, figures__isnull=False).first()
    for entry in made:
        words = "words" if isinstance(entry, Synonym) else "preface" if isinstance(entry, Collection) else "name"
        entry.save()
        changed, *others = type(entry).objects.filter(cleared_on__isnull=False).order_by("pk")[:2]
        for other in (changed, *others):
            setattr(other, words, f"{getattr(other, words)}、{CANARY}"[-20:])
            other.save()
        for gone in others:
            gone.clear("主编", today)
            gone.withdraw("主编", today, "内容有误")  # which readers see
    # A cleared case names some of them.
    case.fields.add(made[0])
    case.kinds.add(made[1])
    case.save()
    case.figures.update(indicator=made[2])
    CollectionEntry.objects.create(collection=made[4], case=case)


def points() -> None:
    """Enter what counts for a unit, and publish points by a table in force."""
    editor = get_user_model().objects.get(username="zhubian")
    unit, article = UnitPage.objects.get(code="320282"), ArticlePage.objects.filter(state="adopted").first()
    told = {"what": "commented", "day": datetime.date(2025, 3, 4), "unit": unit, "article": article, "level": "city"}
    enter({**told, "title": "", "via": "", "points": None, **dict.fromkeys(WORDS, CANARY)}, editor)
    table = {"clauses": [{"clause": CANARY, "when": {"what": ["adopted", "commented"]}, "points": 5}]}
    named = {"name": CANARY, "circular": CANARY, "source": CANARY, "decided_by": CANARY}
    draft = Ruling(group="city", rules=table, valid_from=datetime.date(2024, 1, 1), **named)
    draft.save()
    held, year = enact(draft.pk, editor), periods.year(2025)
    publish(held, year, keep(held, year), editor)


def picture(seed: int) -> tuple[Picture, bytes]:
    """Return a new picture and its file as it is kept."""
    data = io.BytesIO()
    Image.new("RGB", (320, 200), (seed, 40, 90)).save(data, "PNG")
    made = Picture(title=CANARY, file=ContentFile(data.getvalue(), name="x.png"))
    made.save()
    return made, made.file.open().read()


def shown(made: Picture) -> list[tuple[str, Any]]:
    """Return the blocks of a body that shows a picture, with the canary in caption and alternative."""
    return [("paragraph", CANARY), ("picture", {"image": made, "alt": CANARY, "caption": CANARY})]


def pictures() -> list[bytes]:
    """Put pictures into the library, into a case that is not cleared, and into the draft of one that is."""
    (in_library, in_case, in_draft) = (picture(seed) for seed in (1, 2, 3))
    unit = UnitPage.objects.get(code="320282")
    new = CasePage(title=CANARY, place=unit.place, year=2025, summary=CANARY, body=shown(in_case[0]))
    unit.add_child(instance=new)
    new.save_revision().publish()
    cleared = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).first()
    cleared.body.extend(shown(in_draft[0]))
    cleared.save_revision()
    return [in_library[1], in_case[1], in_draft[1]]


def versions() -> list[bytes]:
    """Sign a correction that says the canary and one that does not, of a cleared issue;
    sign and withdraw one that says it."""
    corrected, withdrawn = Issue.objects.filter(cleared_on__isnull=False, withdrawn_on=None).order_by("pk")[:2]
    superseded = [*said_in(corrected, 4)]
    article = articles(corrected)[0]
    del article.body[-2:]
    article.save_revision()
    begin(corrected, "主编", "删去一段")
    sign(corrected, "主编")
    gone = [*said_in(withdrawn, 5)]
    withdrawn.withdraw("主编", timezone.localdate(), "内容有误")
    return superseded + gone


def dispatches() -> None:
    """Say the canary in all that the ledger keeps of what was just signed."""
    for one in Dispatch.objects.all():
        add_parcels(one, [Row(CANARY, 1, CANARY, CANARY, CANARY, CANARY)])
        receive(one, Told(key=f"{CANARY}{one.pk}", by=CANARY, reason=CANARY, witness_1=CANARY), 3)
    told = Told(key=f"{CANARY}-burnt", by=CANARY, reason=CANARY, approved_by=CANARY, way=CANARY, site=CANARY)
    destroy(replace(told, witness_1=CANARY, witness_2=f"{CANARY}二"), [Pick(one.pk, "store", 1)])
    assert Dispatch.objects.update(title=CANARY, note=CANARY, file_no=CANARY) >= 3


def articles(issue: Issue) -> list[ArticlePage]:
    """Return the articles of an issue, as last saved."""
    return [entry.article.get_latest_revision_as_object() for entry in issue.entries.all() if entry.article]


def said_in(issue: Issue, seed: int) -> tuple[bytes, bytes]:
    """Sign a correction that says the canary; returns the picture in it and the PDF."""
    made, file = picture(seed)
    article = articles(issue)[0]
    article.body.extend(shown(made))
    article.save_revision()
    begin(issue, "主编", "增加一段")
    version = sign(issue, "主编")
    issue.refresh_from_db()
    return file, version.pdf.open().read()
