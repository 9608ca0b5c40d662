"""The words by which a bulletin is recognised, in traditional characters too; what is read stays as it is written."""

from __future__ import annotations

import re
from functools import cache

# Of the words in our own patterns and of the names of Jiangsu's cities; no table for converting texts.
PAIRS = (
    "报報简簡发發编編号號总總辑輯办辦厅廳会會组組单單资資录錄责責专專题題传傳电電话話邮郵箱箱审審签簽准準证證记記内內"
    "部部处處领領导導联聯协協学學书書记記团團体體县縣区區镇鎮乡鄉街街州州园園医醫苏蘇扬揚盐鹽连連云雲无無锡錫迁遷东東"
    "义義务務实實践踐刊刊参參阅閱动動态態讯訊摘摘要要闻聞快快通通情情况況请請绝絕机機密密级級严嚴禁禁仅僅供供勿勿转轉"
    "页頁图圖说說计計统統计計采採录錄质質营營业業宝寶应應兴興阴陰张張涟漣水水灌灌泗泗阳陽阜阜宁寧响響滨濱邳邳沂沂"
    "关關于於为為从從来來这這个個时時们們对對过過进進现現后後开開设設长長门門见見数數据據两兩万萬亿億与與"
)
TRADITIONAL = {s: t for s, t in zip(PAIRS[::2], PAIRS[1::2], strict=True) if s != t}
SIMPLIFIED = str.maketrans({t: s for s, t in TRADITIONAL.items()})


def simplified(text: str) -> str:
    """Return a text whose characters are as our patterns and registers have them; its length stays.

    >>> simplified("江蘇省文明辦")
    '江苏省文明办'
    """
    return text.translate(SIMPLIFIED)


@cache
def either(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in simplified characters that matches the traditional ones too.

    >>> bool(either("(抄报|[报发])：").match("發："))
    True
    """
    made: list[str] = []
    escaped = inside = False
    for char in pattern:
        other = TRADITIONAL.get(char)
        if other and not escaped:
            made.append(char + other if inside else f"[{char}{other}]")
        else:
            made.append(char)
        inside = inside if escaped else char == "[" or (inside and char != "]")
        escaped = char == "\\" and not escaped
    return re.compile("".join(made))
