"""What a drawing in a Word file holds: pictures, text boxes, words in shapes, and what cannot be read, to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from readers.word.embedded import workbook_words
from readers.word.names import CHART, DIAGRAM, MC, OLE, A, R, V, W, chosen
from readers.word.package import Package

BOX = f"{W}txbxContent"


@dataclass(frozen=True)
class Drawing:
    """A drawing: its text boxes, pictures as (address, alternative text), words of shapes,
    and (kind, what, words) to be told."""

    boxes: tuple[Element, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    told: tuple[tuple[str, str, str], ...] = ()
    hidden: bool = False


def drawing_of(element: Element, package: Package) -> Drawing:
    """Return what a w:drawing, w:pict or w:object holds."""
    parts = list(_outside_boxes(element))
    boxes = tuple(part for part in parts if part.tag == BOX)
    words = [string for part in parts if part.tag == f"{V}textpath" and (string := part.get("string", "").strip())]
    words += [
        text
        for part in parts
        if part.tag == f"{A}p" and (text := "".join(t.text or "" for t in part.iter(f"{A}t")).strip())
    ]
    told: list[tuple[str, str, str]] = []
    pictures = list(_pictures(parts, package, told))
    told += [
        ("链接", "图片或图形的链接地址没有放进正文", address)
        for address in dict.fromkeys(_addresses(parts, package))
        if address
    ]
    for part in parts:
        if part.tag == f"{CHART}chart":
            told.append(
                (
                    "图表",
                    "Word 图表没有放进正文，请截成图片另传，或改成表格；图表里的文字和数",
                    _drawn_words(package, part.get(f"{R}id")),
                )
            )
        elif part.tag == f"{DIAGRAM}relIds":
            what = "SmartArt 图示没有放进正文，请截成图片另传；图示里的文字"
            told.append(("图示", what, _drawn_words(package, part.get(f"{R}dm"))))
        elif part.tag == OLE:
            told.append(
                _embedded(part, bool(pictures), workbook_words(package.embedded.get(part.get(f"{R}id", ""), b"")))
            )
    if not (boxes or words or pictures or told):
        told.append(("图形", "手绘的线条、形状没有放进正文", ""))
    hidden = any(part.get("hidden") in ("1", "true") for part in parts if part.tag.endswith("}docPr"))
    return Drawing(boxes, tuple(pictures), tuple(words), tuple(told), hidden)


def _outside_boxes(element: Element) -> Iterator[Element]:
    """Yield all elements of a drawing but what stands in its text boxes; of alternatives only what Word shows."""
    for child in element:
        if child.tag == f"{MC}AlternateContent":
            yield from _outside_boxes(chosen(child))
            continue
        yield child
        if child.tag != BOX:
            yield from _outside_boxes(child)


def _pictures(parts: list[Element], package: Package, told: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    alt = next(
        (text for part in parts if part.tag.endswith(("}docPr", "}cNvPr")) and (text := part.get("descr", ""))), ""
    )
    outside = package.linked.get("document", {})
    for part in parts:
        if part.tag == f"{A}blip":
            keys = [part.get(f"{R}embed", ""), part.get(f"{R}link", "")]
        elif part.tag == f"{V}imagedata":
            keys = [part.get(f"{R}id", "")]
        else:
            alt = alt or (part.get("alt", "") if part.tag.startswith(V) else "")
            continue
        key = next((k for k in keys if k in package.pictures), "")
        if key:
            yield f"media:{key}", alt
        elif any(keys):
            address = next((outside[k] for k in keys if k in outside), "")
            told.append(
                ("图片", "链接在文件外面的图片没有读入，请另传", address)
                if address
                else ("图片", "有一张图片在文件里找不到，请另传", alt)
            )


def _addresses(parts: list[Element], package: Package) -> Iterator[str]:
    """Yield where a click on a drawing leads."""
    for part in parts:
        if part.tag in (f"{A}hlinkClick", f"{A}hlinkHover"):
            yield package.linked.get("document", {}).get(part.get(f"{R}id", ""), "")
        elif part.tag.startswith(V) and part.get("href"):
            yield part.get("href", "")


def _drawn_words(package: Package, key: str | None) -> str:
    """Return the words and numbers of a chart or a diagram, each once in a row."""
    root = package.drawn.get(key or "")
    if root is None:
        return "（文件里找不到）"
    found: list[str] = []
    for part in root.iter():
        if part.tag in (f"{A}p", f"{CHART}v"):
            text = "".join(t.text or "" for t in part.iter(f"{A}t")) if part.tag == f"{A}p" else part.text or ""
            if text.strip():
                found.append(" ".join(text.split()))
    return "、".join(found)


def _embedded(part: Element, shown: bool, words: str) -> tuple[str, str, str]:
    program = part.get("ProgID", "")
    if program.startswith("Equation"):
        return "公式", "旧式公式（Equation）没有变成文字" + ("，只留下图片" if shown else "，请改用文字"), ""
    return (
        "嵌入",
        "嵌入的文件或表格没有放进正文" + ("，只留下它的图片" if shown else ""),
        f"{program}，其中的文字：{words}" if words else program,
    )
