"""PDFs that a sign-off stored before it was cut off: no version names them. They are told
at the next start, and left to people.

Nothing is deleted here: where an older backup of the database was put back, these files may
be all that is left of later issues.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection

from cms.issues.models import IssueVersion

OLD_S = 24 * 60 * 60  # a sign-off that goes on just now has stored its PDF and not yet its row
SHOWN = 3


def left_over(now: float | None = None) -> list[Path]:
    """Return the files among the signed PDFs that no version names and that are older than a day."""
    root = Path(settings.SIGNED_ROOT)
    before = (time.time() if now is None else now) - OLD_S
    named = {root / name for name in IssueVersion.objects.exclude(pdf="").values_list("pdf", flat=True)}
    return sorted(
        path for path in root.rglob("*") if path.is_file() and path not in named and path.stat().st_mtime < before
    )


def said() -> str:
    """Return what to tell whoever starts the CMS; '' where there is nothing."""
    found = left_over()
    if not found:
        return ""
    more = f" 等 {len(found)} 个文件" if len(found) > SHOWN else ""
    names = "、".join(map(str, found[:SHOWN]))
    return (
        f"没有哪一期用到这些签发文件：{names}{more}。多半是签发中断时留下的；确认数据库不是从旧备份恢复的，就可以删去。"
    )


@register(Tags.database)
def check_left_over(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Tell it at `cms migrate` and `cms check --database default`, once the table is there."""
    if not databases or IssueVersion._meta.db_table not in connection.introspection.table_names():
        return []
    text = said()
    return [Warning(text, id="issues.W001")] if text else []
