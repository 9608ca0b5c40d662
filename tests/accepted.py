"""Whatever the forms of the admin accept exports, loads and builds: random values go through
real forms into exports by hundreds.

`python -m tests.accepted [how many] [seed]` makes more of them than the tests do, in the office's
own database, and takes all of it back.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VALUES = [
    *(
        "文明实践",
        "a",
        "1",
        "0",
        "x-y",
        "null",
        "no",
        "2026",
        "1e3",
        "---",
        "# 题",
        "- 一",
        "* 二",
        "> 三",
        "| 四 |",
        "1. 五",
        "```",
        "~~~",
        "：冒号",
        "a: b",
    ),
    *(
        "<b>粗</b>",
        "[链](x)",
        "![图](y)",
        "^[脚注]",
        "字^(zì)",
        "{{ x }}",
        "{% x %}",
        "&amp;",
        "\\",
        "'",
        '"',
        "“”",
        "，",
        "。",
        "……",
        "　",
        "\u00a0",
        "\u200b",
    ),
    *(
        "\t",
        "\n",
        "\r\n",
        "\n\n",
        "\u2028",
        "\x07",
        "\0",
        "\ufeff",
        "\u0301",
        "\U00020000",
        "😀",
        "\ue000",
        "１２",
        "٣",
        "é" + "\u0301" * 9,
        "長" * 30,
        "=1+1",
    ),
    *(
        "《刊》",
        "、",
        "、、",
        "志愿者、义工",
        "报：省委",
        "发：",
        "一是",
        "第一，",
        "2026-02-30",
        "2024-02-29",
        "1949-01-01",
        "2027-12-31",
        "-3",
        "3.5",
        "1_000",
    ),
    *(
        "https://example.gov.cn/a",
        "javascript:alert(1)",
        "320282",
        "13800000000",
        "%",
        "％",
        "余",
        "on",
        "+",
        "~",
        "_",
        "^",
        "$x$",
        ":::",
        '--8<-- "x"',
    ),
]
DAYS = ("1949-10-01", "2024-02-29", "2025-12-31", "2036-02-30", "9999-12-31", "２０２４-01-05", "")
SAMPLE = Path(__file__).resolve().parents[1] / "cms/sample"
KEYS = ("宜兴新市", "32AB", "jianbao\n", "A", "a b", "con", "-", "０１", "é", "320199", "../x")
ROUNDS = 2  # things of each kind in an export
FIXED = (
    "-count",
    "_FORMS",
    "-order",
    "-type",
    "-id",
    "-deleted",
    "-ORDER",
    "-table",
    "image",
    "head",
    "place",
    "publication",
    "parent",
)


def value(chance: random.Random) -> str:
    """Return what somebody might type, or an attacker send."""
    if chance.random() < 0.1:
        return chance.choice(DAYS)
    return "".join(chance.choices(VALUES, k=chance.choice((1, 1, 2, 3, 6))))


def fill(made: Any, data: dict[str, Any], chance: random.Random, parent: Any = None) -> tuple[Any, int]:
    """Return a form that accepts, with random values wherever it takes them, and how many it took of them."""
    from tests.cms.filling import data_dict, errors_of, form_of

    typed = {
        name
        for name, old in data.items()
        if isinstance(old, str) and not old.startswith(("{", "[")) and not any(p in name for p in FIXED)
    }
    wild = {
        name: value(chance)
        for name in sorted(typed)
        if chance.random() < 0.6 and name not in ("slug", "code", "number")
    }
    wild |= {name: chance.choice(KEYS) for name in ("slug", "code") if name in data and chance.random() < 0.5}
    for _ in range(6):
        form = form_of(made, data_dict({**data, **wild}), parent)
        wrong = errors_of(form)
        if not wrong:
            return form, len(wild)
        blamed = [name for name in wild if any(name.startswith(key) or key.startswith(name) for key in wrong)]
        wild = {
            name: told
            for name, told in wild.items()
            if name not in blamed and not (not blamed and chance.random() < 0.5)
        }
        made = type(made)() if made._state.adding else made
    return None, 0


def as_new(data: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Return the data of a form for something new, beside what it was taken from."""
    kept = {name: told for name, told in data.items() if not (name.count("-") == 2 and name.endswith("-id"))}
    return {name: "0" if name.endswith("INITIAL_FORMS") else told for name, told in kept.items()} | given


