"""Who made a bulletin and how to reach them, as head and imprint say it: 责任编辑, 签发, 校对, 电话."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from readers.reading import Note
from readers.source import Line
from readers.traditional import either, simplified
from readers.words import squeeze

NAMES = (
    r"(?:本期|执行|值班|值守)(?:责任)?(?:编辑|责编)|责\s*任\s*编\s*辑|责\s*编|编\s*辑(?:单位)?|编\s*校|校\s*对|核\s*稿|核\s*校|校\s*核|审\s*校|审\s*核"
    r"|审\s*签|审\s*定|签\s*发\s*人?|签\s*批|总\s*编\s*辑?|副?\s*主\s*编|编\s*委|统\s*筹|监\s*制|策\s*划|排\s*版|录\s*入|监\s*印|撰\s*稿"
    r"|联系电话|电\s*话|传\s*真|邮\s*箱|电子邮箱|[投来供]稿邮箱|地\s*址|邮\s*编|印刷单位|印\s*刷(?=\s*[：:]\s*\D)|承\s*印"
)
"""What people and addresses are called by in heads and imprints, as a pattern."""
ROLE = either(rf"({NAMES})\s*[：:]\s*(\S+)")
COLON_OMITTED = either(r"(责任编辑|责编|签发人|(?<!\S)(?:审签|审核|核稿|校对|签发))\s+(?=[^\s：:])")
EDITOR = either(r"(?:本期|执行|值班|值守)?(?:责任)?(?:编辑(?:单位)?|责编)")
DESK = either(r".*(处|科|室|办|部|组|中心|局|股|委|会|社|站|队|院|馆|校|团|联|所|厂|公司|街道|镇|乡)$")


@dataclass(frozen=True)
class Role:
    """What is said of one person, office or address: 责任编辑 and 综合科."""

    name: str
    who: str

    @property
    def edits(self) -> bool:
        """Whether this is the office that edits, which is printed; a person's name is not."""
        return bool(EDITOR.fullmatch(self.name) and DESK.fullmatch(self.who) and not re.search("[（(]", self.who))

    def notes(self, line: Line) -> list[Note]:
        """Return what to say of it: what no public field holds, and an office that is not called 责任编辑."""
        if self.edits:
            said = f"“{self.name}：{self.who}”读作责任编辑，请核对"
            return [] if self.name.startswith("责") else [Note(line.number, "版记", said)]
        kind = "签发" if self.name in ("签发", "签发人", "审签", "签批") else "版记"
        return [Note(line.number, kind, f"“{self.name}：{self.who}”不写入任何公开的项目")]


def split_roles(text: str, wanted: Callable[[Role], bool] = lambda role: True) -> tuple[list[Role], str]:
    """Return the roles that a line names, and what else it says."""
    found: list[Role] = []

    def take(match: re.Match[str]) -> str:
        role = Role(simplified(squeeze(match[1])), match[2].strip("，,；;）)"))
        if not wanted(role):
            return match[0]
        found.append(role)
        return " "

    return found, ROLE.sub(take, COLON_OMITTED.sub(r"\1：", text)).strip()
