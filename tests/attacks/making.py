"""Where files made to cost time and memory are entered by name, and the ordinary text around what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cms.word_samples import docx, para

MAKERS: dict[str, Callable[[], bytes]] = {}
"""By name, with the ending of the file: what makes it."""
HAN = "志愿者把门开着人就来了每周清点一次少了就补谁都能借"
HEAD = "工作资料 注意保存\n江苏文明实践简报\n第1期\n省文明实践工作办公室    2024年1月5日\n【工作动态】\n"
IMPRINT = "\n报：省委办公厅\n发：各市文明办\n苏简字0000号 共印100份\n"


def maker(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a function under the name of the file that it makes."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = make
        return make

    return enter


def body(*inside: str, **more: Any) -> bytes:
    return docx(para("宜兴市：河边的旧伞", centred=True), para("站口摆出旧伞，谁都能借。"), *inside, **more)


def page(inside: str) -> bytes:
    return (
        f"<html><body><!--StartFragment--><p>站口摆出旧伞，谁都能借。</p>{inside}<!--EndFragment--></body></html>"
    ).encode()


def bulletin(inside: str) -> bytes:
    return (
        f"{HEAD}宜兴市：河边的旧伞\n　　站口摆出旧伞，谁都能借，志愿者每周清点一次，少了就补。\n{inside}{IMPRINT}"
    ).encode()
