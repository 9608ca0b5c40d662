"""Starts Django, for the verbs that speak with the CMS; the others run without it."""

import os

from press.records import SetupError


def start() -> None:
    """Set Django up; SetupError where it is missing or the database has not been prepared."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    try:
        import django
    except ImportError as error:
        raise SetupError("这台机器没有安装 Django", remedy="用 --export 目录 从导出目录构建") from error
    django.setup()
    from django.db import connection

    if "core_counter" not in connection.introspection.table_names():
        raise SetupError("数据库还没有建好", remedy="先运行 python -m cms migrate，或 make demo")
