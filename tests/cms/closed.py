"""The table of the denial walk: how each address is tried, and to whom it is closed. The
first line that matches a name counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Site

from cms.newsroom.hints.rules import HandInRules
from tests.cms.planted import ACCOUNTS, ARTICLE, CASE, FOREIGN, OWNERS, PRINTED, SPARE, WRITERS, Planted

STRANGERS = frozenset({"anonymous", "neighbour", *WRITERS})  # from other units
WALLED = STRANGERS | {"clerk"}
DESK = WALLED | OWNERS  # all but the province's editors
NOT_THE_CLERK = DESK - {"clerk"}
SHUT = DESK | {"editor", "chief"}
DESKS = frozenset({"editor", "chief", "clerk"})  # read where a thing is used, and delete none
LEDGER = SHUT - {"clerk"}
NOBODY: frozenset[str] = frozenset()
EVERYONE = frozenset(ACCOUNTS)
# What must not reach whom. Each string stands in names, texts, files and people's accounts of its sphere.
CANARIES = {
    "kanaricity": WALLED,
    "kanaricall": WALLED - {"neighbour"},  # a call to the whole city
    "kanaridesk": DESK,  # drafts of issues, clippings, report tables
    "kanarisigned": NOT_THE_CLERK,  # what else stands in a signed issue
    "kanariprinted": STRANGERS,  # an article in it
    "kanariregister": NOT_THE_CLERK,
    "kanariperson": SHUT - {"owner_city"},  # mail addresses, notifications, uploads: not even the editors' business
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
    dead: str = ""  # why nobody gets through
    json: bool = False  # what a POST sends is no form
    harmless: frozenset[str] = NOBODY  # who may look, but whose POST must change nothing
    more: bool = False  # tried beside what an earlier line tries


PAGES = [ARTICLE, CASE]


def _settings() -> dict[str, list[Any]]:
    return {"app_name": ["newsroom"], "model_name": ["handinrules"], "pk": [HandInRules.load().pk]}


def _signed(planted: Planted) -> dict[str, list[Any]]:
    return {"pk": [planted.values["signed"]]}


SEARCH = ("", "?q=kanari", "?q=金丝雀")
CHOSEN = ("", "?id={foreign}&id={article}&multiple=1")
ELSEWHERE = "https://elsewhere.example/"
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
    "next": ELSEWHERE,
}
SHUT_HERE = "what means nothing here is shut to everybody"
NOT_HERE = "Wagtail has a place for it that this office does not use"

TABLE = [
    # Before one is logged in, or about oneself only.
    Rule(r"/$|wagtailadmin_home|wagtailadmin_(login|sprite|javascript_catalog|password_reset.*)", NOBODY, posts=False),
    Rule(r"wagtailadmin_(account|dismissibles|logout)", NOBODY, posts=False),
    Rule(r"admin/\^\.\*/\$", EVERYONE, posts=False, dead="it answers for what is no address"),
    # Shut to all but the administrator: nobody needs them, or they carry the rights themselves.
    Rule(r"admin/test404/", NOBODY, posts=False),
    Rule(r"wagtailadmin_error_test", SHUT, posts=False, dead="Wagtail raises an error there on purpose"),
    Rule(r"wagtailadmin_api:pages:find", SHUT, ("?id={article}",)),
    Rule(r"wagtailadmin_api:\w+:find", SHUT, ("?id={foreign}",)),
    Rule(
        r"wagtailadmin_api:\w+:action", SHUT, values=lambda p: {"pk": PAGES, "action_name": ["delete"]}, dead=SHUT_HERE
    ),
    Rule(
        r"wagtailadmin_api:(pages|documents|images):listing", SHUT, ("", "?search=kanari", "?child_of={unit}&fields=*")
    ),
    Rule(r"wagtailadmin_api:pages:detail", SHUT, values=lambda p: {"pk": PAGES}),
    Rule(r"wagtailadmin_api:\w+:detail", SHUT),
    Rule(r"wagtailadmin_choose_page_(external|email|phone|anchor)_link", SHUT),
    Rule(r"wagtailadmin_collections:set_privacy", SHUT, dead=SHUT_HERE),
    Rule(r"wagtailadmin_collections:", SHUT, data=SPOILT),
    Rule(r"wagtailsettings:preview", SHUT, values=lambda p: _settings(), dead=NOT_HERE),
    Rule(r"wagtailsettings:", SHUT - {"chief"}, data={"lengths": "on"}, values=lambda p: _settings()),
    Rule(r"wagtailadmin_workflows:", SHUT, dead=SHUT_HERE),
    Rule(r"wagtailadmin_reports:", SHUT, ("", "?export=csv", "?export=xlsx", "?q=kanari")),
    Rule(r"wagtailsites:", SHUT, data=SPOILT, values=lambda p: {"pk": [Site.objects.get().pk]}, dead=SHUT_HERE),
    Rule(r"wagtailusers_users:", SHUT, SEARCH, {"username": "spoilt"}),
    Rule(r"wagtailusers_groups:", SHUT, dead=SHUT_HERE),
    Rule(r"wagtailadmin_pages:type_use", SHUT, data=SPOILT),
    Rule(r"wagtailadmin_pages:(convert_alias|set_privacy)", SHUT, data=SPOILT, dead=SHUT_HERE),
    # Pages.
    Rule(r"wagtailadmin_explore_root", NOBODY, SEARCH, posts=False),
    Rule(r"wagtailadmin_explore", WALLED, SEARCH, posts=False, values=lambda p: {"parent_page_id": [FOREIGN]}),
    Rule(
        r"wagtailadmin_pages:(add|preview_on_add|add_subpage)$",
        WALLED,
        data=SPOILT,
        values=lambda p: {
            "parent_page_id": [FOREIGN],
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
    Rule(r"wagtailadmin_pages:move_confirm", DESK, data=SPOILT),
    Rule(
        r"wagtailadmin_pages:(workflow_action|collect_workflow_action_data)",
        WALLED | {"owner"},
        data=SPOILT,
        values=lambda p: {"page_id": [ARTICLE], "action_name": ["approve", "reject"]},
    ),
    Rule(r"wagtailadmin_pages:revisions_unschedule", WALLED, data=SPOILT, dead=SHUT_HERE),
    Rule(r"wagtailadmin_pages:(copy|unpublish)", DESK, data=SPOILT, dead=SHUT_HERE),
    Rule(
        r"wagtailadmin_pages:(workflow_\w+|confirm_workflow\w*|revisions_\w+)",
        WALLED,
        data=SPOILT,
        values=lambda p: {"page_id": [ARTICLE]},
    ),
    Rule(r"wagtailadmin_pages:(set_page_position|lock|unlock|move)", DESK, data=SPOILT),
    Rule(r"wagtailadmin_pages:delete", WALLED, data=SPOILT, harmless=OWNERS),
    Rule(r"wagtailadmin_pages:\w+", WALLED, ("", "?q=kanari"), SPOILT),
    Rule(
        r"wagtailadmin_choose_page_child", WALLED, SEARCH, posts=False, values=lambda p: {"parent_page_id": [FOREIGN]}
    ),
    Rule(r"wagtailadmin_choose_page_chosen_multiple", WALLED, ("?id={article}", "?id={case}&id={unit}"), posts=False),
    Rule(
        r"wagtailadmin_choose_page(_search)?$",
        NOBODY,
        ("", *SEARCH[1:], "?page_type=newsroom.ArticlePage"),
        posts=False,
    ),
    Rule(
        r"(cases|articles):index",
        NOBODY,
        (*SEARCH, "?state=submitted", "?place={foreign}", "?export=csv", "?export=xlsx"),
        posts=False,
    ),
    Rule(
        r"wagtail_bulk_action",
        WALLED,
        ("?id={article}&id={case}", "?id={article}&next=" + ELSEWHERE),
        {**SPOILT, "confirm": "1"},
        values=lambda p: {"app_label": ["wagtailcore"], "model_name": ["page"], "action": ["delete", "move"]},
        harmless=OWNERS,
    ),
    Rule(
        r"wagtailadmin_editing_sessions:ping",
        WALLED,
        values=lambda p: {"app_label": ["newsroom"], "model_name": ["articlepage"], "object_id": [ARTICLE]},
    ),
    Rule(r"wagtailadmin_editing_sessions:release", NOBODY),
    Rule(r"wagtailadmin_block_preview", NOBODY, posts=False, dead="no block of ours has a preview"),
    Rule(
        r"wagtailadmin_tag_.*autocomplete",
        NOBODY,
        ("?term=kanari",),
        posts=False,
        values=lambda p: {"app_name": ["taggit"], "model_name": ["tag"]},
    ),
    # Pictures and documents.
    Rule(
        r"wagtail(images|docs):(index.*|add|add_multiple)",
        NOBODY,
        (*SEARCH, "?collection_id={foreign}", "?tag=kanari"),
        posts=False,
    ),
    Rule(r"wagtailimages:(create_multiple.*|delete_upload_multiple)", SHUT - {"owner_city"}, data=SPOILT),
    Rule(
        r"wagtaildocs:create_multiple",
        SHUT,
        data=SPOILT,
        dead="Wagtail looks at the name of the file before it has one",
    ),
    Rule(
        r"wagtaildocs:delete_upload", SHUT - {"owner_city"}, data=SPOILT, values=lambda p: {"uploaded_file_id": [SPARE]}
    ),
    Rule(r"wagtailimages:delete_multiple", WALLED, data=SPOILT, values=lambda p: {"image_id": [SPARE]}),
    Rule(r"wagtailimages:url_generator", SHUT, dead=NOT_HERE),
    Rule(r"wagtail(images|docs):\w+", WALLED, data=SPOILT),
    Rule(r"wagtail(images|docs)_chooser:chosen$", WALLED, posts=False),
    Rule(r"wagtail(images|docs)_chooser:chosen_multiple", NOBODY, CHOSEN, posts=False),
    Rule(r"wagtailimages_chooser:select_format", WALLED),
    Rule(
        r"wagtail(images|docs)_chooser:(choose|choose_results|create)",
        NOBODY,
        (*SEARCH, "?collection_id={foreign}"),
        posts=False,
    ),
    Rule(r"wagtaildocs_serve", WALLED, posts=False),
    Rule(r"wagtaildocs_authenticate_with_password", SHUT, dead=NOT_HERE),
    Rule(r"media$", WALLED, posts=False, values=lambda p: {"path": p.media}),
    # Snippets.
    Rule(r"wagtailsnippets:index", NOBODY, posts=False),
    Rule(
        r"wagtailsnippetchoosers_(units_place|reference_field|reference_practicekind|reference_indicator):",
        NOBODY,
        SEARCH,
        posts=False,
    ),
    Rule(r"wagtailsnippetchoosers_issues_distributionlist:", NOT_THE_CLERK, SEARCH, posts=False),
    Rule(r"wagtailsnippetchoosers_distribution_recipient:", NOT_THE_CLERK, SEARCH, posts=False),
    Rule(r"wagtailsnippetchoosers_\w+:", DESK, SEARCH, posts=False),
    Rule(r"wagtailsnippets_distribution_recipient:delete", NOT_THE_CLERK, data=SPOILT, harmless=DESKS),
    Rule(r"wagtailsnippets_distribution_recipient:", NOT_THE_CLERK, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_issues_distributionlist:delete", NOT_THE_CLERK, data=SPOILT, harmless=DESKS),
    Rule(r"wagtailsnippets_issues_distributionlist:", NOT_THE_CLERK, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_(units_place|reference_field|reference_practicekind):", SHUT, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_issues_publication:(list.*)", NOT_THE_CLERK, SEARCH, posts=False),
    Rule(r"wagtailsnippets_\w+:delete", DESK, data=SPOILT, harmless=DESKS),
    Rule(r"wagtailsnippets_issues_publication:", SHUT, SEARCH, SPOILT),
    Rule(r"wagtailsnippets_\w+:", DESK, SEARCH, SPOILT),
    # Our own: articles, calls, notifications.
    Rule(r"article_to_case", DESK, data=SPOILT, values=lambda p: {"pk": [ARTICLE]}),
    Rule(r"article_(way|compare|word_report|word_file)", WALLED, data=SPOILT, values=lambda p: {"pk": [ARTICLE]}),
    Rule(r"article_(way|compare)", STRANGERS | {"clerk"}, data=SPOILT, values=lambda p: {"pk": [PRINTED]}, more=True),
    Rule(r"article_word$", frozenset({"anonymous", "clerk"}), ("", "?unit={unit}&call={foreign}"), posts=False),
    Rule(r"article_word_results$", frozenset({"anonymous", "clerk"}), posts=False),
    Rule(r"article_paste", WALLED, data={"page": "{article}", "html": b"<p>x</p>"}),
    Rule(r"article_hints", WALLED, data={"page": "{article}", "body-count": "0"}),
    Rule(r"case_hints", WALLED, data={"page": "{case}", "body-count": "0", "mechanism-count": "0"}),
    Rule(r"help$", NOBODY, posts=False),
    Rule(r"help_guide$", NOBODY, posts=False, values=lambda p: {"slug": ["contributor"]}),
    Rule(r"keep_pulse|notifications(_read)?$|calls$|second_factor|first_password|unit_tree$", NOBODY, posts=False),
    Rule(r"keep_sent", WALLED, posts=False, values=lambda p: {"pk": PAGES}),
    Rule(r"keep_together", WALLED, values=lambda p: {"pk": [ARTICLE]}),
    Rule(r"notification_open", frozenset(ACCOUNTS) - {"owner_city"}),
    Rule(r"call$", WALLED - {"neighbour"}),
    Rule(r"call_remind$", DESK),
    # Issues and cases.
    Rule(r"issue_preview_p", DESK, posts=False, values=lambda p: {"number": [1]}),
    Rule(
        r"issue_(pdf|page)",
        NOT_THE_CLERK,
        posts=False,
        values=lambda p: {"pk": [p.values["signed"]], "version": [1], "number": [1]},
    ),
    Rule(r"issue_(copies|print|decision)", NOT_THE_CLERK, data={**SPOILT, "first": "1", "count": "1"}, values=_signed),
    Rule(r"issue_(print|decision)", DESK, data=SPOILT, more=True),
    Rule(r"issues_printed", NOT_THE_CLERK, posts=False),
    Rule(
        r"adoption(_xlsx)?$",
        frozenset({"anonymous", "clerk"}),
        ("", "?span=year&year=2028&cell=all", "?group=320400&cell=unit.320499", "?group=320499&cell=all"),
        posts=False,
    ),
    Rule(
        r"adoption_rates$",
        frozenset({"anonymous", "clerk"}),
        (
            "",
            "?span=year&year=2028&cell=&list=adopted",
            "?span=year&year=2026&group=320499&cell=unit.320499&list=reported",
        ),
        posts=False,
    ),
    Rule(r"adoption_(silent|circular|circular_pdf)$", DESK, ("", "?span=year&year=2028"), posts=False),
    Rule(r"adoption_letters$", DESK, ("?span=year&year=2025&unit=320499",), posts=False),
    Rule(r"adoption_record$", frozenset({"anonymous", "clerk"}), posts=False),
    Rule(r"adoption_record$", WALLED, ("?unit=320499", "?unit=320499&year=2028"), posts=False, more=True),
    Rule(r"adoption_pdf$", EVERYONE, posts=False, values=_signed, dead="what is planted and signed is not public"),
    # Points: the province's; to a unit what was published, and its own lines.
    Rule(r"scores$|published_scores$", frozenset({"anonymous", "clerk"}), posts=False),
    Rule(r"published_unit$", WALLED - {"neighbour"}, posts=False, values=lambda p: {"code": ["320499"]}),
    Rule(
        r"score_unit$",
        DESK,
        ("?span=year&year=2028&group=county", "?span=days&since=2028-05-01&until=2028-05-31&group=county"),
        posts=False,
        values=lambda p: {"code": ["320499"]},
    ),
    Rule(r"scores_publish$", SHUT - {"chief"}, data={"query": "span=year&year=2028&group=county", "note": "spoilt"}),
    Rule(r"happenings$", DESK, SEARCH, posts=False),
    Rule(r"happening(_add|_file)?$", DESK, data={**SPOILT, "strike": "1", "rows": "[]"}),
    Rule(r"happening_template$", DESK, posts=False),
    Rule(r"rulings$", DESK, posts=False),
    Rule(r"ruling_add$", DESK, ("", "?like={foreign}", "?example=05-quzhou"), SPOILT),
    Rule(r"ruling_drop$", DESK, data=SPOILT),
    Rule(r"ruling(_text|_preview)?$", DESK, data=SPOILT),
    Rule(r"adoption_put$", DESK, data={"query": "span=year&year=2028", "issue": "{foreign}"}),
    Rule(r"register_export|register_doubles", NOT_THE_CLERK, posts=False),
    Rule(r"register_import", NOT_THE_CLERK, data={"rows": "[[], [], []]", "token": "spoilt"}),
    Rule(
        r"register_merge",
        NOT_THE_CLERK,
        data={"take-note": "other"},
        values=lambda p: {"pk": [FOREIGN], "other": [SPARE]},
    ),
    Rule(r"distribution_members", NOT_THE_CLERK, ("", "?issue={foreign}"), {"token": "spoilt"}),
    Rule(r"print_orders", NOT_THE_CLERK, posts=False),
    Rule(r"print_order$", NOT_THE_CLERK, data={"archive": "1", "reason": "spoilt"}, values=_signed),
    Rule(r"print_order$", DESK, data={"archive": "1", "reason": "spoilt"}, more=True),
    Rule(
        r"print_order_pdf|inspection_pdf",
        NOT_THE_CLERK,
        posts=False,
        values=lambda p: {"pk": [p.values["signed"]], "number": [FOREIGN]},
    ),
    Rule(r"issue_save", DESK, data={"token": "{token}"}, json=True),
    Rule(r"issue_\w+", DESK, data=SPOILT),
    Rule(r"case_\w+", WALLED, data=SPOILT, values=lambda p: {"pk": [CASE]}, harmless=OWNERS),
    Rule(r"(indicator|synonym|collection)_decision", DESK, data=SPOILT),
    Rule(r"(field|practicekind)_decision", SHUT - {"chief"}, data=SPOILT),
    Rule(r"releases$", SHUT - {"chief"}, posts=False),
    Rule(r"release_standing", WALLED, posts=False, values=lambda p: {"kind": ["cases.casepage"], "pk": [CASE]}),
    Rule(
        r"release_standing",
        NOT_THE_CLERK,
        posts=False,
        values=lambda p: {"kind": ["issues.issue"], "pk": [p.values["signed"]]},
        more=True,
    ),
    # The ledger of copies: clerks alone.
    Rule(r"dispatch_parcel$", LEDGER, data=SPOILT, values=lambda p: {"pk": [p.values["parcel"]]}),
    Rule(r"dispatch_open$", LEDGER, values=_signed),
    Rule(r"dispatch_receipts$", LEDGER, ("", "?late=1", "?q=kanari"), {"act": "tick", "key": "x"}),
    Rule(r"dispatch_scan$", LEDGER, data={"code": "2028-000001", "key": "x"}),
    Rule(r"dispatch(_ledger)?$", LEDGER, ("", "?number=1"), SPOILT, values=lambda p: {"pk": [p.values["dispatch"]]}),
    Rule(
        r"dispatch_prints$",
        LEDGER,
        data={"form": "receipts", "code": "none", "preset": "L7160", "start": "1", "size": "ZL"},
        values=lambda p: {"pk": [p.values["dispatch"]]},
    ),
    Rule(r"destructions_pdf$", LEDGER, ("", "?act={destroyed}"), posts=False),
    Rule(r"recall(_list|_pdf)?$", LEDGER, ("", "?q=kanari"), SPOILT, values=lambda p: {"pk": [p.values["recall"]]}),
    Rule(r"dispatches|dispatch_register|recalls|destructions", LEDGER, ("", "?year=2028"), SPOILT),
    # Accounts and the audit log.
    Rule(r"login_locks|mails$", SHUT),
    Rule(r"audit_(log|export)", SHUT - {"chief"}, SEARCH),
]


def rules_for(name: str) -> list[Rule]:
    """Return the lines of the table for an address: the first one that matches, and what is tried with it."""
    found = [rule for rule in TABLE if re.match(rule.pattern, name)]
    return found and [found[0], *(rule for rule in found[1:] if rule.more)]
