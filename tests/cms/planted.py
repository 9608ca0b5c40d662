"""What the denial walk plants: another city's and the desk's objects, with a string in all their words that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.models import Comment, Revision, TaskState, UploadedFile, WorkflowState

from cms.adoption.models import Report
from cms.cases.models import CasePage, Field, Indicator, PracticeKind, Synonym
from cms.cases.models import Collection as Showcase
from cms.core import audit
from cms.core.models import Picture
from cms.core.notifications import Notification
from cms.distribution.models import DistributionList, Recipient
from cms.issues.models import Issue, IssueEntry, Publication
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.units.models import Place, UnitPage, UnitRole

ACCOUNTS = {
    "anonymous": "",
    "contributor": "tongxunyuan",
    "city": "shiji",
    "system": "xitong",
    "clerk": "yinfa",
    "editor": "bianji",
    "chief": "zhubian",
    "administrator": "guanli",
}
WRITERS = frozenset({"contributor", "city", "system"})


def city(words: str = "") -> str:
    """Return a text of the other city."""
    return f"kanaricity 金丝雀{words}"


@dataclass
class Planted:
    """The foreign objects, by the names of the arguments that take them; `own` has a writer's own page, by role."""

    values: dict[str, Any]
    models: dict[str, Any]
    article: ArticlePage
    case: CasePage
    unit: UnitPage
    picture: Picture
    notification: Notification
    document: Document
    own: dict[str, ArticlePage]
    media: list[str]


def plant() -> Planted:
    """Put another city's and the desk's objects into the database, each with a canary in all its words."""
    unit, county = UnitPage.objects.get(code="320400"), UnitPage.objects.get(code="320481")
    person = _account("kanaricity-shi", unit, "city")
    writer = _account("kanaricity-xian", county, "contributor")
    folder = UnitRole.objects.get(unit=unit, role="city").collection
    picture = Picture(title=city(), file=ContentFile(png(), name="x.png"), collection=folder, uploaded_by_user=person)
    picture.save()
    picture.tags.add(city("标签"))
    rendition = picture.get_rendition("max-165x165")
    document = Document(title=city(), file=ContentFile(b"kanaricity", name="kanaricity.txt"), collection=folder, uploaded_by_user=person)
    document.save()
    document.tags.add(city("标签"))
    for file in (picture, document):  # kept when first asked for
        file.get_file_size()
        file.get_file_hash()
    article = _article(
        county,
        writer,
        city("稿件"),
        [("paragraph", city("正文") + "旧伞雨天借，晴天还。" * 20), ("picture", {"image": picture, "alt": city(), "caption": city()})],
    )
    Comment.objects.create(page=article, user=person, text=city("批注"), contentpath="title")
    way.take(article, "submit", writer)
    place = Place.objects.get(code="320481")
    case = CasePage(title=city("案例"), place=place, year=2025, summary=city("摘要"), body=[("paragraph", city())], owner=writer)
    county.add_child(instance=case)
    case.save_revision(user=writer).publish()
    desk = "kanaridesk 金丝雀"
    publication = Publication.objects.first()
    assert publication
    register = DistributionList(slug="kanariregister", name="kanariregister 金丝雀", publication=publication)
    register.recipients = [Recipient(name="kanariregister", address="kanariregister")]
    register.save()
    issue = Issue.objects.create(
        publication=publication, year=2031, number=99, date=timezone.localdate(), series=desk, editor_note=desk, distribution=register
    )
    IssueEntry.objects.create(issue=issue, section=desk, article=article)
    clipping = Clipping(title=desk, paper=desk)
    clipping.save()
    showcase = Showcase.objects.create(slug="kanaridesk", title=desk, date=timezone.localdate())
    call = Call(theme=city("约稿"), text=city(), due_on=timezone.localdate())
    call.units = [unit, county]
    call.save()
    notification = Notification.objects.create(user=person, text="kanariperson 通知")
    own = {}
    for role in WRITERS:
        user = get_user_model().objects.get(username=ACCOUNTS[role])
        home = UnitPage.objects.get(roles__group__user=user)
        own[role] = _article(home, user, "自己的稿件", [("paragraph", "自己的话。")])
    # What refers to one's own must not come to light there.
    CasePage.objects.filter(pk=case.pk).update(source_article=own["contributor"])
    session = EditingSession.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(article),
        object_id=str(article.pk),
        last_seen_at=timezone.now(),
        is_editing=True,
    )
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(Picture),
        file=ContentFile(png(), name="kanariperson.png"),
        uploaded_by_user=person,
    )
    workflow_state = WorkflowState.objects.get(object_id=str(article.pk))
    task_state = TaskState.objects.get(workflow_state=workflow_state)
    audit.record("article.leave", article, city(), reason=city())
    pages = [article.pk, case.pk]
    values: dict[str, Any] = {
        **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "page_pk"), pages),
        "destination_id": UnitPage.objects.get(code="320282").pk,
        "revision_id": Revision.objects.filter(object_id=str(article.pk)).order_by("-pk").first().pk,
        "task_state_id": task_state.pk,
        "workflow_state_id": workflow_state.pk,
        "task_id": task_state.task_id,
        "workflow_pk": workflow_state.workflow_id,
        "action_name": "approve",
        "collection_id": folder.pk,
        "restriction_id": 1,
        "place_id": place.pk,
        **dict.fromkeys(("image_id",), picture.pk),
        **dict.fromkeys(("document_id", "doc_id"), document.pk),
        "uploaded_file_id": upload.pk,
        "filter_spec": "max-165x165",
        "session_id": session.pk,
        "user_id": person.pk,
        "group_id": person.groups.first().pk,
        "content_type_app_name": "newsroom",
        "content_type_model_name": "articlepage",
        "app_label": "newsroom",
        "model_name": "placereview",
        "uidb64": "MQ",
        "token": "x",
        "pk": article.pk,
        "theirs": article.latest_revision_id,
        "mine": article.latest_revision_id,
        "served": document.url,
        "path": "x",
    }
    models = {
        "issues_issue": issue,
        "issues_publication": publication,
        "newsroom_clipping": clipping,
        "newsroom_call": call,
        "adoption_report": Report.objects.first(),
        "distribution_distributionlist": register,
        "cases_collection": showcase,
        "cases_field": Field.objects.first(),
        "cases_practicekind": PracticeKind.objects.first(),
        "cases_indicator": Indicator.objects.first(),
        "cases_synonym": Synonym.objects.first(),
        "units_place": place,
    }
    media = [picture.file.name, rendition.file.name, document.file.name, upload.file.name]
    return Planted(values, models, article, case, county, picture, notification, document, own, media)


def _account(username: str, unit: UnitPage, role: str) -> Any:
    user = get_user_model().objects.create_user(username, email="kanariperson@example.org", last_name=city(role))
    user.groups.add(UnitRole.objects.get(unit=unit, role=role).group)
    return user


def _article(unit: UnitPage, user: Any, title: str, body: Any) -> ArticlePage:
    words = city() if "kanari" in title else "办公室"
    made = ArticlePage(title=title, leader=words, writer=words, phone=words, owner=user, live=False, body=body)
    unit.add_child(instance=made)
    made.save_revision(user=user)
    return ArticlePage.objects.get(pk=made.pk)


def png() -> bytes:
    """Return a small picture."""
    data = BytesIO()
    Image.new("RGB", (300, 200), (12, 34, 56)).save(data, "PNG")
    return data.getvalue()
