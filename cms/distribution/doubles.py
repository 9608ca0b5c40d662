"""Recipients that may be one: of the same name or alias, address and department, phone or mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cms.distribution.recipients import Recipient
from records.folding import fold


@dataclass(frozen=True)
class Double:
    """Two recipients, and what they have in common."""

    first: Recipient
    second: Recipient
    shared: tuple[str, ...]


def marks(one: Recipient) -> Iterator[tuple[str, str]]:
    """Yield what tells a recipient from others: what it is called, and its value folded."""
    yield from (("名称或别名", fold(name)) for name in one.names)
    if one.address:
        yield "地址和处室", f"{fold(one.address)} {fold(one.department)}"
    if one.phone:
        yield "电话", "".join(char for char in fold(one.phone) if char.isalnum())
    if one.email:
        yield "电子邮箱", one.email.lower()


def doubles(register: Iterable[Recipient]) -> list[Double]:
    """Return those that share something, each two once; those of the same name first."""
    first: dict[tuple[str, str], list[Recipient]] = {}
    pairs: dict[tuple[int, int], tuple[Recipient, Recipient, list[str]]] = {}
    for one in register:
        for mark in dict.fromkeys(marks(one)):
            for other in first.get(mark, [])[:5]:  # of many that share a post room each is put to the first ones
                pairs.setdefault((other.pk, one.pk), (other, one, []))[2].append(mark[0])
            first.setdefault(mark, []).append(one)
    found = [Double(a, b, tuple(dict.fromkeys(shared))) for a, b, shared in pairs.values()]
    return sorted(
        found, key=lambda one: ("名称或别名" not in one.shared, -len(one.shared), one.first.name, one.first.pk)
    )
