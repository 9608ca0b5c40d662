"""A newsroom at full size for the bench: a PostgreSQL cluster of its own, and
content written in bulk, past the screens.

`python -m tests.tools.admin_office CASES ARTICLES` fills the database of `DATABASE_URL`, in which the sample must be,
and prints what the load needs to know: sessions of accounts, and pages that they may edit.
`python -m tests.tools.admin_office queries` counts queries.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PLACES, ACCOUNTS, PICTURES, ISSUES = 120, 300, 1000, 200
STATES = (
    "draft",
    "submitted",
    "pool",
    "returned",
    "city_review",
    "reserve",
    "draft",
    "pool",
    "pool",
    *("adopted",) * 4,
    *("unused",) * 6,
)
EDITED = 3  # pages of each writer that the load edits


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL cluster in a folder for the with-block; yield the address of its database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise RuntimeError("no PostgreSQL here: run build/setup.sh postgresql")
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    data = Path(tempfile.mkdtemp(prefix="admin-", dir=folder))
    data.chmod(0o711)
    if as_postgres:
        shutil.chown(data, "postgres")
    control = [*as_postgres, str(programs[-1] / "pg_ctl"), "-D", str(data / "cluster")]
    encoding = ["--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        [*as_postgres, programs[-1] / "initdb", "-D", data / "cluster", "-U", "press", *encoding],
        check=True,
        capture_output=True,
    )
    settings = f"-c listen_addresses= -c unix_socket_directories={data} -c shared_buffers=256MB"
    subprocess.run(
        [*control, "-w", "-o", settings, "-l", str(data / "log"), "start"], check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield f"postgres://press@{str(data).replace('/', '%2F')}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(data)


def fill(cases: int, articles: int) -> dict[str, Any]:
    """Write so many cases and articles more, at first with accounts, pictures and issues;
    return what the load needs to know."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from cms.issues.models import Issue

    dice = random.Random(1)
    first = not get_user_model().objects.filter(username="user000").exists()
    if first:
        zones()
        accounts(dice)
    people = staff()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS core_searchtext_grams")
    write_pages("article", articles, people, dice)
    write_pages("case", cases, people, dice)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX core_searchtext_grams ON core_searchtext "
            "USING gin (press_grams(text)) WITH (fastupdate = off)"
        )
        cursor.execute("ALTER INDEX core_searchtext_grams ALTER COLUMN 1 SET STATISTICS 0")
    hand_in()
    if first:
        pictures()
        issues()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "issue": Issue.objects.get(number=999).pk,
        "people": [known(user, n) for n, user in enumerate(writers(people))],
    }


# People -----------------------------------------------------------------------------


def zones() -> None:
    """Make development zones, each a place with a unit, until there are 120 places."""
    from cms.units.models import Place, UnitPage
    from cms.units.roles import set_up_roles

    for city in UnitPage.objects.filter(kind="city").order_by("path")[: PLACES - Place.objects.count()]:
        place = Place.objects.create(
            code=f"{city.place.code[:4]}99", name=f"{city.title}开发区", level="county", parent=city.place
        )
        city.add_child(instance=UnitPage(title=place.name, code=place.code, kind="zone", place=place))
    set_up_roles()


def accounts(dice: random.Random) -> None:
    """Make accounts: ten editors, one for every other group, and the rest anywhere; with notifications."""
    from django.contrib.auth import get_user_model

    from cms.core.notifications import Notification
    from cms.units.models import UnitRole

    roles = list(UnitRole.objects.exclude(role="administrator").select_related("group").order_by("unit__path", "role"))
    editing = [held for held in roles if held.role == "editor"]
    users = get_user_model()
    plain = [users(username=f"user{n:03d}", last_name=f"账号{n:03d}", password="!") for n in range(ACCOUNTS)]
    made = users.objects.bulk_create(plain)
    for user, held in zip(made, [*editing * 9, *roles, *dice.choices(roles, k=ACCOUNTS)], strict=False):
        user.groups.add(held.group)
    Notification.objects.bulk_create(
        Notification(user=user, text=f"通知{n}", url="/admin/") for user in made for n in range(20)
    )


