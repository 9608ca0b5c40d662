"""The denial walk: every address of the CMS × every role, with objects of another city and of the province's desk.

Each address has a line in `TABLE` (the first pattern that matches its name counts): how its arguments are filled, with which
queries and data it is tried, and to whom it is closed. An address that no line knows is a failure. Strings that stand in no
other place (canaries) are planted in all that is foreign; no answer may carry one to a role that must not see it, and after
each role nothing foreign may have changed. The administrator walks too, so that a refusal is known to be one and not a
mistake in the address.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.models import Comment, Page, Revision, TaskState, UploadedFile, WorkflowState

from cms.adoption.models import Report
from cms.cases.models import CasePage, Field, Indicator, PracticeKind, Synonym
from cms.cases.models import Collection as Showcase
from cms.core import audit
from cms.core.models import Picture
from cms.core.notices import Notice
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
WALLED = frozenset({"anonymous", *WRITERS, "clerk"})  # from other cities
NOT_THE_CLERK = WALLED - {"clerk"}
SHUT = WALLED | {"editor", "chief"}
NOBODY: frozenset[str] = frozenset()
EVERYONE = frozenset(ACCOUNTS)
# What must not reach whom. Each string stands in names, texts, files and people's accounts of its sphere.
CANARIES = {
    "kanaricity": WALLED,
    "kanaridesk": WALLED,  # drafts of issues, clippings, report tables
    "kanariregister": NOT_THE_CLERK,
    "kanariperson": SHUT,  # mail addresses, notices, uploads: not even the editors' business
}
REFUSED = {401, 403, 404, 405}


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
    notice: Notice
    document: Document
    own: dict[str, ArticlePage]
    media: list[str]


@dataclass(frozen=True)
class Try:
    """One request to make of each role: the address, its query, what a POST sends, and to whom it is closed."""

    path: str
    closed: frozenset[str]
    data: dict[str, Any] = field(default_factory=dict)
    posts: bool = True
    roles: frozenset[str] = EVERYONE
    first: bool = True  # of the queries of its address


@dataclass(frozen=True)
class Rule:
    """How the addresses whose name matches `pattern` are tried."""

    pattern: str
    closed: frozenset[str]
    queries: tuple[str, ...] = ("",)
    data: dict[str, Any] = field(default_factory=dict)
    posts: bool = True
    values: Callable[[Planted], dict[str, list[Any]]] = lambda planted: {}
    # The administrator may be refused as well, or not find it: there is nothing there, or it wants a POST.
    lost: bool = False


SEARCH = ("", "?q=kanari", "?q=金丝雀")
CHOSEN = ("", "?id={picture}&id={document}&id={article}&multiple=1")
SPOILT = {
    "title": "spoilt",
    "name": "spoilt",
    "action-publish": "1",
    "comment": "spoilt",
    "reason": "spoilt",
    "decision": "withdraw",
    "move": "reject",
    "new_title": "spoilt",
    "new_slug": "article-999999",
    "next": "/admin/",
}

TABLE = [
    # Before one is logged in, or about oneself only.
    Rule(r"/$|wagtailadmin_home|wagtailadmin_(login|sprite|javascript_catalog|password_reset.*)", NOBODY, posts=False),
    Rule(r"wagtailadmin_(account|dismissibles|logout)", NOBODY, posts=False),
    Rule(r"admin/\^\.\*/\$", EVERYONE, posts=False, lost=True),
    # Shut to all but the administrator: nobody needs them, or they carry the rights themselves.
    Rule(r"admin/test404/", NOBODY, posts=False),
    Rule(r"wagtailadmin_error_test", SHUT, posts=False, lost=True),
    Rule(r"wagtailadmin_api:\w+:(find|action)", SHUT, ("?id={article}",), lost=True),
    Rule(r"wagtailadmin_api:(pages|documents|images):listing", SHUT, ("", "?search=kanari", "?child_of={unit}&fields=*")),
    Rule(r"wagtailadmin_api:pages:detail", SHUT, values=lambda p: {"pk": [p.article.pk, p.case.pk]}),
    Rule(r"wagtailadmin_api:documents:detail", SHUT, values=lambda p: {"pk": [p.document.pk]}),
    Rule(r"wagtailadmin_api:images:detail", SHUT, values=lambda p: {"pk": [p.picture.pk]}),
    Rule(r"wagtailadmin_choose_page_(external|email|phone|anchor)_link", SHUT),
    Rule(r"wagtailadmin_collections:set_privacy", SHUT, lost=True),
    Rule(r"wagtailadmin_collections:", SHUT, data=SPOILT, values=lambda p: {"pk": [p.values["collection_id"]]}),
    Rule(r"wagtailadmin_workflows:(enable|disable|enable_task|disable_task|add_task|remove|task_chooser_create)", SHUT, lost=True),
    Rule(r"wagtailadmin_workflows:.*task", SHUT, values=lambda p: {"pk": [p.values["task_id"]]}),
    Rule(r"wagtailadmin_workflows:", SHUT, values=lambda p: {"pk": [p.values["workflow_pk"]]}),
    Rule(r"wagtailadmin_reports:", SHUT, ("", "?export=csv", "?q=kanari")),
    Rule(r"wagtailsites:", SHUT, data=SPOILT, values=lambda p: {"pk": [1]}, lost=True),
    Rule(r"wagtailusers_users:", SHUT, SEARCH, {"username": "spoilt"}, values=lambda p: {"pk": [p.values["user_id"]]}),
    Rule(r"wagtailusers_groups:", SHUT, SEARCH, SPOILT, values=lambda p: {"pk": [p.values["group_id"]]}),
    Rule(r"wagtailadmin_pages:(set_privacy|type_use|convert_alias)", SHUT, data=SPOILT, lost=True),
    # Pages.
    Rule(r"wagtailadmin_explore_root", NOBODY, SEARCH, posts=False),
    Rule(r"wagtailadmin_explore", WALLED, SEARCH, posts=False, values=lambda p: {"parent_page_id": [p.unit.pk]}),
    Rule(
        r"wagtailadmin_pages:(add|preview_on_add|add_subpage)$",
        WALLED,
        data=SPOILT,
        values=lambda p: {
            "parent_page_id": [p.unit.pk],
            "content_type_app_name": ["newsroom"],
            "content_type_model_name": ["articlepage"],
        },
    ),
    Rule(
        r"wagtailadmin_pages:choose_parent|\w+:choose_parent",
        NOBODY,
        values=lambda p: {"app_label": ["newsroom"], "model_name": ["articlepage"]},
    ),
    Rule(r"wagtailadmin_pages:search", NOBODY, (*SEARCH, "?q=kanari&all_pages=true"), posts=False),
    Rule(r"wagtailadmin_pages:move_confirm", WALLED, data=SPOILT, values=lambda p: {"destination_id": [p.unit.pk]}),
    Rule(
        r"wagtailadmin_pages:(workflow_action|collect_workflow_action_data)",
        WALLED,
        data=SPOILT,
        values=lambda p: {"page_id": [p.article.pk], "action_name": ["approve", "reject"]},
    ),
    Rule(
        r"wagtailadmin_pages:(workflow_\w+|confirm_workflow\w*|revisions_view|revisions_revert|revisions_compare)",
        WALLED,
        data=SPOILT,
        values=lambda p: {"page_id": [p.article.pk]},
    ),
    Rule(
        r"wagtailadmin_pages:(revisions_unschedule|revisions_index|set_page_position|lock|unlock|unpublish)",
        WALLED,
        data=SPOILT,
        lost=True,
    ),
    Rule(r"wagtailadmin_pages:\w+", WALLED, ("", "?q=kanari"), SPOILT),
    Rule(r"wagtailadmin_choose_page_child", WALLED, SEARCH, posts=False, values=lambda p: {"parent_page_id": [p.unit.pk]}),
    Rule(r"wagtailadmin_choose_page_chosen_multiple", WALLED, ("?id={article}", "?id={case}&id={unit}"), posts=False),
    Rule(r"wagtailadmin_choose_page(_search)?$", NOBODY, ("", *SEARCH[1:], "?page_type=newsroom.ArticlePage"), posts=False),
    Rule(r"(cases|articles):index", NOBODY, (*SEARCH, "?state=submitted", "?place={place}", "?export=csv"), posts=False),
    Rule(
        r"wagtail_bulk_action",
        WALLED,
        ("?id={article}&id={case}", "?id={article}&next=/admin/"),
        {**SPOILT, "confirm": "1"},
        values=lambda p: {"app_label": ["wagtailcore"], "model_name": ["page"], "action": ["delete", "move", "publish", "unpublish"]},
    ),
    Rule(
        r"wagtailadmin_editing_sessions:ping",
        WALLED,
        values=lambda p: {"app_label": ["newsroom"], "model_name": ["articlepage"], "object_id": [p.article.pk]},
        lost=True,
    ),
    Rule(r"wagtailadmin_editing_sessions:release", NOBODY),
    Rule(r"wagtailadmin_block_preview", NOBODY, posts=False, lost=True),
    Rule(
        r"wagtailadmin_tag_.*autocomplete",
        NOBODY,
        ("?term=kanari",),
        posts=False,
        values=lambda p: {"app_name": ["taggit"], "model_name": ["tag"]},
    ),
    # Pictures and documents.
    Rule(r"wagtail(images|docs):(index.*|add|add_multiple)", NOBODY, (*SEARCH, "?collection_id={collection}", "?tag=kanari"), posts=False),
    Rule(r"wagtail(images|docs):(create_multiple.*|delete_upload_multiple)", SHUT, lost=True),
    Rule(r"wagtailimages:(edit_multiple|delete_multiple|url_generator_output)", WALLED, data=SPOILT, lost=True),
    Rule(r"wagtaildocs:(edit_multiple|delete_multiple)", WALLED, data=SPOILT, lost=True),
    Rule(r"wagtailimages:url_generator", SHUT, lost=True),
    Rule(r"wagtail(images|docs):\w+", WALLED, data=SPOILT),
    Rule(r"wagtailimages_chooser:chosen$", WALLED, posts=False, values=lambda p: {"pk": [p.picture.pk]}),
    Rule(r"wagtaildocs_chooser:chosen$", WALLED, posts=False, values=lambda p: {"pk": [p.document.pk]}),
    Rule(r"wagtail(images|docs)_chooser:chosen_multiple", NOBODY, CHOSEN, posts=False),
    Rule(r"wagtailimages_chooser:select_format", WALLED),
    Rule(r"wagtail(images|docs)_chooser:(choose|choose_results|create)", NOBODY, (*SEARCH, "?collection_id={collection}"), posts=False),
    Rule(r"wagtaildocs_serve", WALLED, posts=False),
    Rule(r"wagtaildocs_authenticate_with_password", SHUT, lost=True),
    Rule(r"media$", WALLED, posts=False, values=lambda p: {"path": p.media}),
    # Snippets.
    Rule(r"wagtailsnippets:index", NOBODY, posts=False, lost=True),
    Rule(r"wagtailsnippetchoosers_(units_place|cases_field|cases_practicekind|cases_indicator):", NOBODY, SEARCH, posts=False),
    Rule(r"wagtailsnippetchoosers_distribution_distributionlist:", NOT_THE_CLERK, SEARCH, posts=False),
    Rule(r"wagtailsnippetchoosers_\w+:", WALLED, SEARCH, posts=False),
    Rule(r"wagtailsnippets_distribution_distributionlist:delete", SHUT, data=SPOILT),
    Rule(r"wagtailsnippets_distribution_distributionlist:", NOT_THE_CLERK, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_(units_place|cases_field|cases_practicekind):", SHUT, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_issues_publication:(list.*)", WALLED - {"clerk"}, SEARCH, posts=False),
    Rule(r"wagtailsnippets_\w+:delete", SHUT, data=SPOILT),
    Rule(r"wagtailsnippets_issues_publication:", SHUT, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_\w+:", WALLED, SEARCH, SPOILT),
    # Our own: articles, calls, notices.
    Rule(r"article_(way|compare|to_case|word_report|word_file)", WALLED, data=SPOILT, values=lambda p: {"pk": [p.article.pk]}, lost=True),
    Rule(r"article_word$", WALLED - WRITERS, ("", "?unit={unit}&call={call}"), posts=False),
    Rule(r"article_paste|(article|case)_hints", WALLED, data={"page": "{article}", "html": "<p>x</p>"}, lost=True),
    Rule(r"help(_guide)?$", NOBODY, posts=False, values=lambda p: {"slug": ["index"]}, lost=True),
    Rule(r"keep_pulse|notices(_read)?$|calls$|second_factor", NOBODY, posts=False),
    Rule(r"keep_together", WALLED, values=lambda p: {n: [p.values[n]] for n in ("pk", "theirs", "mine")}),
    Rule(r"notice_open", EVERYONE, values=lambda p: {"pk": [p.notice.pk]}, lost=True),
    Rule(r"call(_remind)?$", WALLED, values=lambda p: {"pk": [p.models["newsroom_call"].pk]}, lost=True),
    # Issues and cases.
    Rule(r"issue_preview_p", WALLED, posts=False, values=lambda p: {"key": ["0" * 64], "number": [1]}, lost=True),
    Rule(r"issue_(pdf|copies|save|preview)", WALLED, data=SPOILT, values=lambda p: {"version": [1], **_issue(p)}, lost=True),
    Rule(r"issue_\w+", WALLED, data=SPOILT, values=lambda p: _issue(p)),
    Rule(r"case_\w+", WALLED, data=SPOILT, values=lambda p: {"pk": [p.case.pk]}),
    # Accounts and the audit log.
    Rule(r"login_locks|audit_(log|export)", SHUT, SEARCH),
]


def _issue(planted: Planted) -> dict[str, list[Any]]:
    return {"pk": [planted.models["issues_issue"].pk]}


@dataclass(frozen=True)
class Address:
    """An address of the CMS: its name, or its route where it has none; what it is made of."""

    name: str
    route: str
    arguments: tuple[str, ...]


def addresses() -> list[Address]:
    """Return every address that the resolver knows."""

    def below(resolver: Any, spaces: tuple[str, ...], route: str) -> Iterator[Address]:
        for pattern in resolver.url_patterns:
            here = route + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from below(pattern, (*spaces, *filter(None, [pattern.namespace])), here)
            else:
                names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", here)) or tuple(f"#{n}" for n in range(here.count("(")))
                yield Address(":".join([*spaces, pattern.name]) if pattern.name else here or "/", here, names)

    return list(below(get_resolver(), (), ""))


def rule_for(name: str) -> Rule | None:
    """Return the line of the table for an address."""
    return next((rule for rule in TABLE if re.match(rule.pattern, name)), None)


def tries(address: Address, rule: Rule, planted: Planted) -> Iterator[Try]:
    """Return what is to be tried of an address."""
    values = {name: value if isinstance(value, list) else [value] for name, value in planted.values.items()}
    model = re.match(r"wagtailsnippet(?:s|choosers)_(\w+):", address.name)
    if model:
        values["pk"] = [planted.models[model[1]].pk]
    values |= rule.values(planted)
    for path in _filled(address, values):
        for query in rule.queries:
            facts = {"article": planted.article.pk, "case": planted.case.pk, "unit": planted.unit.pk, "picture": planted.picture.pk}
            facts |= {"document": planted.document.pk, "collection": planted.values["collection_id"], "place": planted.values["place_id"]}
            facts["call"] = planted.models["newsroom_call"].pk
            first = query == rule.queries[0]
            yield Try(path + query.format(**facts), rule.closed, _filled_in(rule.data, facts), rule.posts and first, first=first)


def _filled_in(data: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.format(**facts) for name, value in data.items()}


def _filled(address: Address, values: dict[str, list[Any]]) -> list[str]:
    if address.name.endswith("revisions_compare"):
        return [f"/admin/pages/{values['page_id'][0]}/revisions/compare/earliest...latest/"]
    if address.name == "wagtaildocs_serve":
        return [values["served"][0]]
    plain = re.sub(r"\(\?P(<\w+>)[^()]*\)", r"\1", address.route).replace("\\", "")
    paths = ["/" + plain.replace("^", "").replace("$", "").replace(".*", "nowhere")]
    for name in address.arguments:
        paths = [re.sub(rf"<(?:\w+:)?{name}>", str(value), path) for path in paths for value in values[name]]
    return paths


def mixed(planted: Planted) -> Iterator[Try]:
    """Return tries that put something foreign beside a writer's own page, for that writer."""
    article, unit = planted.article, planted.unit
    revision, state = planted.values["revision_id"], planted.values["task_state_id"]
    for role, own in planted.own.items():
        only = frozenset({role})
        closed = [
            f"{own.pk}/revisions/{revision}/view/",
            f"{own.pk}/revisions/{revision}/revert/",
            f"{own.pk}/revisions/compare/earliest...{revision}/",
            f"{own.pk}/revisions/compare/{revision}...latest/",
            f"workflow/action/{own.pk}/approve/{state}/",
            f"workflow/collect_action_data/{own.pk}/reject/{state}/",
            f"{own.pk}/workflow_history/detail/{planted.values['workflow_state_id']}/",
            f"{own.pk}/move/{unit.pk}/confirm/",
            f"{article.pk}/move/{own.get_parent().pk}/confirm/",
        ]
        yield Try(f"/admin/keep/{own.pk}/{revision}/{own.latest_revision_id}/", only, roles=only)
        hints = {"page": own.pk, "title": article.title, "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
        hints |= {"body-0-type": "paragraph", "body-0-value": "旧伞雨天借，晴天还。" * 20}
        yield Try("/admin/articles/hints/", NOBODY, hints, roles=only)
        call = planted.models["newsroom_call"].pk
        yield Try(f"/admin/pages/add/newsroom/articlepage/{own.get_parent().pk}/?call={call}", NOBODY, posts=False, roles=only)
        for path in closed:
            yield Try(f"/admin/pages/{path}", only, SPOILT, roles=only)
        for query in (f"id={own.pk}&id={article.pk}", "id=all", f"id=all&childOf={unit.pk}"):
            yield Try(f"/admin/bulk/wagtailcore/page/delete/?{query}", only, SPOILT, roles=only)
        for kind, action, foreign in (
            ("core/picture", "delete", planted.picture),
            ("core/picture", "add_tags", planted.picture),
            ("wagtaildocs/document", "add_to_collection", planted.document),
        ):
            for query in (f"id={foreign.pk}", "id=all"):
                yield Try(f"/admin/bulk/{kind}/{action}/?{query}", only, {"tags": "spoilt", "collection": 1}, roles=only)
        yield Try("/admin/bulk/auth/user/set_active_state/?id=all", only, {"mark_as_active": ""}, roles=only)
        for path in (
            "edit/",
            "usage/",
            "history/",
            "workflow_history/",
            "delete/",
            "copy/",
            "move/",
            "revisions/compare/earliest...latest/",
        ):
            yield Try(f"/admin/pages/{own.pk}/{path}?user={planted.values['user_id']}&q=kanari", NOBODY, posts=False, roles=only)
        data = {"new_title": "x", "new_slug": "x", "new_parent_page": unit.pk}
        yield Try(f"/admin/pages/{own.pk}/copy/", NOBODY, data, roles=only)
        stream = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "picture", "body-0-id": ""}
        stream |= {"body-0-value-image": planted.picture.pk, "body-0-value-alt": "x", "title": "x", "slug": own.slug}
        stream |= {f"figures-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")} | {
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        yield Try(f"/admin/pages/{own.pk}/edit/", NOBODY, stream, roles=only)
        yield Try(f"/admin/pages/{own.pk}/edit/preview/", NOBODY, stream, roles=only)
        session = EditingSession.objects.get(is_editing=True)
        yield Try(
            f"/admin/editing-sessions/ping/newsroom/articlepage/{own.pk}/{session.pk}/", NOBODY, {"revision_id": revision}, roles=only
        )


def plant() -> Planted:
    """Put another city's and the desk's objects into the database, each with a canary in all its words."""
    unit, county = UnitPage.objects.get(code="320400"), UnitPage.objects.get(code="320481")
    person = _account("kanaricity-shi", unit, "city")
    writer = _account("kanaricity-xian", county, "contributor")
    folder = UnitRole.objects.get(unit=unit, role="city").collection
    picture = Picture(title=city(), file=ContentFile(_png(), name="x.png"), collection=folder, uploaded_by_user=person)
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
    notice = Notice.objects.create(user=person, text="kanariperson 通知")
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
        file=ContentFile(_png(), name="kanariperson.png"),
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
    return Planted(values, models, article, case, county, picture, notice, document, own, media)


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


def _png() -> bytes:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (300, 200), (12, 34, 56)).save(data, "PNG")
    return data.getvalue()


