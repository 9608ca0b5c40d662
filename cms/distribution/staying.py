"""What keeps a recipient in the register, and what to do instead."""

from __future__ import annotations

from cms.core.uses import RULES
from cms.distribution.recipients import Recipient

RULES.instead[Recipient] = "不再发的，填上“停用日期”就行：以后的简报不再发给它，发过的照旧查得到。重复的，请合并。"