def staff() -> dict[str, list[Any]]:
    """Return the accounts by the code of their unit and their role; each knows both."""
    from django.contrib.auth import get_user_model

    found: dict[str, list[Any]] = {}
    for user in (
        get_user_model()
        .objects.filter(username__startswith="user")
        .prefetch_related("groups__unit_role__unit")
        .order_by("pk")
    ):
        held = user.groups.all()[0].unit_role
        user.role, user.unit = held.role, held.unit
        found.setdefault(f"{held.unit.code}/{held.role}", []).append(user)
    return found


def writers(people: dict[str, list[Any]]) -> list[Any]:
    """Return the twenty that work at a time: ten contributors, five city editors, five of the province."""
    of = {
        role: [users for key, users in people.items() if key.endswith(f"/{role}")]
        for role in ("contributor", "city", "editor")
    }
    return [
        *(users[0] for users in of["contributor"][:10]),
        *(users[0] for users in of["city"][:5]),
        *of["editor"][0][:5],
    ]


def known(user: Any, place: int) -> dict[str, Any]:
    """Return what the load needs to know about an account."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from cms.newsroom.models import ArticlePage
    from cms.units.models import UnitPage

    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    unit = UnitPage.objects.get(pk=user.unit.pk)
    below = ArticlePage.objects.descendant_of(unit)
    if user.role == "city":
        below = below.filter(depth__gt=unit.depth + 1)  # its own are reviewed by the province
    states = {"contributor": ("draft", "returned"), "city": ("submitted", "city_review")}.get(
        user.role, ("pool", "reserve")
    )
    first = place * EDITED if user.role == "editor" else 0
    own = below.filter(state__in=states).order_by("pk")[first : first + EDITED]
    edited = [{"pk": page.pk, "form": form_of(page)} for page in own]
    return {"name": user.username, "role": user.role, "session": session.session_key, "unit": unit.pk, "edited": edited}


def form_of(page: Any) -> dict[str, str]:
    """Return what the browser sends when it saves this article."""
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

    from cms.core.blocks import body_stream

    record = page.latest.as_record()
    blocks = []
    for kind, value in body_stream(record.body, lambda _: None):
        if isinstance(value, dict) and "children" in value:
            below = {
                str(n): {"value": v, "order": str(n), "deleted": "", "type": "item"}
                for n, v in enumerate(value["children"])
            }
            value = {**value, "children": {**below, "count": str(len(below))}}
        blocks.append((kind, value))
    names = ("title", "leader", "writer", "phone", "prefix", "break_hint")
    form = {
        **{name: getattr(page, name) for name in names},
        "place": str(page.place_id or ""),
        "call": "",
        "body": streamfield(blocks),
        "figures": inline_formset([]),
        "comments": inline_formset([]),
        "loaded_revision_id": str(page.latest_revision_id),
        "loaded_revision_created_at": page.latest_revision.created_at.isoformat(),
    }
    return nested_form_data(form)


# Content -----------------------------------------------------------------------------


def write_pages(kind: str, count: int, people: dict[str, list[Any]], dice: random.Random) -> None:
    """Write pages of a kind under all units in turn, so that each has articles in every state."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Page, Revision

    from cms.cases.models import CasePage
    from cms.core.models import Counter
    from cms.core.search import SearchText, text_of
    from cms.newsroom.hints.passages import Shingle, fingerprint
    from cms.newsroom.hints.texts import letters_of
    from cms.newsroom.models import ArticlePage
    from cms.units.models import Place, UnitPage
    from tests.random_cases import random_case

    model: Any = {"article": ArticlePage, "case": CasePage}[kind]
    types = ContentType.objects.get_for_models(model, Page)
    writing = list(UnitPage.objects.exclude(kind__in=("office", "general")).select_related("place").order_by("path"))
    places = {place.code: place for place in Place.objects.all()}
    editors = next(users for key, users in people.items() if key.endswith("/editor"))
    first, now = Counter.objects.filter(name=kind).values_list("value", flat=True).first() or 0, timezone.now()
    for start in range(0, count, 1000):
        batch = []
        for number in range(first + start + 1, first + min(start + 1000, count) + 1):
            case = random_case(number, characters=dice.choice((1500, 2000, 2500)), seed=len(kind))
            unit = writing[number % len(writing)]
            page = content(
                model, case, number, unit.place or places[case.place], STATES[number // len(writing) % len(STATES)]
            )
            author = (people.get(f"{unit.code}/contributor") or people.get(f"{unit.code}/city") or editors)[0]
            page.path, page.depth = unit._get_path(unit.path, unit.depth + 1, unit.numchild + 1), unit.depth + 1
            page.title = page.draft_title = case.title
            page.content_type, page.owner_id, page.locale_id = types[model], author.pk, 1
            page.slug, page.url_path = f"{kind}-{number:06d}", f"{unit.url_path}{kind}-{number:06d}/"
            page.latest_revision_created_at = now - dt.timedelta(minutes=dice.randrange(500_000))
            unit.numchild += 1
            batch.append(page)
        base = [
            Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.local_concrete_fields})
            for page in batch
        ]
        for page, saved in zip(batch, Page.objects.bulk_create(base), strict=True):
            page.pk = page.page_ptr_id = page.id = saved.pk
        model._base_manager._insert(batch, fields=model._meta.local_concrete_fields, using="default")
        kinds = {"content_type": types[model], "base_content_type": types[Page]}
        drafts = [
            Revision(
                object_id=str(p.pk),
                content=p.serializable_data(),
                created_at=p.latest_revision_created_at,
                object_str=p.title,
                **kinds,
            )
            for p in batch
        ]
        for page, draft in zip(batch, Revision.objects.bulk_create(drafts), strict=True):
            page.latest_revision_id = draft.pk
            page.live_revision_id = draft.pk if page.live else None
        Page.objects.bulk_update(
            [Page(pk=p.pk, latest_revision_id=p.latest_revision_id) for p in batch], ["latest_revision"]
        )
        SearchText.objects.bulk_create(
            SearchText(kind="wagtailcore.page", object_id=p.pk, text=text_of(p)) for p in batch
        )
        Shingle.objects.bulk_create(
            (Shingle(page_id=p.pk, hash=h) for p in batch for h in fingerprint(letters_of(p))), batch_size=10_000
        )
    for unit in writing:
        Page.objects.filter(pk=unit.pk).update(numchild=unit.numchild)
    Counter.reserve(kind, first + count)


