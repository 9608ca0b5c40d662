"""In whose hands a text is: who writes it, who reviews it, which moves are open to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.newsroom.states import IN_REVIEW, MOVES, OPEN, WRITERS, Move
from cms.units.models import UnitPage, unit_of
from cms.units.roles import edits_for_province, people, units_of


def city_of(article: Page) -> UnitPage | None:
    """Return the city whose editors review an article: the one above its unit, if it has any editors."""
    above = city_above(article.get_parent())
    return above if above and people("city", [above]).exists() else None


def city_above(unit: Page) -> UnitPage | None:
    """Return the city that a unit belongs to and is not itself."""
    return UnitPage.objects.ancestor_of(unit).filter(kind="city").order_by("-depth").first()


def reviewers(article: Page) -> QuerySet[User]:
    """Return the accounts that review an article now: its city's editors, or where there
    is no city above, the province's."""
    city = city_of(article)
    if city:
        return people("city", [city])
    top = UnitPage.objects.filter(depth=2)
    return (people("editor", top) | people("chief", top)).distinct()


def reviews(article: Page, user: User) -> bool:
    """Whether a user is among the `reviewers` of an article; the province's editors may step in for a city."""
    if not user.is_active or edits_for_province(user):
        return bool(user.is_active)
    unit = article.path[: -article.steplen]
    own = UnitPage.objects.filter(kind="city", roles__role="city", roles__group__user=user).values_list(
        "path", flat=True
    )
    return any(unit.startswith(path) and unit != path for path in own)


def may_write(article: Any, user: User) -> bool:
    """Whether someone who may edit pages here may change the text now: its writers, then its
    reviewers, the province at any time."""
    return article.state in OPEN or edits_for_province(user) or (article.state in IN_REVIEW and reviews(article, user))


def for_others(page: Page, user: User) -> bool:
    """Whether a text is of a unit for which this user does not write, and not their own."""
    unit = page.get_parent()
    if page.owner_id == user.pk or unit.pk in set(units_of(user).values_list("pk", flat=True)):
        return False
    return not (edits_for_province(user) and UnitPage.objects.filter(pk=unit.pk, kind="general").exists())


def hand_in_label(page: Page, user: User, *, again: bool) -> str:
    """Return what handing in a text is called for whoever does it: its writer, or someone in the writer's place."""
    if for_others(page, user):
        return "代为报送"
    return "重新报送" if again else "报送"


def moves_open(article: Any, user: User) -> list[Move]:
    """Return the moves that a user may make with an article now, as it stands in the database."""
    return [move for move in MOVES.values() if article.state in move.before and _may(move, article, user)]


def _may(move: Move, article: Any, user: User) -> bool:
    match move.who:
        case "unit" if move.name == "submit":
            rights = article.permissions_for_user(user)
            return bool(rights.can_edit() and rights.can_submit_for_moderation())
        case "unit":
            handed_in = article.steps.filter(move="submit").order_by("-at").first()
            theirs = user == article.owner or bool(handed_in and handed_in.by == user)
            # Whoever writes for the unit now, where the one who handed it in has left.
            return theirs or units_of(user).filter(pk=article.get_parent().pk, kind__in=WRITERS).exists()
        case "reviewer":
            if move.name == "receive" and city_of(article) is None:
                return False
            return reviews(article, user)
        case "province":
            return edits_for_province(user)
    return False  # signing or moving decides


def holder(article: Any) -> str:
    """Return in whose hands an article is now, in words."""
    match article.state:
        case "draft":
            return f"由{unit_of(article).title}撰写，还没有报送"
        case "returned":
            return f"由{unit_of(article).title}修改，改好再报送"
        case "submitted" | "city_review":
            city = city_of(article)
            return f"由{city.title}编辑审核" if city else "由省级编辑审核"
        case "pool" | "reserve":
            return "由省级编辑选用"
    return ""


def works_on_texts(user: User) -> bool:
    """Whether a user writes or edits at all; a clerk does not."""
    return edits_for_province(user) or bool(units_of(user).exclude(depth=2).exists())


def served() -> QuerySet[UnitPage]:
    """Return the cities that have editors."""
    return UnitPage.objects.filter(kind="city", roles__role="city", roles__group__user__is_active=True).distinct()


def reviewed_by(cities: Iterable[UnitPage]) -> Q:
    """Return the condition that a text stands in a unit below one of these cities: what a city
    writes itself, the province reviews."""
    found = Q(pk__in=[])
    for city in cities:
        found |= Q(path__startswith=city.path, depth__gt=city.depth + 1)
    return found


def below(units: Iterable[UnitPage]) -> Q:
    """Return the condition that a page stands below one of these units; none of them, no page."""
    found = Q(pk__in=[])
    for unit in units:
        found |= Q(path__startswith=unit.path) & ~Q(path=unit.path)
    return found
