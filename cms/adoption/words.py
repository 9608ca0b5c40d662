"""What events are called on screens and in files, and what the engine of scoring calls the same."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scoring.score import rounded

Words = Mapping[str, str]

WHAT: Words = {
    "reported": "报送",
    "passed_on": "转报上级",
    "adopted": "采用",
    "commission_done": "约稿按时完成",
    "commission_late": "约稿迟报",
    "commission_missed": "约稿未报",
    "commented": "领导批示",
    "error_named": "差错被点名",
    "false": "失实或抄袭",
    "helped": "协助工作",
    "withdrawn": "撤回",
}
LEVEL: Words = {
    "own": "本级",
    "town": "乡镇级",
    "county": "县级",
    "city": "市级",
    "province": "省级",
    "ministry": "部委",
    "state": "国家级",
}
KIND: Words = {
    "single": "单篇",
    "combined": "综合",
    "item": "条目",
    "headline": "头条",
    "front": "头版",
    "supplement": "增刊",
    "exchange": "交流",
    "picture": "图片",
    "web": "网站文字",
    "wechat": "微信",
    "main": "主要领导",
    "other": "其他领导",
}
GENRE: Words = {
    "news": "新闻",
    "party": "党建",
    "research": "调研",
    "speech": "领导讲话",
    "urgent": "紧急信息",
}
VIA: Words = {"": "直接上报", "own": "经本办上报", "system": "经系统上报"}
PLAIN: Words = {}  # what has no other name
NOTHING = "未写明"
SEPARATORS = "、，,；;：:\n"
ROUNDING = (
    "得分按原分数相加，印出时四舍五入，最多留两位小数；名次按没有舍入的得分排。"
    "采用率是采用篇数除以报送篇数，各自四舍五入到 0.1%，不为凑成 100% 改动。"
)


def said(words: Words, key: str) -> str:
    """Return what something is called; a name that nobody gave a word for is its own."""
    return words.get(key) or key or NOTHING


def key_in(words: Words, text: str) -> str:
    """Return the key of what is called so; the text itself where it is no word of ours."""
    found = next((key for key, word in words.items() if word == text), None)
    return ("" if text == NOTHING else text) if found is None else found


def points(value: Fraction) -> str:
    """Return points as printed, and as the fraction that they are where rounding alters them: 1.67（5/3）."""
    printed = rounded(value)
    return printed if Fraction(printed) == value else f"{printed}（{value}）"


def percent(part: int, whole: int) -> str:
    """Return a share in per cent to one place, half up; — where there is nothing to divide by.

    >>> percent(36, 57), percent(21, 57), percent(0, 0)
    ('63.2%', '36.8%', '—')
    """
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
