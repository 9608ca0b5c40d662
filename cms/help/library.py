"""The guides: Markdown files, one for each kind of work, with pictures where they have been made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import markdown
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from cms.core.checklist import as_table
from cms.units.models import UnitRole

FOLDER = Path(__file__).parent / "guides"
SLUGS = ("contributor", "city", "editor", "clerk", "administrator")
# Roles that share a guide with another one.
READS = {"system": "contributor", "chief": "editor"}
# Where the guides tell of a screen: names of addresses and the anchor of the section.
SCREENS = {
    "article_word": "word",
    "article_word_report": "word",
    "article_word_results": "word",
    "article_way": "way",
    "article_compare": "way",
    "wagtailadmin_pages:add": "write",
    "wagtailadmin_pages:edit": "write",
    "keep_together": "two",
    "call": "call",
    "calls": "call",
    "notifications": "notifications",
    "issue_builder": "builder",
    "issue_decision": "sign",
    "article_to_case": "case",
    "case_decision": "clear",
    "releases": "releases",
    "dispatches": "dispatch",
    "dispatch": "dispatch",
    "dispatch_ledger": "dispatch",
    "dispatch_parcel": "dispatch",
    "dispatch_prints": "prints",
    "dispatch_receipts": "receipts",
    "recalls": "recall",
    "recall": "recall",
    "destructions": "recall",
    "scores": "points",
    "score_unit": "points",
    "published_scores": "points",
    "published_unit": "points",
    "happenings": "points",
    "rulings": "points",
}
PICTURE = re.compile(r"^!\[([^\]]*)\]\(([a-z-]+)\)\s*$", re.MULTILINE)
CHECKLIST = "<p>[检查一览]</p>"
ANCHOR = re.compile(r"^## .*\{#(\w+)\}", re.MULTILINE)


@dataclass(frozen=True)
class Guide:
    """A guide: its name in addresses, its title, its text, and the anchors of its sections."""

    slug: str
    title: str
    text: str
    anchors: frozenset[str]

    def html(self) -> str:
        """Return the text as HTML, without the pictures that are not there."""
        html = markdown.markdown(
            PICTURE.sub(picture, self.text), extensions=["attr_list", "tables", "toc", "md_in_html"]
        )
        return html.replace(CHECKLIST, as_table())


def picture(match: re.Match[str]) -> str:
    """Return a picture with its caption, or nothing before `make screenshots` has made it."""
    words, name = match.groups()
    path = f"help/pictures/{name}.png"
    if not finders.find(path):
        return ""
    return f'<figure>\n<img src="{static(path)}" alt="" loading="lazy">\n<figcaption>{words}</figcaption>\n</figure>'


@cache
def guide(slug: str) -> Guide:
    """Return a guide; KeyError for a name that is none."""
    if slug not in SLUGS:
        raise KeyError(slug)
    title, _, text = (FOLDER / f"{slug}.md").read_text("utf-8").partition("\n")
    return Guide(slug, title.removeprefix("# ").strip(), text, frozenset(ANCHOR.findall(text)))


def guides_for(user: User) -> list[Guide]:
    """Return all guides, the user's own first."""
    roles = UnitRole.objects.filter(group__user=user).values_list("role", flat=True)
    own = {"administrator"} if user.is_superuser else {READS.get(role, role) for role in roles}
    return [guide(slug) for slug in sorted(SLUGS, key=lambda slug: slug not in own)]


def place_for(user: User, screen: str) -> tuple[Guide, str]:
    """Return the guide that a user should read on a screen, and the anchor of the section, if any tells of it."""
    found = guides_for(user)
    anchor = SCREENS.get(screen, "")
    return next(((one, anchor) for one in found if anchor in one.anchors), (found[0], ""))
