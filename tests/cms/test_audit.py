"""The audit log: what it keeps, that it cannot be changed quietly, who may read it, and how it leaves the house."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.cases.models import CasePage
from cms.core import audit, audit_heads, audit_triggers
from cms.core.audit import AuditEntry
from cms.security.accounts import AccountForm
from cms.security.audit_log import harmless
from cms.security.audit_words import DATA, action_name, details
from cms.security.watch import KEPT
from cms.units.models import unit_of
from tests.cms.making import make
from tests.office import ROOT, Office

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return list(audit.verify(AuditEntry.objects.iterator()))


def meddle(sql: str, *values: Any) -> None:
    """Do what only someone with the database in hands can: take the triggers off first."""
    with connection.cursor() as cursor:
        audit_triggers.remove(cursor.execute, connection.vendor)
        cursor.execute(sql, values)


@pytest.fixture(autouse=True)
def heads(db: None, settings: Any, tmp_path: Path) -> None:
    """Heads of this test's own: what other tests rolled back left some in the common file."""
    settings.AUDIT_HEADS = tmp_path / "audit.heads"
    for entry in AuditEntry.objects.all():
        audit_heads.add(entry)


@pytest.fixture
def entries() -> list[AuditEntry]:
    """Five more entries, so that there is a middle."""
    user = get_user_model().objects.get(username="bianji")
    made = [
        audit.enter("test.step", user, "省级编辑", reason=f"第{n}步 ‘“<&", n=n, list=["一", None, 1.5])
        for n in range(5)
    ]
    assert faults() == []
    return made


# Tampering


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "别人"),
        ("label", "别的"),
        ("data", '{"reason": "改过"}'),
        ("at", "2020-01-01 00:00:00"),
        ("sha256", "0" * 64),
    ],
)
def test_a_changed_entry_shows(column: str, value: str, entries: list[AuditEntry]) -> None:
    meddle(f"UPDATE core_auditentry SET {column} = %s WHERE seq = %s", value, entries[2].seq)
    assert any(f"第{entries[2].seq}条" in fault for fault in faults())


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL keeps no such values")
@pytest.mark.parametrize(("column", "value"), [("at", "2020-13-01 00:00:00"), ("at", "x"), ("seq", "x")])
def test_an_entry_that_cannot_be_read_shows(column: str, value: str, entries: list[AuditEntry]) -> None:
    meddle(f"UPDATE core_auditentry SET {column} = %s WHERE seq = %s", value, entries[2].seq)
    assert faults()


# What is kept


def test_logins_accounts_and_rights_are_kept(client: Any) -> None:
    user = get_user_model().objects.create_user("xinren", password="雨伞-paper-7", first_name="新人")
    client.post("/admin/login/", {"username": "xinren", "password": "wrong"})
    user.groups.add(Group.objects.get(name="省级编辑"))
    client.post("/admin/login/", {"username": "xinren", "password": "雨伞-paper-7"})
    user = get_user_model().objects.get(pk=user.pk)
    user.is_superuser = True
    user.save()
    user.is_active = False
    user.set_password("雨伞-paper-8")
    user.save()
    user.delete()
    kept = [
        (e.action, e.data)
        for e in AuditEntry.objects.filter(kind="auth.user", object_id=str(AuditEntry.objects.last().object_id))
    ]
    told = dict(kept)
    assert [action for action, _ in kept][:4] == [
        "account.create",
        "account.login_failed",
        "rights.given",
        "account.login",
    ]
    assert told["rights.given"]["what"] == ["省级编辑"]
    assert {"account.change", "account.password", "rights.given"} <= set(told)
    assert "雨伞" not in json.dumps(kept, ensure_ascii=False)


