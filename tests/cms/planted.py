"""What the denial walk plants: another city's and the desk's objects, with a string in all
their words that stands nowhere else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.models import Collection, Comment, TaskState, UploadedFile, WorkflowState

from cms.adoption.happenings import Happening
from cms.adoption.published import Published
from cms.adoption.ruling import Ruling
from cms.cases.models import CasePage
from cms.cases.models import Collection as Showcase
from cms.core import audit
from cms.core.models import Picture, exported_name
from cms.core.notifications import Notification
from cms.dispatch.ledger import Told
from cms.dispatch.models import Act, Dispatch, Recall
from cms.dispatch.moves import receive
from cms.dispatch.recalling import Pick, destroy
from cms.distribution.orders import Inspection, PrintOrder
from cms.distribution.recipients import Recipient as Entry
from cms.issues.arranging import token
from cms.issues.lists import DistributionList, Recipient
from cms.issues.models import Issue, IssueEntry
from cms.issues.preview import preview
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.issues.signing import sign
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.newsroom.originals import WordFile
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage, UnitRole
from cms.units.roles import set_up_roles

ACCOUNTS = {
    "anonymous": "",
    "contributor": "tongxunyuan",
    "city": "shiji",
    "system": "xitong",
    "clerk": "yinfa",
    "neighbour": "kanarineighbour",  # writes for another county of the city whose the objects are
    "owner": "kanaricity-xian",  # wrote them
    "owner_city": "kanaricity-shi",  # reviews them
    "editor": "bianji",
    "chief": "zhubian",
    "administrator": "guanli",
}
WRITERS = frozenset({"contributor", "city", "system"})
OWNERS = frozenset({"owner", "owner_city"})
# What is foreign has this number, whatever it is, so that one number in a form means something foreign in every field.
# Pages share one counter: the unit has this one.
FOREIGN = 990_017
ARTICLE, CASE, PRINTED = (FOREIGN + 1000 * n for n in range(1, 4))
SPARE = FOREIGN + 500  # a picture that no text shows, an upload of the other kind


HEAD = ["copy_number", "secrecy", "handling_note", "masthead", "number", "dateline", "rule"]


def city(words: str = "") -> str:
    """Return a text of the other city."""
    return f"kanaricity 金丝雀{words}"


@dataclass
class Planted:
    """The numbers of the foreign objects, by the names of the arguments that take them; `own`
    has a writer's own page, by role."""

    values: dict[str, Any]
    article: ArticlePage
    case: CasePage
    unit: UnitPage
    picture: Picture
    document: Document
    own: dict[str, ArticlePage]
    media: list[str]


