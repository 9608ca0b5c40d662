"""The states of an article, and the moves that lead from one to another."""

from __future__ import annotations

from dataclasses import dataclass

STATES = [
    ("draft", "草稿"),
    ("submitted", "已报送"),
    ("city_review", "市级审核"),
    ("pool", "省级备选"),
    ("adopted", "已采用"),
    ("reserve", "备用"),
    ("returned", "退稿"),
    ("unused", "未采用"),
]
OPEN = ("draft", "returned")  # the contributor may write
IN_REVIEW = ("submitted", "city_review")
WRITERS = ("county", "zone", "system", "city", "general")  # kinds of unit that write
NEEDED = ("leader", "writer", "phone", "body")  # to be handed in
KEPT = "报送时确认保留："  # and behind it the personal data that the writer confirmed


@dataclass(frozen=True)
class Move:
    """A step that someone may take: from which states, to which, who takes it, what it means.

    Without a `reason` some are refused; screens ask once more before those that whoever takes them cannot take back.
    """

    name: str
    label: str
    before: tuple[str, ...]
    after: str
    who: str  # unit, reviewer, province
    help: str = ""
    reason: bool = False
    final: bool = False

    @property
    def asks(self) -> bool:
        """Whether a screen asks before it acts: for the reason, or whether it is meant."""
        return self.reason or self.final

    @property
    def done(self) -> str:
        """What is said to whoever has made it."""
        return {"reserve": "已列为备用", "leave": "已定为不采用"}.get(self.name, f"已{self.label}")

    @property
    def may_tell_why(self) -> bool:
        """Whether a reason is kept."""
        return self.reason or self.name == "leave"


MOVES = {
    move.name: move
    for move in (
        Move("submit", "报送", OPEN, "submitted", "unit", "交给上一级审核。报送以后不能再改；退回或收回以后可以改。"),
        Move("take_back", "收回", ("submitted",), "draft", "unit", "审核的编辑接收以前可以收回，改好再报送。"),
        Move(
            "receive",
            "接收",
            ("submitted",),
            "city_review",
            "reviewer",
            "告诉报送单位稿件已经收到，正在审核；接收以后对方不能再收回。",
            final=True,
        ),
        Move(
            "approve", "推荐到省", IN_REVIEW, "pool", "reviewer", "审核通过，放进省级备选，由省级编辑选用。", final=True
        ),
        Move("reject", "退稿", IN_REVIEW, "returned", "reviewer", "退回报送单位修改，改好可以再报送。", reason=True),
        Move(
            "return",
            "退稿",
            ("pool", "reserve"),
            "returned",
            "province",
            "退回报送单位修改，改好可以再报送。",
            reason=True,
        ),
        Move("reserve", "备用", ("pool",), "reserve", "province", "这一期不用，留着以后用。"),
        Move(
            "leave",
            "不采用",
            ("pool", "reserve"),
            "unused",
            "province",
            "不再考虑采用，会通知报送单位；以后仍可放回备选。",
            final=True,
        ),
        Move("recall", "放回备选", ("reserve", "unused"), "pool", "province", "重新放进省级备选，编一期时可以选用。"),
        Move(
            "adopt",
            "采用",
            ("draft", "submitted", "city_review", "pool", "reserve", "returned", "unused"),
            "adopted",
            "signing",
        ),
        Move("release", "从期中撤下", ("adopted",), "pool", "signing"),
        Move("drop", "所在的一期删除", (), "pool", "signing"),
        Move("pass_on", "转交审核", IN_REVIEW, "submitted", "moving"),
    )
}
