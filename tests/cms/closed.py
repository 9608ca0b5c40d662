"""The table of the denial walk: how each address is tried, and to whom it is closed. The first line that matches a name counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.newsroom.hints.rules import HandInRules
from tests.cms.planted import ACCOUNTS, WRITERS, Planted

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
    "kanariperson": SHUT,  # mail addresses, notifications, uploads: not even the editors' business
}


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
    Rule(
        r"wagtailsettings:preview",
        SHUT,
        values=lambda p: {"app_name": ["newsroom"], "model_name": ["handinrules"], "pk": [HandInRules.load().pk]},
        lost=True,
    ),
    Rule(
        r"wagtailsettings:",
        SHUT - {"chief"},
        data={"lengths": "on"},
        values=lambda p: {"app_name": ["newsroom"], "model_name": ["handinrules"], "pk": [HandInRules.load().pk]},
    ),
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
        r"wagtailadmin_pages:(revisions_unschedule|revisions_index|set_page_position|lock|unlock|unpublish|copy)",
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
        values=lambda p: {"app_label": ["wagtailcore"], "model_name": ["page"], "action": ["delete", "move"]},
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
    # Our own: articles, calls, notifications.
    Rule(r"article_(way|compare|to_case|word_report|word_file)", WALLED, data=SPOILT, values=lambda p: {"pk": [p.article.pk]}, lost=True),
    Rule(r"article_word$", WALLED - WRITERS, ("", "?unit={unit}&call={call}"), posts=False),
    Rule(r"article_word_results$", WALLED - WRITERS, posts=False),
    Rule(r"article_paste|(article|case)_hints", WALLED, data={"page": "{article}", "html": "<p>x</p>"}, lost=True),
    Rule(r"help(_guide)?$", NOBODY, posts=False, values=lambda p: {"slug": ["index"]}, lost=True),
    Rule(r"keep_pulse|notifications(_read)?$|calls$|second_factor|first_password|unit_tree$", NOBODY, posts=False),
    Rule(r"keep_sent", WALLED, posts=False, values=lambda p: {"pk": [p.values["pk"]]}),
    Rule(r"keep_together", WALLED, values=lambda p: {n: [p.values[n]] for n in ("pk", "theirs", "mine")}),
    Rule(r"notification_open", EVERYONE, values=lambda p: {"pk": [p.notification.pk]}, lost=True),
    Rule(r"call(_remind)?$", WALLED, values=lambda p: {"pk": [p.models["newsroom_call"].pk]}, lost=True),
    # Issues and cases.
    Rule(r"issue_preview_p", WALLED, posts=False, values=lambda p: {"key": ["0" * 64], "number": [1]}, lost=True),
    Rule(
        r"issue_(pdf|page|copies|save|preview)",
        WALLED,
        data=SPOILT,
        values=lambda p: {"version": [1], "number": [1], **_issue(p)},
        lost=True,
    ),
    Rule(r"issues_printed", WALLED - {"clerk"}, posts=False),
    Rule(r"issue_\w+", WALLED, data=SPOILT, values=lambda p: _issue(p)),
    Rule(r"case_\w+", WALLED, data=SPOILT, values=lambda p: {"pk": [p.case.pk]}),
    *(
        Rule(rf"{name}_decision", closed, data=SPOILT, values=lambda p, name=name: {"pk": [p.models[f"cases_{name}"].pk]})
        for closed, names in ((WALLED, ("indicator", "synonym", "collection")), (SHUT - {"chief"}, ("field", "practicekind")))
        for name in names
    ),
    # Accounts and the audit log.
    Rule(r"login_locks|mails$", SHUT),
    Rule(r"audit_(log|export)", SHUT - {"chief"}, SEARCH),
]


def _issue(planted: Planted) -> dict[str, list[Any]]:
    return {"pk": [planted.models["issues_issue"].pk]}


def rule_for(name: str) -> Rule | None:
    """Return the line of the table for an address."""
    return next((rule for rule in TABLE if re.match(rule.pattern, name)), None)
