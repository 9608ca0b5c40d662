"""Printed lines held against a list: whom each phrase covers, whom none does, which covers nobody; it only says so."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from cms.distribution.members import Membership, members_on
from cms.distribution.printed import Level, Phrase, phrases
from cms.issues.lists import DistributionList, parse_lines
from cms.units.models import own_places

# Two ways to write the same organ; each is brought to the second.
ALIKE = (
    (re.compile(r"精神文明建设(?:指导)?委员会办公室|文明委办公室|文明委办"), "文明办"),
    (re.compile(r"精神文明建设(?:指导)?委员会"), "文明委"),
    (re.compile(r"^(?:中共|党委|[市县区]委|委)(?=.)"), ""),
    (re.compile(r"^(?:人民)?政府(?=.)"), ""),
)


@dataclass(frozen=True)
class Covered:
    """A phrase, the members that it covers, and, of all places of a level, those of which it covers none."""

    phrase: Phrase
    members: tuple[Membership, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What lines and list have in common.

    Attributes:
        covered: each phrase with its members.
        alone: members that no phrase covers.
        elsewhere: members that stand in another section than is printed, with that phrase.

    """

    covered: tuple[Covered, ...]
    alone: tuple[Membership, ...]
    elsewhere: tuple[tuple[Membership, Phrase], ...]

    @property
    def empty(self) -> list[Covered]:
        """Return the phrases that cover nobody."""
        return [one for one in self.covered if not one.members]

    @property
    def partly(self) -> list[Covered]:
        """Return the phrases of all places that lack some."""
        return [one for one in self.covered if one.members and one.without]

    @property
    def said(self) -> str:
        """Return in a line what does not fit; '' where all does."""
        empty = "、".join(f"“{one.phrase.text}”" for one in self.empty[:3])
        parts = (
            f"{len(self.alone)} 家单位版记上没有写到" if self.alone else "",
            f"{empty}{f'等 {len(self.empty)} 处' if len(self.empty) > 3 else ''}名单上没有单位" if self.empty else "",
            "、".join(f"“{one.phrase.text}”少 {len(one.without)} 处" for one in self.partly),
            f"{len(self.elsewhere)} 家单位报、送、发的归类与版记不同" if self.elsewhere else "",
        )
        return "；".join(filter(None, parts))


def compared(of: DistributionList, day: datetime.date, lines: str = "") -> Comparison | None:
    """Return how printed lines, or where they are empty those of the list, and the list of a day compare; None
    where nothing is printed or nobody is on the list."""
    found, members = phrases(parse_lines(lines or of.lines)), members_on(of, day)
    return compare(found, members, Places(day)) if found and members else None


class Places:
    """The cities and counties of the own province on a day, by name."""

    def __init__(self, day: datetime.date) -> None:
        valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
        found = own_places().filter(valid, level__in=("city", "county")).order_by("code").values_list("name", "level")
        self.of: dict[Level, list[str]] = {"city": [], "county": []}
        for name, level in found:
            self.of["city" if level == "city" else "county"].append(name)

    def split(self, name: str) -> tuple[Level | None, str, str]:
        """Return the level of the place that a name begins with, the place, and the organ: 南京市鼓楼区文明办 is of a
        county; (None, '', name) where it begins with none."""
        rest = name.removeprefix("中共")
        city = next((one for one in self.of["city"] if rest.startswith(one)), "")
        inner = rest.removeprefix(city)
        county = max((one for one in self.of["county"] if inner.startswith(one)), key=len, default="")
        if county:
            return "county", city + county, inner.removeprefix(county)
        return ("city", city, inner) if city else (None, "", name)


def compare(found: Sequence[Phrase], members: Sequence[Membership], places: Places) -> Comparison:
    """Return how phrases and members compare. A member that was told its phrase is covered by no other."""
    held: dict[Phrase, list[Membership]] = {phrase: [] for phrase in found}
    alone, elsewhere = [], []
    for member in members:
        meant = [phrase for phrase in found if _means(phrase, member, places)]
        same = [phrase for phrase in meant if member.section in ("", phrase.section)]
        for phrase in same:
            held[phrase].append(member)
        if not meant:
            alone.append(member)
        elif not same:
            elsewhere.append((member, meant[0]))
    covered = tuple(Covered(phrase, tuple(of), tuple(_without(phrase, of, places))) for phrase, of in held.items())
    return Comparison(covered, tuple(alone), tuple(elsewhere))


def _means(phrase: Phrase, member: Membership, places: Places) -> bool:
    """Whether a phrase means a member: it was told so, has this name, or is of all places of which this is one."""
    if member.phrase:
        return member.phrase == phrase.text
    names = member.recipient.names
    if any(name == phrase.text for name in names):
        return True
    if phrase.level is None:
        return phrase.text.endswith("成员单位") and member.recipient.kind == "member"
    split = (places.split(name) for name in names)
    return any(level == phrase.level and _same(phrase.organ, organ) for level, _, organ in split)


def _same(printed: str, organ: str) -> bool:
    return not printed or _plain(printed) == _plain(organ)


def _plain(organ: str) -> str:
    for pattern, written in ALIKE:
        organ = pattern.sub(written, organ)
    return organ


def _without(phrase: Phrase, members: Iterable[Membership], places: Places) -> Iterable[str]:
    """Return the places that a phrase means and of which it covers no member; none where one member stands for all."""
    names = [name for member in members for name in member.recipient.names]
    if phrase.level is None or not names or phrase.text in names:
        return []
    met = {places.split(name)[1] for name in names}
    return [one for one in places.of[phrase.level] if not any(place.endswith(one) for place in met)]