def test_what_an_administrator_changes_bears_the_name(as_user: Any) -> None:
    target = get_user_model().objects.get(username="yinfa")
    data = {
        "username": "yinfa",
        "first_name": "某",
        "email": "a@example.org",
        "posts-TOTAL_FORMS": 1,
        "posts-INITIAL_FORMS": 1,
    }
    data |= {"posts-0-role": "clerk", "posts-0-unit": ""}
    answer = as_user("guanli").post(f"/admin/users/edit/{target.pk}/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    entry = AuditEntry.objects.filter(action="account.change").last()
    assert entry is not None
    assert (entry.object_id, entry.data) == (
        str(target.pk),
        {"is_active": False, "first_name": "某", "email": "a@example.org"},
    )
    assert entry.actor == f"{get_user_model().objects.get(username='guanli').get_full_name()}（guanli）"


def test_whoever_bears_another_name_is_known_by_the_account() -> None:
    user = get_user_model().objects.get(username="tongxunyuan")
    user.first_name = "主编"
    with LogContext(user=user):
        assert audit.enter("test.step", None, "主编").actor == "主编（tongxunyuan）"
        assert audit.enter("test.step", None, "系统").actor == "系统"
    user.first_name = "主" * 150
    with LogContext(user=user):
        assert audit.enter("test.step", None, "主" * 60).actor == "主" * 80 + "（tongxunyuan）"


def test_publishing_moving_and_deleting_pages_is_kept(as_user: Any) -> None:
    case, admin = make(CasePage), as_user("guanli")
    home = unit_of(case)
    case.save_revision().publish(user=get_user_model().objects.get(username="guanli"))
    CasePage.objects.get(pk=case.pk).reopen("管理员", None, "写错了")
    other = Page.objects.filter(unitpage__isnull=False).exclude(pk=case.get_parent().pk).last()
    admin.post(f"/admin/pages/{case.pk}/move/{other.pk}/confirm/")
    admin.post(f"/admin/pages/{case.pk}/delete/")
    kept = AuditEntry.objects.filter(object_id=str(case.pk), action__startswith="wagtail.")
    assert [e.action for e in kept] == ["wagtail.publish", "wagtail.move", "wagtail.delete"]
    assert {e.kind for e in kept} == {"cases.casepage"}
    assert all(e.actor for e in kept)
    assert details(kept[1].data) == f"原在：{home.title}；移到：{other.title}"


# Reading and exporting


@pytest.mark.parametrize("name", ["tongxunyuan", "shiji", "bianji", "yinfa"])
def test_only_administrators_and_the_chief_read_it(name: str, as_user: Any) -> None:
    assert as_user("zhubian").get("/admin/audit/").status_code == 200
    assert as_user("guanli").get("/admin/audit/").status_code == 200
    client = as_user(name)
    for address in ("/admin/audit/", "/admin/audit/results/", "/admin/audit/?export=csv"):
        assert client.get(address).status_code in (302, 403)
    assert client.get("/admin/audit/export/").status_code in (302, 403)
    assert "audit.export" not in AuditEntry.objects.values_list("action", flat=True)


def test_the_page_filters_and_searches(as_user: Any, entries: list[AuditEntry]) -> None:
    chief = as_user("zhubian")
    assert "第3步" in chief.get("/admin/audit/").content.decode()
    assert "第3步" in chief.get("/admin/audit/?action=test.step&actor=省级&kind=auth.user").content.decode()
    assert "第3步" not in chief.get("/admin/audit/?action=account.login").content.decode()
    assert "第3步" not in chief.get("/admin/audit/results/?q=没有这个人").content.decode()
    assert "第3步" not in chief.get("/admin/audit/?at_from=2020-01-01&at_to=2020-02-01").content.decode()


def told_in_the_sources() -> Iterator[tuple[str, set[str]]]:
    """Yield each action that our sources record, as far as it stands there, with the names of its data."""
    for path in (ROOT / "cms").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("audit.enter", "enter") and call.args:
                actions = [
                    n.value for n in ast.walk(call.args[0]) if isinstance(n, ast.Constant) and "." in str(n.value)
                ]
                names = {word.arg for word in call.keywords if word.arg}
                # of f"{model}.reject" stands here what follows the model
                yield from ((action, names) for action in actions if re.fullmatch(r"[a-z_]*\.[a-z_]+", action))


def decisions_in_the_sources() -> Iterator[str]:
    """Yield the name under which the history of a thing keeps each decision that a page of decisions knows."""
    for path in (ROOT / "cms").rglob("*.py"):
        for asked in ast.walk(ast.parse(path.read_text("utf-8"))):
            values: list[Any] = []
            if isinstance(asked, ast.Compare) and ast.unparse(asked.left) == "decision":
                values = asked.comparators
            elif isinstance(asked, ast.Match) and ast.unparse(asked.subject) == "decision":
                values = [case.pattern.value for case in asked.cases if isinstance(case.pattern, ast.MatchValue)]
            yield from (f"press.{n.value}" for n in values if isinstance(n, ast.Constant))


def test_no_entry_speaks_english() -> None:
    found = list(told_in_the_sources())
    assert len(found) > 15
    for action, names in found:
        assert not re.search("[A-Za-z]", action_name(action)), action
        assert names - DATA.keys() <= {"kind", "object_id", "label", "by"}, action
    decisions = set(decisions_in_the_sources())
    assert {"press.printed", "press.sign", "press.reject"} <= decisions
    for action in decisions - {"press.approve"}:  # a review is noted by Wagtail
        assert not re.search("[A-Za-z]", action_name(action)), action


def test_what_is_kept_of_an_account_is_called_as_its_form_calls_it() -> None:
    assert set(KEPT) <= DATA.keys()
    fields = AccountForm().fields
    for name in KEPT:
        if name in fields:
            assert DATA[name] == fields[name].label, name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"before": "draft", "after": "submitted", "note": ""}, "原来：草稿；现在：已报送"),
        ({"what": ["change_user", "sign_issue", "省级编辑"]}, "内容：修改账号、可以签发简报、省级编辑"),
        ({"is_active": False, "cleared_on": "2026-03-05"}, "可以登录：否；公开日期：2026年3月5日"),
        ({"confirmed": ["电话 138…：联系人"], "version": 2}, "逐条核对：电话 138…：联系人；第几版：2"),
    ],
)
def test_details_are_words(data: dict[str, Any], words: str) -> None:
    assert details(data) == words


