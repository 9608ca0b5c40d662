"""The denial walk: nobody sees or touches what is another city's, whatever the address; and
the walk finds each kind of hole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.desk.wall import Wall
from cms.issues.models import Issue
from cms.newsroom import hands
from cms.newsroom.models import ArticlePermissions
from tests.cms import walk
from tests.cms.planted import Planted

pytestmark = pytest.mark.django_db


def test_no_address_shows_or_changes_what_is_another_citys(
    planted: Planted, record_property: Callable[[str, object], None]
) -> None:
    # The rights of all are tried on SQLite; on PostgreSQL the queries, which are those of a
    # writer, a city and the administrator.
    roles = tuple(walk.ACCOUNTS) if connection.vendor == "sqlite" else ("contributor", "city", "administrator")
    found = walk.Walk(planted).go(roles=roles)
    record_property("denial walk", walk.summary(found, len(roles)))
    assert not found.problems, f"{len(found.problems)} holes:\n" + "\n".join(found.problems)
    # The walk looks in the right places: there is something to be seen there.
    assert found.seen["administrator"] >= SHOWN


# Where the administrator sees the other city's words.
SHOWN = {
    "wagtailadmin_api:pages:detail",
    "wagtailadmin_explore",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtail_bulk_action",
    "wagtailimages:index",
    "wagtailimages:edit",
    "wagtailimages_chooser:chosen",
    "wagtaildocs:edit",
    "wagtaildocs_chooser:chosen",
    "wagtaildocs_serve",
    "wagtailsnippets_issues_issue:edit",
    "wagtailsnippets_issues_distributionlist:edit",
    "articles:index",
    "cases:index",
    "article_way",
    "article_compare",
    "case_decision",
    "case_text",
    "call",
    *(
        f"wagtailadmin_pages:{name}"
        for name in ("edit", "delete", "usage", "history", "revisions_compare", "workflow_history_detail", "move")
    ),
}


def nothing(*_: Any, **__: Any) -> None:
    return None


def always(*_: Any, **__: Any) -> bool:
    return True


def open_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PagePermissionPolicy, "explorable_instances", lambda self, user: self.model.objects.all())


def open_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wall, "process_view", nothing)


def open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.core.walls.files.may_see", always)


def open_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ArticlePermissions, "can_edit", always)


def open_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    open_way(monkeypatch)
    monkeypatch.setattr(hands, "reviews", always)


def open_issues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.issues.printing.issue_for", lambda request, pk: Issue.objects.get(pk=pk))


def open_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "addresses", lambda: [walk.Address("article_gossip", "admin/gossip/", ())])


@pytest.mark.parametrize(
    ("fault", "name", "said"),
    [
        pytest.param(open_list, "articles:index", "shows ['kanaricity'", id="a list"),
        pytest.param(open_wall, "wagtailadmin_pages:revisions_index", "a refusal was expected", id="a detail"),
        pytest.param(open_wall, "wagtailadmin_choose_page_chosen_multiple", "shows ['kanaricity'", id="a chooser"),
        pytest.param(
            open_wall,
            "wagtailsnippetchoosers_newsroom_clipping:choose",
            "shows ['kanaridesk'",
            id="a chooser of snippets",
        ),
        pytest.param(open_wall, "wagtailadmin_api:pages:listing", "a refusal was expected", id="the API"),
        pytest.param(open_wall, "wagtail_bulk_action", "shows ['kanaricity'", id="a bulk action"),
        pytest.param(open_wall, "wagtaildocs_serve", "shows ['kanaricity'", id="a document"),
        pytest.param(open_issues, "issue_pdf", "shows ['kanarisigned', 'kanariprinted']", id="a PDF"),
        pytest.param(open_issues, "issue_page", "answered 200", id="a page's picture"),
        pytest.param(open_issues, "issue_copies", "shows ['kanarisigned', 'kanariprinted']", id="numbered copies"),
        pytest.param(open_files, "media", "answered 200", id="a file of a picture"),
        pytest.param(open_way, "article_way", "shows ['kanaricity'", id="a view of ours"),
        pytest.param(open_moves, "article_way", "newsroom.articlepage", id="a change"),
        pytest.param(
            open_address, "article_gossip", "add it in tests/cms/closed.py", id="an address that nobody thought of"
        ),
    ],
)
def test_the_walk_finds_a_hole_in(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None], name: str, said: str
) -> None:
    fault(monkeypatch)
    found = walk.Walk(planted).go(lambda address: address.name == name, ("contributor",))
    assert said in "\n".join(found.problems)