def plant() -> Planted:
    """Put another city's and the desk's objects into the database, each with a canary in all its words."""
    above, county = _county()
    person = _account("kanaricity-shi", above, "city", FOREIGN)
    writer = _account("kanaricity-xian", county, "contributor")
    _account("kanarineighbour", UnitPage.objects.get(code="320481"), "contributor")
    folder = UnitRole.objects.get(unit=county).collection
    stored = default_storage.save("original_images/x.png", ContentFile(png()))
    picture = Picture(
        pk=FOREIGN,
        title=city(),
        name=exported_name(png(), ".png"),
        file=stored,
        collection=folder,
        uploaded_by_user=person,
    )
    picture.save()
    Picture(
        pk=SPARE,
        title=city(),
        name=exported_name(png(), ".png"),
        file=stored,
        collection=folder,
        uploaded_by_user=person,
    ).save()
    picture.tags.add(city("标签"))
    rendition = picture.get_rendition("max-165x165")
    file = ContentFile(b"kanaricity", name="kanaricity.docx")
    document = Document(pk=FOREIGN, title=city(), file=file, collection=folder, uploaded_by_user=person)
    document.save()
    document.tags.add(city("标签"))
    for kept in (picture, document):  # when first asked for
        kept.get_file_size()
        kept.get_file_hash()
    body = [
        ("paragraph", city("正文") + "旧伞雨天借，晴天还。" * 20),
        ("picture", {"image": picture, "alt": city(), "caption": city()}),
    ]
    article = _article(county, writer, city("稿件"), body, ARTICLE)
    WordFile.objects.create(pk=FOREIGN, article=article, document=document, name="kanaricity.docx", by=writer)
    Comment.objects.bulk_create(
        [Comment(pk=FOREIGN, page=article, user=person, text=city("批注"), contentpath="title")]
    )
    call = Call(pk=FOREIGN, theme="kanaricall 金丝雀", text="kanaricall", due_on=timezone.localdate())
    call.units = [above, county]
    call.save()
    article.call = call
    article.save()
    article.save_revision(user=writer)
    article = ArticlePage.objects.get(pk=ARTICLE)
    way.take(article, "submit", writer)
    place = county.place
    case = CasePage(
        pk=CASE,
        title=city("案例"),
        place=place,
        year=2025,
        summary=city("摘要"),
        body=[("paragraph", city())],
        owner=writer,
    )
    county.add_child(instance=case)
    case.save_revision(user=writer).publish()
    desk = _desk(article)
    signed = _signed(county, writer)
    sent = Dispatch.objects.get(version__issue=signed)
    due = {"opened_on": sent.day, "due_on": sent.day}
    words = dict.fromkeys(("reason", "opened_by", "key"), "kanariregister 金丝雀")
    recall = Recall.objects.create(scope="issue", issue=signed, **words, **due)
    word = "kanariregister 金丝雀"
    told = Told(key="kanari-in", by=word, reason=word, witness_1=word, witness_2=f"{word}二")
    receive(sent, told, 2)
    destroy(replace(told, key="kanari-burnt", approved_by=word, way=word, site=word), [Pick(sent.pk, "store", 1, (1,))])
    notification = Notification.objects.create(pk=FOREIGN, user=person, text="kanariperson 通知")
    own = {}
    for role in WRITERS:
        user = get_user_model().objects.get(username=ACCOUNTS[role])
        home = UnitPage.objects.get(roles__group__user=user)
        own[role] = _article(home, user, "自己的稿件", [("paragraph", "自己的话。")])
    # What refers to one's own must not come to light there.
    CasePage.objects.filter(pk=case.pk).update(source_article=own["contributor"])
    session = EditingSession.objects.create(
        pk=FOREIGN,
        user=person,
        content_type=ContentType.objects.get_for_model(article),
        object_id=str(article.pk),
        last_seen_at=timezone.now(),
        is_editing=True,
    )
    upload = UploadedFile.objects.create(
        pk=FOREIGN,
        for_content_type=ContentType.objects.get_for_model(Picture),
        file=ContentFile(png(), name="kanariperson.png"),
        uploaded_by_user=person,
    )
    kind = ContentType.objects.get_for_model(Document)
    file = ContentFile(b"kanariperson", name="kanariperson.docx")
    UploadedFile.objects.create(pk=SPARE, for_content_type=kind, file=file, uploaded_by_user=person)
    workflow_state = WorkflowState.objects.get(object_id=str(article.pk))
    task_state = TaskState.objects.get(workflow_state=workflow_state)
    audit.enter("article.leave", article, city(), reason=city())
    values: dict[str, Any] = {
        **{name: [article.pk, case.pk] for name in ("page_id", "parent_page_id", "page_to_move_id", "page_pk")},
        "destination_id": UnitPage.objects.get(code="320282").pk,
        "revision_id": article.latest_revision_id,
        "task_state_id": task_state.pk,
        "workflow_state_id": workflow_state.pk,
        "task_id": task_state.task_id,
        "workflow_pk": workflow_state.workflow_id,
        "action_name": "approve",
        "restriction_id": 1,
        **dict.fromkeys(("pk", "collection_id", "image_id", "document_id", "doc_id", "uploaded_file_id"), FOREIGN),
        **dict.fromkeys(("session_id", "user_id", "group_id"), FOREIGN),
        "filter_spec": "max-165x165",
        "content_type_app_name": "newsroom",
        "content_type_model_name": "articlepage",
        "app_label": "newsroom",
        "model_name": "placereview",
        "uidb64": "MQ",
        "token": "x",
        "theirs": article.latest_revision_id,
        "mine": article.latest_revision_id,
        "served": document.url,
        "path": "x",
        "signed": signed.pk,
        "dispatch": sent.pk,
        "parcel": sent.parcels.get().pk,
        "recall": recall.pk,
        "destroyed": Act.objects.get(key="kanari-burnt").pk,
        "key": preview(desk).key,
        "issue_token": token(desk),
    }
    assert (session.pk, upload.pk, notification.pk) == (FOREIGN,) * 3
    media = [picture.file.name, rendition.file.name, document.file.name, upload.file.name]
    return Planted(values, article, case, county, picture, document, own, media)


def _county() -> tuple[UnitPage, UnitPage]:
    """Return the other city, and a county of it that is made for this, with its place, folder and group."""
    above = UnitPage.objects.get(code="320400")
    assert above.place
    place = Place.objects.create(pk=FOREIGN, code="320499", name="试验县", level="county", parent=above.place)
    county = UnitPage(pk=FOREIGN, title="试验县", code="320499", kind="county", place=place)
    above.add_child(instance=county)
    UnitRole.objects.get(unit=above).collection.add_child(instance=Collection(pk=FOREIGN, name="试验县"))
    Group.objects.create(pk=FOREIGN, name="通讯员（试验县）")
    set_up_roles()
    return above, county