def test_an_entry_leads_to_its_text(as_user: Any) -> None:
    case = CasePage.objects.filter(live=True).first()
    assert case is not None
    audit.enter("casepage.unclear", case, "主编")
    gone = audit.enter("wagtail.delete", None, "主编", kind="cases.casepage", object_id="999999", label="没有了的案例")
    page = as_user("zhubian").get("/admin/audit/").content.decode()
    assert f'<a href="/admin/pages/{case.pk}/edit/">{case.title}</a>' in page
    assert "没有了的案例</a>" not in page
    assert gone.label in page
    assert "{&#x27;" not in page
    assert "&quot;:" not in re.sub(r"<[^>]*>", "", page)


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_cell_that_begins_like_a_formula_is_text(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless("") == ""


def test_its_tables_hold_no_formulas_and_the_export_is_kept(as_user: Any) -> None:
    audit.enter("test.step", None, "=1+1", label="=HYPERLINK(1)")
    answer = as_user("zhubian").get("/admin/audit/?export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    row = next(r for r in rows if r["事项"] == "test.step")
    assert (row["经办人"], row["对象"]) == ("'=1+1", "'=HYPERLINK(1)")
    assert AuditEntry.objects.last().action == "audit.export"


def test_an_export_can_be_checked(as_user: Any, entries: list[AuditEntry], tmp_path: Path, capsys: Any) -> None:
    answer = as_user("zhubian").get("/admin/audit/export/")
    file = tmp_path / "audit.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))
    call_command("audit", "verify", str(file))
    assert "没有改动过" in capsys.readouterr().out
    lines = file.read_text("utf-8").splitlines()
    for broken in (
        [*lines[:3], *lines[4:]],
        [lines[0].replace('"seq": 1', '"seq": 1, "x": 1'), *lines[1:]],
        lines[1:],
        ["{", *lines],
    ):
        file.write_text("\n".join(broken) + "\n", "utf-8")
        with pytest.raises(CommandError):
            call_command("audit", "verify", str(file))


def test_the_shell_exports_and_checks(entries: list[AuditEntry], tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "audit.jsonl"
    call_command("audit", "export", str(file))
    head = AuditEntry.objects.last().sha256
    assert head in capsys.readouterr().out
    assert json.loads(file.read_text("utf-8").splitlines()[-1])["sha256"] == head
    meddle("UPDATE core_auditentry SET actor = 'x' WHERE seq = %s", entries[0].seq)
    with pytest.raises(CommandError, match=f"第{entries[0].seq}条"):
        call_command("audit", "verify")


# A database of its own


WRITE = """
from cms.core import audit, audit_triggers
for n in range(20): audit.enter("test.step", None, "{name}", label=str(n))
"""


@pytest.fixture
def own(empty: Path, tmp_path: Path) -> Office:
    return Office(url="", var=shutil.copytree(empty, tmp_path / "var"), password="")


def test_writers_at_the_same_time_keep_one_chain_whose_heads_are_noted(own: Office) -> None:
    def write(name: str) -> None:
        own.run("cms", "shell", "-v0", "-c", WRITE.format(name=name))

    threads = [threading.Thread(target=write, args=[f"第{n}人"]) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "没有发现改动" in own.run("cms", "audit", "verify").stdout
    with sqlite3.connect(own.var / "cms.sqlite3") as database:
        assert database.execute("SELECT COUNT(*) FROM core_auditentry WHERE action = 'test.step'").fetchone() == (60,)
        (count,) = database.execute("SELECT COUNT(*) FROM core_auditentry").fetchone()
    assert len((own.var / "audit.heads").read_text().splitlines()) == 2 * count, "before and after each commit"


def test_a_tail_cut_off_in_the_database_is_found(own: Office) -> None:
    own.run("cms", "shell", "-v0", "-c", WRITE.format(name="一人"))
    with sqlite3.connect(own.var / "cms.sqlite3") as database:
        database.execute("DROP TRIGGER audit_no_delete")
        database.execute("DELETE FROM core_auditentry WHERE seq = (SELECT MAX(seq) FROM core_auditentry)")
    found = own.run("cms", "audit", "verify", check=False)
    assert found.returncode == 1
    assert "触发器不在" in found.stderr
    assert "不见了" in found.stderr
    assert "审计记录有问题" in found.stderr


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_writers_on_postgresql_keep_one_chain() -> None:
    name = connection.settings_dict["NAME"]
    settings = connection.settings_dict
    url = f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{name}"
    environment = {**os.environ, "DATABASE_URL": url}
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "cms", "shell", "-v0", "-c", WRITE.format(name=n)], cwd=ROOT, env=environment
        )
        for n in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert AuditEntry.objects.filter(action="test.step").count() == 60
    assert faults() == []