def content(model: Any, case: Any, number: int, place: Any, state: str) -> Any:
    """Return an unsaved article or case with the text of a case."""
    import records
    from cms.core.blocks import body_stream

    if model.__name__ == "ArticlePage":
        sections = tuple(records.Paragraph(text=getattr(case, name)) for name in records.CASE_SECTIONS)
        told = {"leader": "科长", "writer": "办公室", "phone": "025-00000000"}
        return model(
            number=number,
            place=place,
            body=body_stream((*sections, *case.body), lambda _: None),
            state=state,
            live=False,
            **told,
        )
    plain = {name: getattr(case, name) for name in (*records.CASE_SECTIONS, "year", "lead_department")}
    cleared = {"cleared_on": case.cleared_on, "cleared_by": "主编"} if number % 3 else {}
    people_served = "、".join(case.people_served)
    return model(
        number=number,
        place=place,
        body=body_stream(case.body, lambda _: None),
        people_served=people_served,
        **plain,
        **cleared,
    )


def hand_in() -> None:
    """Give articles their first step, and those under review their workflow."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page, Task, TaskState, Workflow, WorkflowState

    from cms.newsroom.models import ArticlePage, Step

    articles = list(ArticlePage.objects.exclude(state="draft").filter(steps=None).defer("body"))
    text = {"title": "", "body": []}
    common = {"move": "submit", "before": "draft", "after": "submitted", "by_name": "科长", "text": text}
    Step.objects.bulk_create(
        [Step(article=article, by_id=article.owner_id, **common) for article in articles], batch_size=2000
    )
    task, workflow = Task.objects.get(name="按地区审核"), Workflow.objects.get(name="稿件报送")
    types = {
        "content_type": ContentType.objects.get_for_model(ArticlePage),
        "base_content_type": ContentType.objects.get_for_model(Page),
    }
    waiting = [article for article in articles if article.state in ("submitted", "city_review")]
    states = WorkflowState.objects.bulk_create(
        WorkflowState(object_id=str(a.pk), workflow=workflow, requested_by_id=a.owner_id, **types) for a in waiting
    )
    steps = TaskState.objects.bulk_create(
        TaskState(
            workflow_state=state,
            revision_id=a.latest_revision_id,
            task=task,
            content_type=ContentType.objects.get_for_model(TaskState),
        )
        for a, state in zip(waiting, states, strict=True)
    )
    for state, step in zip(states, steps, strict=True):
        state.current_task_state_id = step.pk
    WorkflowState.objects.bulk_update(states, ["current_task_state"], batch_size=1000)


def pictures() -> None:
    """Write many pictures that share the sample's files."""
    from cms.core.models import Picture
    from cms.core.search import SearchText
    from cms.core.small_copies import SMALL

    known = list(Picture.objects.all())
    made = []
    for n in range(PICTURES):
        like = known[n % len(known)]
        made.append(
            Picture(
                title=f"活动照片{n:04d}",
                file=like.file.name,
                width=like.width,
                height=like.height,
                collection=like.collection,
            )
        )
    Picture.objects.bulk_create(made)
    SearchText.objects.bulk_create(SearchText(kind="core.picture", object_id=p.pk, text=p.title) for p in made)
    for picture in made:
        picture.get_rendition(SMALL)  # as an upload does


