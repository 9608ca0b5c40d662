"""The measures of the page after GB/T 9704-2012, and where its imprint may stand."""

from __future__ import annotations

from typing import Literal

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
TOP_MM, BOTTOM_MM = 37.0, 35.0  # 天头, §5.2.2
BINDING_MM, OUTER_MM = 28.0, 26.0  # 订口
TYPE_WIDTH_MM, TYPE_HEIGHT_MM = 156.0, 225.0  # 版心
LINES = 22
HALF_PAGE = LINES // 2  # lines: what a picture takes at most, and a table that is not broken
PITCH_MM = TYPE_HEIGHT_MM / LINES
PX_PER_MM = 96 / 25.4

# Where the imprint goes: it `follows` the text, whole or, where no page holds it, as it `flows`; or
# stands on the even page `after_blank`.
Placement = Literal["follows", "flows", "after_blank"]