@dataclass
class Found:
    """What a walk found."""

    problems: list[str] = field(default_factory=list)
    requests: int = 0
    urls: int = 0
    seen: dict[str, set[str]] = field(default_factory=dict)  # role → names of addresses that showed a canary


class Walk:
    """Walks addresses as roles, and keeps what it found."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.found = Found()

    def go(self, only: Callable[[Address], bool] = lambda address: True, roles: tuple[str, ...] = tuple(ACCOUNTS)) -> Found:
        """Try all addresses that `only` lets through, and the mixed ones, as each of these roles."""
        todo: list[tuple[str, Rule | None, Try]] = []
        for address in filter(only, addresses()):
            self.found.urls += 1
            rule = rule_for(address.name)
            try:
                if rule is None:
                    raise LookupError("no line of TABLE matches it")
                todo += [(address.name, rule, one) for one in tries(address, rule, self.planted)]
            except LookupError as error:
                self.found.problems.append(f"unknown address {address.name} ({address.route}): {error!r}; add it in tests/cms/walk.py")
        todo += [(f"mixed {one.path}", None, one) for one in mixed(self.planted) if only(Address(one.path, one.path, ()))]
        for role in roles:
            self.as_role(role, todo)
        return self.found

    def as_role(self, role: str, todo: list[tuple[str, Rule | None, Try]]) -> None:
        """Try everything as one role, and see that nothing foreign changed."""
        client = Client(raise_request_exception=True)
        if ACCOUNTS[role]:
            user = get_user_model().objects.get(username=ACCOUNTS[role])
            client.force_login(user)
        before = snapshot()
        for name, rule, one in todo:
            if role not in one.roles or (name.endswith("logout") and role != "anonymous"):
                continue
            if not one.first and role not in WALLED:
                continue  # they may find it anyway
            self.ask(client, role, name, rule, one, "get")
            if role in one.closed and one.posts:
                self.ask(client, role, name, rule, one, "get", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
            if one.posts and (role in one.closed or one.roles != EVERYONE):
                self.ask(client, role, name, rule, one, "post")
        after = snapshot()
        changed = [f"{label} {pk}" for (label, pk), row in before.items() if after.get((label, pk)) != row]
        if changed:
            self.found.problems.append(f"{role} changed or removed: {', '.join(sorted(changed)[:12])}")

    def ask(self, client: Client, role: str, name: str, rule: Rule | None, one: Try, method: str, **headers: str) -> None:
        """Make one request and judge its answer."""
        self.found.requests += 1
        where = f"{role} {method.upper()} {one.path} [{name}]"
        try:
            response = getattr(client, method)(one.path, *([one.data] if method == "post" else []), **headers)
            status, text = response.status_code, told(response)
        except Exception:
            if not (rule and rule.lost):
                self.found.problems.append(f"{where}: crashed: {traceback.format_exc(limit=-2)}")
            return
        canaries = {word for word in CANARIES if word in text}
        if canaries:
            self.found.seen.setdefault(role, set()).add(name)
        leaked = [word for word in canaries if role in CANARIES[word]]
        if leaked:
            spot = text.index(leaked[0])
            self.found.problems.append(f"{where}: {status} shows {leaked}: …{text[max(0, spot - 80) : spot + 40]!r}")
        refused = status in REFUSED or (status == 302 and refusal(response))
        if role in one.closed and not refused and not leaked:
            self.found.problems.append(f"{where}: answered {status} {response.get('Location', '')}, a refusal was expected")
        if role == "administrator" and rule and not rule.lost and method == "get" and refused and status != 405:
            self.found.problems.append(f"{where}: {status}: even the administrator is refused, so this address proves nothing")


def refusal(response: Any) -> bool:
    """Whether a redirect leads to the login, or home with a message."""
    path = response["Location"].split("?")[0]
    return path == "/admin/login/" or (path == "/admin/" and bool(list(response.wsgi_request._messages._queued_messages)))


def told(response: Any) -> str:
    """Return all that an answer tells: body, headers, cookies, messages."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = [str(message) for message in getattr(getattr(response.wsgi_request, "_messages", None), "_queued_messages", [])]
    headers = {**response.headers, "Location": response.get("Location", "").split("?")[0]}  # what was asked for is no news
    return "\n".join([body.decode("utf-8", "replace"), str(headers), str(response.cookies), *said]).lower()


