"""Starts Django, for the verbs that speak with the CMS; the others run without it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from records import ContentError, SetupError


def start() -> None:
    """Set Django up; SetupError where it is missing or the database has not been prepared."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    try:
        import django
    except ImportError as error:
        raise SetupError("这台机器没有安装 Django", remedy="用 --export 目录 从导出目录构建") from error
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise SetupError(
            "数据库还没有建好，或结构不是这一版的", remedy="先运行 .venv/bin/python -m cms migrate，或 make demo"
        )


@contextmanager
def whole(place: str) -> Iterator[None]:
    """Run the with-block in one transaction; what the database or a model refuses is said
    in one line, and nothing is kept."""
    from django.core.exceptions import ObjectDoesNotExist, ValidationError
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        raise ContentError(
            "；".join(error.messages), place=place, remedy="改正后重新导入，CMS 里没有留下任何东西"
        ) from error
    except ObjectDoesNotExist as error:
        what = type(error).__qualname__.split(".")[0]
        raise ContentError(f"提到了 CMS 里没有的内容（{what}）", place=place, remedy="先装入它提到的内容") from error
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        raise ContentError(
            f"数据库不接受这份内容：{said}", place=place, remedy="改正后重新导入，CMS 里没有留下任何东西"
        ) from error