def issues() -> int:
    """Write issues of earlier years from the adopted articles, signed, and one that
    is being assembled; return its key."""
    from cms.issues.models import Issue, IssueEntry, IssueVersion
    from cms.issues.publications import Publication
    from cms.newsroom.models import ArticlePage

    publication = Publication.objects.first()
    adopted = list(
        ArticlePage.objects.filter(state="adopted", issue_entries=None).values_list("pk", flat=True)[: ISSUES * 10]
    )
    start = dt.date(2015, 1, 1)
    made = Issue.objects.bulk_create(
        Issue(publication=publication, year=2015 + n // 40, number=500 + n, date=start + dt.timedelta(days=9 * n))
        for n in range(ISSUES)
    )
    IssueEntry.objects.bulk_create(
        IssueEntry(issue=made[n % ISSUES], section="经验交流", sort_order=n // ISSUES, article_id=pk)
        for n, pk in enumerate(adopted)
    )
    record = {"publication": publication.slug, "year": 2015, "number": 1, "date": "2015-01-01"}
    IssueVersion.objects.bulk_create(
        IssueVersion(issue=i, version=1, state="signed", date=i.date, signed_by="主编", record=record) for i in made
    )
    draft = Issue.objects.create(publication=publication, year=2030, number=999, date=dt.date(2030, 1, 1))
    IssueEntry.objects.create(issue=draft, section="经验交流", article=ArticlePage.objects.filter(state="pool").last())
    return int(draft.pk)


def queries() -> dict[str, int]:
    """Return how often each screen asks the database, at most over the roles."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.issues.models import Issue
    from tests.tools.admin_load import SCREENS

    most: dict[str, int] = {}
    issue = Issue.objects.get(number=999).pk
    for user in writers(staff())[::6]:
        page = known(user, 0)["edited"][0]["pk"]
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        for screen in (s for s in SCREENS if user.role == "editor" or not s.province):
            address = screen.path.format(unit=user.unit.pk, issue=issue, page=page)
            query = {name: values[-1] if name == "p" else values[0] for name, values in screen.asked.items()}
            for _ in range(2):  # once to fill the caches
                with CaptureQueriesContext(connection) as seen:
                    answer = client.get(address, query)
            assert answer.status_code == 200, (screen.name, answer.status_code)
            most[screen.name] = max(most.get(screen.name, 0), len(seen))
    return most


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    answer = queries() if sys.argv[1] == "queries" else fill(int(sys.argv[1]), int(sys.argv[2]))
    json.dump(answer, sys.stdout, ensure_ascii=False)