def _desk(article: ArticlePage) -> Issue:
    """Plant what the province's desk works on: an open issue, clippings, registers."""
    desk = "kanaridesk 金丝雀"
    publication = Publication.objects.create(pk=FOREIGN, slug="shiyan", name="试验简报", issuer="试验办公室", head=HEAD)
    register = DistributionList(
        pk=FOREIGN, slug="kanariregister", name="kanariregister 金丝雀", publication=publication
    )
    register.recipients = [Recipient(pk=FOREIGN, name="kanariregister", address="kanariregister", copies=2)]
    register.save()
    for pk in (FOREIGN, SPARE):
        told = {"aliases": "kanariregister", "address": f"kanariregister {pk}", "note": "kanariregister"}
        Entry.objects.create(pk=pk, name=f"kanariregister {pk}", email="kanariregister@example.org", **told)
    issue = Issue.objects.create(
        pk=FOREIGN,
        publication=publication,
        year=2028,
        number=99,
        date=datetime.date(2028, 5, 6),
        series=desk,
        editor_note=desk,
        distribution=register,
    )
    IssueEntry.objects.create(pk=FOREIGN, issue=issue, section=desk, article=article)
    Clipping(pk=FOREIGN, title=desk, paper=desk).save()
    Report.objects.create(pk=FOREIGN, title=desk)
    Field.objects.create(pk=FOREIGN, code="99", name="试验")
    PracticeKind.objects.create(pk=FOREIGN, slug="shiyan", name="试验")
    Indicator.objects.create(pk=FOREIGN, slug="shiyan", name="试验", unit="次", definition="试验")
    Synonym.objects.create(pk=FOREIGN, slug="shiyan", words="试验、尝试")
    _points(desk)
    Showcase.objects.create(pk=FOREIGN, slug="kanaridesk", title=desk, date=timezone.localdate())
    return issue


def _points(desk: str) -> None:
    """Plant a draft of rules, what was entered of the county, and points that were published of a rule in force."""
    county, made = UnitPage.objects.get(pk=FOREIGN), {"group": "county", "name": desk, "source": desk}
    table = {"clauses": [{"clause": desk, "when": {"what": ["adopted", "commented"]}, "points": 5}]}
    Ruling(pk=FOREIGN, rules=table, **made).save()
    day = datetime.date(2028, 1, 1)
    held = Ruling(pk=FOREIGN + 1000, rules=table, valid_from=day, version=1, enacted_on=day, enacted_by="主编", **made)
    held.name = "试验办法"
    held.save(force_insert=True)
    told = {"what": "commented", "level": "city", "title": desk, "note": desk, "key": "kanari", "came_as": "kanari"}
    Happening.objects.create(pk=FOREIGN, day=datetime.date(2025, 5, 6), unit=county, entered_by="编辑", **told)
    fact = {"day": "2028-05-05", "said": city("批示"), "article": 0, "issue": 0, "units": ["320499"]}
    unit = {"name": county.title, "group": "县", "place": 1, "order": 1, "total": "5", "reported": 1, "adopted": 1}
    lines = [["5", "2028-05-05", "批示", "", ["happening:1:0"]]]
    data = {"units": {"320499": {**unit, "prize": True, "lines": lines}}, "facts": {"happening:1:0": fact}}
    ends = {"first": datetime.date(2028, 5, 1), "last": datetime.date(2028, 5, 31), "period": "2028年5月"}
    Published.objects.create(pk=FOREIGN, ruling=held, number=1, made_by="主编", data=data, **ends)


def _signed(county: UnitPage, writer: Any) -> Issue:
    """Plant a signed issue with an article of the county, printed with numbers on its copies."""
    words = "kanarisigned 金丝雀"
    printed = _article(county, writer, "kanariprinted 金丝雀", [("paragraph", "kanariprinted 金丝雀。")], PRINTED)
    issue = Issue.objects.create(
        pk=FOREIGN + 1000,
        publication=Publication.objects.get(pk=FOREIGN),
        year=2028,
        number=98,
        date=datetime.date(2028, 5, 5),
        editor_note=words,
        numbered_copies=True,
        print_run=2,
        distribution=DistributionList.objects.get(pk=FOREIGN),
    )
    IssueEntry.objects.create(issue=issue, section=words, article=printed)
    issue = Issue.objects.get(pk=issue.pk)
    sign(issue, "主编")
    order = PrintOrder.objects.create(pk=FOREIGN, issue=issue, delivery="kanariregister", note="kanariregister")
    Inspection.objects.create(
        pk=FOREIGN, order=order, who="kanariregister", counted=2, text=True, quality="good", result="taken"
    )
    return issue


def _account(username: str, unit: UnitPage, role: str, number: int | None = None) -> Any:
    words = city(role) if "kanaricity" in username else role
    user = get_user_model().objects.create_user(
        username, email=f"{username}@example.org".replace("kanaricity-shi", "kanariperson"), last_name=words, pk=number
    )
    user.groups.add(UnitRole.objects.get(unit=unit, role=role).group)
    return user


def _article(unit: UnitPage, user: Any, title: str, body: Any, number: int | None = None) -> ArticlePage:
    words = title if number else "办公室"
    made = ArticlePage(
        pk=number, title=title, leader=words, writer=words, phone=words, owner=user, live=False, body=body
    )
    unit.add_child(instance=made)
    made.save_revision(user=user)
    return ArticlePage.objects.get(pk=made.pk)


def png() -> bytes:
    """Return a small picture."""
    data = BytesIO()
    Image.new("RGB", (300, 200), (12, 34, 56)).save(data, "PNG")
    return data.getvalue()
