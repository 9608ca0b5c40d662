"""The order of an issue as the builder sees and changes it: sections with items, and the
fields beside them, under one token.

The token is a hash of all of it. A change names the token it was made upon; where another editor was quicker it no
longer fits, and nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict

from cms.core.numbers import number_in
from cms.core.typed import plain
from cms.issues.models import Issue, IssueEntry
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage, Clipping

FIELDS = (
    *("publication", "year", "number", "date", "total_number", "series", "series_number", "series_line", "editor_note"),
    *("distribution", "lines", "registration_no", "print_run", "reserve"),
    *("responsible_editor", "secrecy", "urgency", "numbered_copies"),
)
SLOTS: dict[str, type[ArticlePage | Clipping | Report]] = {
    "article": ArticlePage,
    "clipping": Clipping,
    "report": Report,
}
MOST = 200  # items in an issue; a year's bulletins have fewer
MOST_SECTIONS = 50


@dataclass
class Section:
    """A section and its items, each as `article:12`: kind and primary key."""

    name: str
    items: list[str] = field(default_factory=list)


def sections_of(issue: Issue) -> list[Section]:
    """Return the sections in order; those without an item stand where they were put."""
    found: list[Section] = []
    for entry in issue.entries.all():
        if not found or (entry.section and entry.section != found[-1].name):
            found.append(Section(entry.section))
        found[-1].items.append(f"{entry.slot}:{getattr(entry, f'{entry.slot}_id')}")
    for n, name in enumerate(issue.sections):
        if name and name not in {section.name for section in found}:
            before = [at for at, section in enumerate(found) if section.name in issue.sections[:n]]
            # What stands in no section comes first.
            first = 1 if found and not found[0].name else 0
            found.insert(before[-1] + 1 if before else first, Section(name))
    return found


def arrangement(issue: Issue) -> dict[str, object]:
    """Return fields and order as plain JSON values."""
    told = {"fields": model_to_dict(issue, FIELDS), "sections": [[s.name, s.items] for s in sections_of(issue)]}
    plain: dict[str, object] = json.loads(json.dumps(told, cls=DjangoJSONEncoder))
    return plain


def token(issue: Issue) -> str:
    """Return what stands for this arrangement: 16 hexadecimal digits."""
    state = [arrangement(issue), issue.open, bool(issue.correction)]
    return hashlib.sha256(json.dumps(state, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def arrange(issue: Issue, sections: object) -> None:
    """Put an issue in this order: a list of [name, [item, …]], as the builder sends it.

    Raises:
        ValidationError: it is not such a list, names something twice, or what it names is gone.

    """
    wanted = _checked(sections)
    named = [item for section in wanted for item in section.items]
    kept = {f"{e.slot}:{getattr(e, f'{e.slot}_id')}": e for e in issue.entries.all()}
    _exist([item for item in named if item not in kept])
    IssueEntry.objects.filter(pk__in=[entry.pk for item, entry in kept.items() if item not in named]).delete()
    order = 0
    for section in wanted:
        for item in section.items:
            slot, _, pk = item.partition(":")
            entry = kept.get(item) or IssueEntry(issue=issue, **{f"{slot}_id": int(pk)})
            if entry.pk is None or (entry.section, entry.sort_order) != (section.name, order):
                entry.section, entry.sort_order = section.name, order
                entry.save()
            order += 1
    issue.sections = [section.name for section in wanted]
    Issue.objects.filter(pk=issue.pk).update(sections=issue.sections)


def _checked(sections: Any) -> list[Section]:
    try:
        wanted = [
            Section(" ".join(plain(str(name)).split()), [str(item) for item in items]) for name, items in sections
        ]
    except (TypeError, ValueError) as error:
        raise ValidationError("没有看懂这次改动，请刷新页面重试。") from error
    names = [section.name for section in wanted]
    items = [item for section in wanted for item in section.items]
    for name in names:
        if len(name) > 40:
            raise ValidationError(f"栏目名“{name[:20]}……”太长，最多 40 个字。")
        if names.count(name) > 1:
            raise ValidationError(f"已经有一个栏目叫“{name}”，请换一个名字。")
    if "" in names[1:]:
        raise ValidationError("没有栏目名的稿件只能排在最前面，请先给这个栏目起名。")
    if len(set(items)) < len(items):
        raise ValidationError("同一篇在一期里只能放一次。")
    if len(items) > MOST:
        raise ValidationError(f"一期最多放 {MOST} 篇。")
    if len(names) > MOST_SECTIONS:
        raise ValidationError(f"一期最多分 {MOST_SECTIONS} 个栏目。")
    return wanted


def _exist(items: list[str]) -> None:
    for item in items:
        slot, _, pk = item.partition(":")
        if slot not in SLOTS or str(number_in(pk)) != pk or not SLOTS[slot].objects.filter(pk=int(pk)).exists():
            raise ValidationError("要放入的这一篇已经不在了，请刷新备选库。")