def put_in(chance: random.Random) -> int:
    """Make one of each kind of thing through its form, and what readers see of it; returns
    how many random values are in them."""
    from django.utils import timezone

    from cms.cases import models as cases
    from cms.core.models import NumberedPage
    from cms.issues.arranging import arrange
    from cms.issues.lists import DistributionList
    from cms.issues.models import Issue
    from cms.issues.publications import Publication
    from cms.issues.reports import Report
    from cms.newsroom.models import ArticlePage, Clipping
    from cms.units.models import Place, UnitPage
    from records import check_survival
    from tests.cms.filling import filled

    today, taken, made = timezone.localdate(), 0, {}
    office, city = UnitPage.objects.get(depth=2), UnitPage.objects.get(code="320200")
    plain: list[tuple[Any, dict[str, Any]]] = []
    for n in range(ROUNDS):
        plain += [
            (Place, {"code": f"{320_990 + n}"}),
            (cases.Field, {"code": f"{90 + n}", "parent": ""}),
            (cases.PracticeKind, {"slug": f"p-kind{n}"}),
            (cases.Indicator, {"slug": f"p-indicator{n}"}),
            (cases.Synonym, {"slug": f"p-words{n}", "words": f"词{n}、语{n}"}),
            (Publication, {"slug": f"p-series{n}"}),
            (DistributionList, {"slug": f"p-list{n}"}),
            (cases.Collection, {"slug": f"p-showcase{n}"}),
            *[(kind, {}) for kind in (cases.CasePage, cases.CasePage, ArticlePage, Clipping, Report)],
            (UnitPage, {"code": f"p-unit{n}"}),
        ]
    for kind, given in plain:
        like = chance.choice(
            list(kind.objects.exclude(depth=2) if kind is UnitPage else kind.objects.all())
            or [Clipping(title="剪报", paper="晚报")]
        )
        parent = city if issubclass(kind, NumberedPage) else office if kind is UnitPage else None
        form, count = fill(kind(), as_new(filled(like, parent), **given), chance, parent)
        if form is None:
            continue
        taken += count
        if parent is None:
            one = form.save()
        else:
            one = form.save(commit=False)
            one.live = True
            parent.add_child(instance=one)
            one.save_revision(changed=False)
        made.setdefault(kind, []).append(one)
        if hasattr(one, "taken_over"):
            one.taken_over()
        elif kind is cases.CasePage:
            kind.objects.filter(pk=one.pk).update(cleared_on=today, cleared_by="主编")
    issue = Issue.objects.create(publication=made[Publication][0], year=today.year, number=977, date=today)
    taken += headed(issue, chance)
    slots = ((ArticlePage, "article"), (Clipping, "clipping"), (Report, "report"))
    items = [f"{slot}:{one.pk}" for kind, slot in slots for one in made.get(kind, ())]
    if items:
        arrange(issue, [["栏目", items]])
        record = issue.draft_record()
        check_survival(record)
        issue.freeze(record, state="signed", date=today, by="主编")
        Issue.objects.filter(pk=issue.pk).update(cleared_on=today, cleared_by="主编")
    return taken


def headed(issue: Any, chance: random.Random) -> int:
    """Put random values into the fields of an issue as its builder sends them; returns how many it took."""
    from django.core.exceptions import ValidationError

    from cms.issues.arranging import FIELDS
    from cms.issues.builder import keep_fields

    taken = 0
    for name in FIELDS:
        if name in ("publication", "year", "number", "distribution"):
            continue
        try:
            keep_fields(issue, {name: value(chance)})
            taken += 1
        except ValidationError:
            issue.refresh_from_db()
    return taken


def only_new(export: Path) -> None:
    """Take the sample's own cases, issues and showcases out of an export, that loading and
    building take no longer than they must."""
    for half in ("public", "private"):
        for folder in ("cases", "issues", "collections"):
            for path in (export / half / folder).rglob("*"):
                if path.is_file() and (SAMPLE / path.relative_to(export)).is_file():
                    path.unlink()


def files(root: Path) -> dict[str, bytes]:
    """Return what an export holds."""
    halves = [path for half in ("public", "private") for path in (root / half).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in halves}


def pack(seed: int, folder: Path) -> int:
    """Fill an export, load it where nothing of it is, export that with the same bytes, build it;
    returns how many values it holds."""
    from django.db.transaction import atomic, set_rollback

    from press.export import export
    from press.load import load
    from press.web import build_site
    from records import Export, Issue

    with atomic():
        taken = put_in(random.Random(seed))
        export(folder / "one", lambda *_: None)
        set_rollback(True)
    only_new(folder / "one")
    with atomic():
        load(folder / "one", lambda *_: None)
        export(folder / "two", lambda *_: None)
        set_rollback(True)
    only_new(folder / "two")
    one, two = files(folder / "one"), files(folder / "two")
    differ = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    assert not differ, f"seed {seed}: {differ[:3]} differ after loading"
    public = Export(folder / "one", private=False)
    (folder / "issue.pdf").write_bytes(b"%PDF-1.4\n")
    pdfs = {issue.key: folder / "issue.pdf" for issue in public.public(Issue)}
    build_site(
        public, folder / "out", pdfs=pdfs, first_pages={key: {"a1": 2} for key in pdfs}, scratch=folder / "scratch"
    )
    return taken


def packs(many: int, seed: int) -> Iterator[tuple[int, int]]:
    """Yield (seed, values) of each pack."""
    for n in range(seed, seed + many):
        with tempfile.TemporaryDirectory() as folder:
            yield n, pack(n, Path(folder))


def main() -> None:
    """Make packs, and say how many values they hold."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    many, seed = map(int, [*sys.argv[1:], *("20", "1")[len(sys.argv) - 1 :]])
    total = 0
    for n, taken in packs(many, seed):
        total += taken
        print(f"{n}: {taken} values accepted, exported, loaded and built")  # noqa: T201
    print(f"{many} exports, {total} values, seed {seed}")  # noqa: T201


if __name__ == "__main__":
    main()
