"""What a person confirms point by point before a text goes out: personal data in it,
and facts about where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict

from cms.core.reasons import checked_reason
from proof import Spot, found_in, masked, public_texts
from records import Record


@dataclass(frozen=True)
class Point:
    """Something to be ticked: what it is, what of it may be kept on record, where it stands, whether a reason is
    asked, why of what, and what else one can do."""

    key: str
    said: str
    kept: str
    spots: tuple[Spot, ...] = ()
    asks_reason: bool = True
    why: str = "为什么可以公开"
    else_do: str = "不该公开的，先在文中删去"

    @property
    def tick(self) -> str:
        """Return the name of the tick in a form."""
        return f"keep-{self.key}"

    @property
    def reason(self) -> str:
        """Return the name of the line for the reason in a form."""
        return f"reason-{self.key}"


def personal_points(record: Record) -> list[Point]:
    """Return the personal data that readers would see of a record if it were public now."""
    return [Point(found.key, found.said, found.masked, tuple(found.spots)) for found in found_in(*public_texts(record))]


def answers_in(posted: QueryDict) -> dict[str, str]:
    """Return the reasons of the points that are ticked in a form, by key."""
    ticked = [name.removeprefix("keep-") for name in posted if name.startswith("keep-")]
    return {key: posted.get(f"reason-{key}", "") for key in ticked}


def answered(points: Iterable[Point], posted: Mapping[str, str]) -> list[tuple[Point, bool, str]]:
    """Return each point with the tick and the reason that it has in a form."""
    return [(point, point.tick in posted, posted.get(point.reason, "")) for point in points]


def confirmed(points: Iterable[Point], answers: Mapping[str, str], said: str) -> list[str]:
    """Return for each point a line that may be kept on record: what it is, masked, where it stands, and why it stays.

    Raises:
        ValidationError: a point is not ticked, or lacks a reason that can be kept; the message begins with `said`.

    """
    kept = []
    for point in points:
        if point.key not in answers:
            raise ValidationError(f"{said}：{point.said}（{point.kept}）还没有勾选。请逐条核对；{point.else_do}。")
        reason = masked(checked_reason(answers[point.key]))
        if point.asks_reason and not reason:
            raise ValidationError(f"{said}：{point.said}（{point.kept}）要写明{point.why}。")
        places = "、".join(dict.fromkeys(spot.place for spot in point.spots))
        kept.append(
            f"{point.said} {point.kept}" + (f"（{places}）" if places else "") + (f"：{reason}" if reason else "")
        )
    return kept