# What a walk may change: one's own session and drafts, and what is derived from them.
OWN = {
    "sessions.session",
    "core.counter",
    *(f"wagtailadmin.{name}" for name in ("admin", "editingsession")),
    *(f"wagtailcore.{name}" for name in ("referenceindex", "modellogentry", "pagelogentry")),
    *(f"wagtailsearch.{name}" for name in ("indexentry", "sqliteftsindexentry")),
    "wagtailusers.userprofile",
}


def snapshot() -> dict[tuple[str, Any], Any]:
    """Return every row of the database that is not a walking account's own page, and how much hangs on the foreign pages."""
    users = get_user_model().objects.filter(username__in=ACCOUNTS.values())
    own = set(Page.objects.filter(owner__in=users).values_list("pk", flat=True))
    rows: dict[tuple[str, Any], Any] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in OWN or not model._meta.managed:
            continue
        for row in model._base_manager.values():
            key = row[model._meta.pk.attname]
            if not (issubclass(model, Page) and key in own):
                rows[model._meta.label_lower, key] = {k: v for k, v in row.items() if k not in ("last_login", "numchild")}
    foreign = [str(pk) for pk in Page.objects.descendant_of(UnitPage.objects.get(code="320400")).values_list("pk", flat=True)]
    rows["pages below", "320400"] = sorted(foreign)
    rows["revisions of", "320400"] = Revision.objects.filter(object_id__in=foreign).count()
    return rows


def summary(found: Found, roles: int) -> str:
    """Return the line that says how much was tried."""
    return f"{found.urls} URLs × {roles} roles = {found.requests} requests"
