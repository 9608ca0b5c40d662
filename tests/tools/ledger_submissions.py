"""What clerks might submit: random acts on a dispatch, each with the steps that it should come to, and some
that must be refused."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

from tests.tools.ledger_account import NEW, Account, Step


class Submission(NamedTuple):
    """What is sent, and the steps that it should come to; none where it must be refused."""

    sent: dict[str, Any]
    steps: list[Step]
    refused: bool = False


OUT = ("held", "sent", "retained")


def submission(account: Account, dice: random.Random, key: str) -> Submission | None:
    """Return a random submission on a dispatch; None where such a one makes no sense now."""
    act = dice.choices(list(ACTS), list(ACTS.values()))[0]
    made = act(account, dice)
    if made is None:
        return None
    sent, steps, *refused = made
    return Submission({"dispatch": account.dispatch, "key": key, "args": [], **sent}, steps, bool(refused))


Made = Any  # what is sent, the steps, and True where it must be refused


def receive(account: Account, dice: random.Random) -> Made:
    if account.made:
        return None
    run = sum(account.copies.values()) + dice.randrange(2, 12)
    first = account.highest() + 1
    steps = [Step(n, 1, "", 0, "store", 0) for n in range(first, first + run)] if account.numbered else None
    return {"kind": "receive", "args": [run]}, steps or [Step(0, run, "", 0, "store", 0)]


def reprint(account: Account, dice: random.Random) -> Made:
    if not account.made:
        return None
    count, first = dice.randrange(1, 4), account.highest() + 1
    steps = [Step(n, 1, "", 0, "store", 0) for n in range(first, first + count)] if account.numbered else None
    return {"kind": "reprint", "args": [count]}, steps or [Step(0, count, "", 0, "store", 0)]


def of_several(place: str) -> Any:
    """Return what moves whole parcels from a place."""
    kind, target = {"sealed": ("send", "sent"), "sent": ("receipt", "held")}[place]

    def act(account: Account, dice: random.Random) -> Made:
        there = sorted({parcel for _, at, parcel in account.held if at == place})
        if not there:
            return None
        chosen = dice.sample(there, dice.randrange(1, len(there) + 1))
        steps = [s for p in sorted(chosen) for s in account.steps(account.count(place, p), (place, p), (target, p))]
        sent = {"args": [chosen]} if kind == "send" else {"parcels": chosen}
        return {"kind": kind, **sent}, steps

    return act


def seal(account: Account, dice: random.Random) -> Made:
    waiting = sorted(account.waiting)
    if not waiting or not account.made:
        return None
    chosen = dice.sample(waiting, dice.randrange(1, len(waiting) + 1))
    steps = [
        step
        for parcel in chosen
        for step in (
            [Step(n, 1, "store", 0, "sealed", parcel) for n in account.apart[parcel]]
            if account.numbered
            else [Step(0, account.copies[parcel], "store", 0, "sealed", parcel)]
        )
    ]
    return {"kind": "seal", "args": [chosen]}, steps, *([] if account.can(steps) else [True])


def unseal(account: Account, dice: random.Random) -> Made:
    there = sorted({parcel for _, at, parcel in account.held if at == "sealed" and parcel in account.apart})
    if not there:
        return None
    parcel = dice.choice(there)
    steps = account.steps(account.count("sealed", parcel), ("sealed", parcel), ("store", 0))
    return {"kind": "unseal", "args": [[parcel]]}, steps


def from_the_store(kind: str) -> Any:
    """Return what takes copies of the store; now and then more than there are."""
    target = {"retain": "retained", "destroy": "destroyed"}[kind]

    def act(account: Account, dice: random.Random) -> Made:
        there = account.count("store")
        greedy = dice.random() < 0.2
        count = there + 1 if greedy else dice.randrange(1, 4)
        if not account.made or (count > there and not greedy):
            return None
        more = {"place": "store"} if kind == "destroy" else {}
        if not account.numbered:
            steps = [Step(0, count, "store", 0, target, 0)]
            return {"kind": kind, "args": [count], **more}, steps, *([True] if greedy else [])
        elsewhere = sorted(n for n, place, _ in account.held if place != "store")
        if greedy and not elsewhere:
            return None
        numbers = account.numbers("store")
        numbers = [*numbers[:1], dice.choice(elsewhere)] if greedy else numbers[:count]
        steps = [Step(n, 1, "store", 0, target, 0) for n in numbers]
        return {"kind": kind, "args": [0, numbers], **more}, steps, *([True] if greedy else [])

    return act


def stocktake(account: Account, dice: random.Random) -> Made:
    there = account.count("store")
    missing = dice.choice((0, 0, 1, 2))
    if there < missing or not account.made:
        return None
    steps = account.steps(missing, ("store", 0), ("missing", 0)) if missing else []
    gone = {step.number for step in steps}
    numbers = [[n for n in account.numbers("store") if n not in gone]] if account.numbered else []
    return {"kind": "stocktake", "args": [there - missing, *numbers]}, steps


def of_one(account: Account, dice: random.Random, places: tuple[str, ...], target: str, own: bool) -> Made:
    """Return some copies of one parcel, those at the first place first, with the steps to a target."""
    there = sorted({parcel for _, at, parcel in account.held if at in places and parcel})
    if not there:
        return None
    parcel = dice.choice(there)
    at = [place for place in places if account.count(place, parcel)]
    count = dice.randrange(1, sum(account.count(place, parcel) for place in at) + 1)
    steps, left = [], count
    for place in at:
        part = min(left, account.count(place, parcel))
        steps += account.steps(part, (place, parcel), (target, parcel if own else 0)) if part else []
        left -= part
    numbers = [[step.number for step in steps]] if account.numbered else []
    return {"parcel": parcel, "args": [0 if account.numbered else count, *numbers]}, steps


def partial_receipt(account: Account, dice: random.Random) -> Made:
    made = of_one(account, dice, ("sent",), "held", True)
    return made and ({**made[0], "kind": "partial_receipt"}, made[1])


def lose(account: Account, dice: random.Random) -> Made:
    made = of_one(account, dice, OUT, "missing", False)
    return made and ({**made[0], "kind": "lose"}, made[1])


def keep(account: Account, dice: random.Random) -> Made:
    made = of_one(account, dice, ("held", "sent"), "retained", True)
    return made and ({**made[0], "kind": "keep"}, made[1])


def recall(account: Account, dice: random.Random) -> Made:
    outcome, places, target, own = dice.choice(
        (("back", OUT, "recalled", False), ("back", OUT, "recalled", False), ("kept", OUT[:2], "retained", True))
    )
    made = of_one(account, dice, places, target, own)
    return made and ({**made[0], "kind": "settle", "outcome": outcome}, made[1])


def returned(account: Account, dice: random.Random) -> Made:
    there = sorted({parcel for _, at, parcel in account.held if at == "sent"})
    if not there:
        return None
    parcel = dice.choice(there)
    steps = account.steps(account.count("sent", parcel), ("sent", parcel), ("store", 0))
    return {"kind": "returned", "parcel": parcel}, steps


def destroy_recalled(account: Account, dice: random.Random) -> Made:
    there = account.count("recalled")
    if not there:
        return None
    steps = account.steps(dice.randrange(1, there + 1), ("recalled", 0), ("destroyed", 0))
    numbers = [[step.number for step in steps]] if account.numbered else []
    return {"kind": "destroy", "place": "recalled", "args": [sum(s.count for s in steps), *numbers]}, steps


def find(account: Account, dice: random.Random) -> Made:
    if not account.count("missing"):
        return None
    steps = account.steps(1, ("missing", 0), ("store", 0))
    return {"kind": "find", "args": [1, *([[steps[0].number]] if account.numbered else [])]}, steps


def reissue(account: Account, dice: random.Random) -> Made:
    if not account.count("store") or not account.apart:
        return None
    parcel = dice.choice(sorted(account.apart))
    (step,) = account.steps(1, ("store", 0), ("sealed", NEW))
    return {"kind": "reissue", "parcel": parcel, "args": [step.number or None]}, [step]


ACTS: dict[Any, int] = {
    receive: 20,
    seal: 14,
    of_several("sealed"): 9,
    of_several("sent"): 6,
    unseal: 3,
    partial_receipt: 4,
    returned: 3,
    recall: 8,
    lose: 2,
    keep: 2,
    from_the_store("retain"): 4,
    from_the_store("destroy"): 3,
    destroy_recalled: 4,
    stocktake: 3,
    find: 2,
    reprint: 5,
    reissue: 5,
}
