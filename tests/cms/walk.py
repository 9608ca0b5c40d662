"""The denial walk: every address of the CMS × every role, with objects of another city and of the province's desk.

Each address has a line in `closed.TABLE`: how its arguments are filled, with which queries and data it is tried, and to
whom it is closed. An address that no line knows is a failure, and so is one where nobody gets through: its refusals
would prove nothing. Strings that stand in no other place (canaries) are planted in all that is foreign; no answer may
carry one to a role that must not see it, inside files too, and after each role nothing foreign may have changed.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db.transaction import atomic, set_rollback
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from wagtail.admin.models import EditingSession
from wagtail.models import Page, Revision

from cms.core.notifications import Notification
from cms.units.models import UnitPage
from tests.canary import file_kind, readable
from tests.cms.closed import CANARIES, DESK, ELSEWHERE, EVERYONE, NOBODY, SPOILT, TABLE, Rule, rules_for
from tests.cms.planted import ACCOUNTS, ARTICLE, CASE, FOREIGN, WRITERS, Planted

REFUSED = {401, 403, 404, 405}


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


def tries(address: Address, rule: Rule, planted: Planted, thin: bool) -> Iterator[Try]:
    """Return what is to be tried of an address; `thin` where another address asks
    the same view with all the queries."""
    values = {
        name: value if isinstance(value, list) else [value] for name, value in planted.values.items()
    } | rule.values(planted)
    facts = {
        "article": ARTICLE,
        "case": CASE,
        "unit": FOREIGN,
        "foreign": FOREIGN,
        "token": planted.values["issue_token"],
        "destroyed": planted.values["destroyed"],
    }
    for path in _filled(address, values):
        for query in rule.queries[: 1 if thin else None]:
            first = query == rule.queries[0]
            data = {
                name: value.format(**facts) if isinstance(value, str) else value for name, value in rule.data.items()
            }
            yield Try(path + query.format(**facts), rule.closed, data, rule.posts and first, first=first)


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
    for role in ("contributor", "city"):
        own = planted.own[role]
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
        hints = {
            "page": own.pk,
            "title": article.title,
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-id": "",
        }
        hints |= {"body-0-type": "paragraph", "body-0-value": "旧伞雨天借，晴天还。" * 20}
        yield Try("/admin/articles/hints/", NOBODY, hints, roles=only)
        yield Try(
            f"/admin/pages/add/newsroom/articlepage/{own.get_parent().pk}/?call={FOREIGN}",
            NOBODY,
            posts=False,
            roles=only,
        )
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
                yield Try(
                    f"/admin/bulk/{kind}/{action}/?{query}", only, {"tags": "spoilt", "collection": 1}, roles=only
                )
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
            yield Try(
                f"/admin/pages/{own.pk}/{path}?user={planted.values['user_id']}&q=kanari",
                NOBODY,
                posts=False,
                roles=only,
            )
        data = {"new_title": "x", "new_slug": "x", "new_parent_page": unit.pk}
        yield Try(f"/admin/pages/{own.pk}/copy/", NOBODY, data, roles=only)
        stream = {
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "picture",
            "body-0-id": "",
        }
        stream |= {"body-0-value-image": planted.picture.pk, "body-0-value-alt": "x", "title": "x", "slug": own.slug}
        stream |= {f"figures-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")} | {
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        yield Try(f"/admin/pages/{own.pk}/edit/", NOBODY, stream, roles=only)
        yield Try(f"/admin/pages/{own.pk}/edit/preview/", NOBODY, stream, roles=only)
        session = EditingSession.objects.get(is_editing=True)
        yield Try(
            f"/admin/editing-sessions/ping/newsroom/articlepage/{own.pk}/{session.pk}/",
            NOBODY,
            {"revision_id": revision},
            roles=only,
        )


@dataclass
class Found:
    """What a walk found."""

    problems: list[str] = field(default_factory=list)
    requests: int = 0
    urls: int = 0
    seen: dict[str, set[str]] = field(default_factory=dict)  # role → names of addresses that showed a canary
    alive: set[str] = field(default_factory=set)  # paths where somebody got through
    files: set[str] = field(default_factory=set)  # kinds of files that were opened


Step = tuple[str, Rule | None, Try]


class Walk:
    """Walks addresses as roles, and keeps what it found."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.found = Found()
        self.clients: dict[str, Client] = {}

    def go(
        self, only: Callable[[Address], bool] = lambda address: True, roles: tuple[str, ...] = tuple(ACCOUNTS)
    ) -> Found:
        """Try all addresses that `only` lets through, and the mixed ones, as each of these roles."""
        todo: list[Step] = []
        known = addresses()
        names = {address.name for address in known}
        for address in filter(only, known):
            self.found.urls += 1
            thin = f"{address.name}_results" in names
            rules = rules_for(address.name)
            try:
                if not rules:
                    raise LookupError("no line of TABLE matches it")
                todo += [
                    (address.name, rule, one) for rule in rules for one in tries(address, rule, self.planted, thin)
                ]
            except LookupError as error:
                self.found.problems.append(
                    f"unknown address {address.name} ({address.route}): {error!r}; add it in tests/cms/closed.py"
                )
        mixed_ones: list[Step] = [(f"mixed {one.path}", None, one) for one in mixed(self.planted)]
        for role in roles:
            self.as_role(role, todo + [step for step in mixed_ones if only(Address(step[0], step[0], ()))])
        if set(roles) == set(ACCOUNTS):
            self.prove(todo)
        return self.found

    def as_role(self, role: str, todo: list[Step]) -> None:
        """Try everything as one role, and see that nothing foreign changed."""
        client = self.clients[role] = Client(raise_request_exception=True)
        if ACCOUNTS[role]:
            client.force_login(get_user_model().objects.get(username=ACCOUNTS[role]))
        before = snapshot(role)
        for name, rule, one in todo:
            if role not in one.roles or (name.endswith("logout") and role != "anonymous"):
                continue
            closed = role in one.closed
            if not one.first and role not in (("contributor",) if closed else DESK):
                continue  # who is refused is refused whatever the query; who may find it may find it
            self.ask(client, role, name, rule, one, "get")
            if closed and one.posts and role == "contributor":
                self.ask(client, role, name, rule, one, "get", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
            if one.posts and (closed or one.roles != EVERYONE or (rule and role in rule.harmless)):
                self.ask(client, role, name, rule, one, "post")
        after = snapshot(role)
        changed = [f"{label} {pk}" for (label, pk), row in before.items() if after.get((label, pk)) != row]
        if changed:
            self.found.problems.append(f"{role} changed or removed: {', '.join(sorted(changed)[:12])}")

    def prove(self, todo: list[Step]) -> None:
        """See that each address lives, by a POST where no GET got through: else its refusals prove nothing."""
        alive = self.found.alive
        for name, rule, one in todo:
            path = one.path.split("?")[0]
            assert rule
            for role in sorted(EVERYONE - rule.closed - {"anonymous"}, key=list(ACCOUNTS).index, reverse=True):
                if path not in alive and not rule.dead:
                    with atomic():
                        self.ask(self.clients[role], role, name, rule, one, "post")
                        set_rollback(True)
            if (path in alive) == bool(rule.dead):
                said = (
                    f"is alive, against what its line says: {rule.dead}"
                    if rule.dead
                    else "proves nothing: nobody gets through"
                )
                self.found.problems.append(f"{one.path} [{name}] {said}")
                alive ^= {path}  # said once

    def ask(
        self, client: Client, role: str, name: str, rule: Rule | None, one: Try, method: str, **headers: str
    ) -> None:
        """Make one request and judge its answer."""
        self.found.requests += 1
        where = f"{role} {method.upper()} {one.path} [{name}]"
        client.cookies.pop("messages", None)  # which nobody reads; they would grow
        try:
            response = client.post(one.path, *sent(one, rule)) if method == "post" else client.get(one.path, **headers)
            status, text = response.status_code, told(response)
            self.found.files |= {file_kind(body_of(response))} - {""}
        except Exception:
            if not (rule and rule.dead):
                self.found.problems.append(f"{where}: crashed: {traceback.format_exc(limit=-2)}")
            return
        canaries = {word for word in CANARIES if word in text}
        if canaries:
            self.found.seen.setdefault(role, set()).add(name)
        leaked = [word for word, closed in CANARIES.items() if word in canaries and role in closed]
        if leaked:
            spot = text.index(leaked[0])
            self.found.problems.append(f"{where}: {status} shows {leaked}: …{text[max(0, spot - 80) : spot + 40]!r}")
        refused = status in REFUSED or (status == 302 and refusal(response))
        if status == 409 or (status < 400 and not refused):  # 409 says where it is used
            self.found.alive.add(one.path.split("?")[0])
        if role in one.closed and not refused and not leaked and not (status == 302 and leads_on(one.path, response)):
            self.found.problems.append(
                f"{where}: answered {status} {response.get('Location', '')}, a refusal was expected"
            )
        if response.get("Location", "").startswith(ELSEWHERE):
            self.found.problems.append(f"{where}: leads away, to {response['Location']}")


def told(response: Any) -> str:
    """Return all that an answer tells: body, what is inside of a file, headers, cookies, messages."""
    said = [
        str(message) for message in getattr(getattr(response.wsgi_request, "_messages", None), "_queued_messages", [])
    ]
    # what was asked for is no news
    headers = {**response.headers, "Location": response.get("Location", "").split("?")[0]}
    return "\n".join([readable(body_of(response)), str(headers), str(response.cookies), *said]).lower()


def body_of(response: Any) -> bytes:
    """Return the bytes of an answer; a file is read once."""
    if response.streaming:
        response.read_once = getattr(response, "read_once", None) or b"".join(response.streaming_content)
        return bytes(response.read_once)
    return bytes(response.content)


def sent(one: Try, rule: Rule | None) -> tuple[Any, ...]:
    """Return what a POST sends: a form, of whose values bytes are files, or JSON."""
    if rule and rule.json:
        return json.dumps(one.data), "application/json"
    return (
        {
            name: ContentFile(value, name="x.html") if isinstance(value, bytes) else value
            for name, value in one.data.items()
        },
    )


def refusal(response: Any) -> bool:
    """Whether a redirect leads to the login, or home with a message."""
    path = response["Location"].split("?")[0]
    return path == "/admin/login/" or (
        path == "/admin/" and bool(list(response.wsgi_request._messages._queued_messages))
    )


def leads_on(path: str, response: Any) -> bool:
    """Whether a redirect only adds an argument to an address, as Wagtail's settings do;
    the longer one is tried by itself."""
    try:
        short, long = resolve(path), resolve(response["Location"].split("?")[0])
    except Resolver404:
        return False
    return short.view_name == long.view_name and short.kwargs.items() < long.kwargs.items()


# What a walk may change: one's own session and drafts, and what is derived from them.


OWN = {
    "sessions.session",
    "core.counter",
    "security.tally",
    *(f"wagtailadmin.{name}" for name in ("admin", "editingsession")),
    *(f"wagtailcore.{name}" for name in ("referenceindex", "modellogentry", "pagelogentry")),
    *(f"wagtailsearch.{name}" for name in ("indexentry", "sqliteftsindexentry")),
    "wagtailusers.userprofile",
}


def snapshot(role: str) -> dict[tuple[str, Any], Any]:
    """Return every row of the database that is not a walking account's own, and how much hangs on the foreign pages."""
    user = get_user_model().objects.filter(username=ACCOUNTS[role]).first()
    me = user and user.pk
    own = set(Page.objects.filter(owner=me).values_list("pk", flat=True)) if role in WRITERS else set()
    rows: dict[tuple[str, Any], Any] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in OWN or not model._meta.managed:
            continue
        for row in model._base_manager.values():
            key = row[model._meta.pk.attname]
            told = model is Notification and row["user_id"] == me  # looking at what it is about counts as reading it
            if not told and not (issubclass(model, Page) and key in own):
                rows[model._meta.label_lower, key] = {
                    k: v for k, v in row.items() if k not in ("last_login", "numchild")
                }
    foreign = [
        str(pk) for pk in Page.objects.descendant_of(UnitPage.objects.get(code="320400")).values_list("pk", flat=True)
    ]
    rows["pages below", "320400"] = sorted(foreign)
    rows["revisions of", "320400"] = Revision.objects.filter(object_id__in=foreign).count()
    return rows


def summary(found: Found, roles: int) -> str:
    """Return the lines that say how much was tried, and what proves nothing."""
    dead = [f"{rule.pattern}: {rule.dead}" for rule in TABLE if rule.dead]
    told = [
        f"{found.urls} addresses × {roles} roles = {found.requests} requests, "
        f"{len(found.alive)} paths got through by somebody"
    ]
    return "\n  ".join(
        [*told, f"opened: {', '.join(sorted(found.files))}", *(f"proves nothing: {line}" for line in dead)]
    )
