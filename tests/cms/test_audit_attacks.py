"""The audit log under attack: whatever is done to rows or files is found or said to be undecidable,
and what is whole is never accused."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cms.core import audit, audit_heads, audit_triggers
from cms.core.audit import AuditEntry
from cms.core.audit_check import Verdict, check_file, check_log
from tests.office import Office

pytestmark = pytest.mark.django_db
LITE = connection.vendor == "sqlite"
LENGTH = 24
ATTACKS = 120
Rows = list[AuditEntry]


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


@pytest.fixture
def heads(settings: Any, tmp_path: Path) -> Path:
    """An empty log whose heads and releases stand in a folder of this test; the
    triggers are off, as after an attacker."""
    settings.AUDIT_HEADS, settings.DIST = tmp_path / "audit.heads", tmp_path / "dist"
    audit_triggers.remove(run, connection.vendor)
    run("DELETE FROM core_auditentry")
    return Path(settings.AUDIT_HEADS)


def honest(count: int, dice: random.Random | None = None) -> Rows:
    """Add entries as the application does, all committed; with dice now and then one is rolled
    back, or the process killed after it."""
    made = []
    for n in range(count):
        if dice and dice.random() < 0.1:
            with transaction.atomic():
                audit.enter("test.step", None, "主编", label="不算", n=n)
                transaction.set_rollback(True)
        entry = audit.enter(
            "test.step",
            None,
            f"主编{n % 3}",
            label=f"《河边的旧伞 {n}》",
            reason=f"第{n}步 ‘“<&",
            n=n,
            list=["一", None, 1.5],
        )
        if not (dice and dice.random() < 0.1):
            audit_heads.add(entry)
        made.append(entry)
    return made


def release(dist: Path, name: str, entry: AuditEntry) -> Path:
    folder = dist / "releases" / name
    folder.mkdir(parents=True)
    audit_heads.add(entry, audit_heads.installation(), beside=folder)
    return folder / "audit.heads"


def write(rows: Rows) -> None:
    run("DELETE FROM core_auditentry")
    AuditEntry.objects.bulk_create(rows)


def sealed(rows: Rows, start: int = 0) -> Rows:
    """Chain rows again from one on, as whoever knows the code does."""
    for n in range(start, len(rows)):
        rows[n].previous = rows[n - 1].sha256 if n else audit.FIRST
        rows[n].seq = n + 1
        rows[n].sha256 = rows[n].seal()
    return rows


# What is done to rows: each returns the number of the first entry that is not as it was.


def change(rows: Rows, dice: random.Random) -> int:
    row = dice.choice(rows)
    name = dice.choice(["actor", "action", "kind", "object_id", "label", "data", "at", "previous", "sha256"])
    old = getattr(row, name)
    if name == "data":
        row.data = {**old, "reason": old["reason"] + " "}
    elif name == "at":
        row.at = old.replace(microsecond=(old.microsecond + 1) % 1_000_000)
    else:
        # Not a space at the end: PostgreSQL cuts those off where a column is full, and nothing is changed.
        setattr(row, name, dice.choice([f" {old[1:]}", f"{old[:-1]}x", "别人"]))
    return row.seq


def take_out(rows: Rows, dice: random.Random) -> int:
    first = dice.randrange(len(rows))
    del rows[first : first + dice.randint(1, 4)]
    return first + 1


def cut_tail(rows: Rows, dice: random.Random) -> int:
    first = dice.randrange(len(rows))
    del rows[first:]
    return first + 1


def swap(rows: Rows, dice: random.Random) -> int:
    a, b = sorted(dice.sample(range(len(rows)), 2))
    rows[a].seq, rows[b].seq = rows[b].seq, rows[a].seq
    return a + 1


def forge(rows: Rows, dice: random.Random) -> int:
    entry = copy.copy(rows[-1])
    entry.seq, entry.actor = len(rows) + 1, "没有做过的人"
    rows.append(entry)
    sealed(rows, len(rows) - 1)
    return len(rows)


def rewrite(rows: Rows, dice: random.Random) -> int:
    first = dice.randrange(len(rows))
    rows[first].actor = "别人"
    sealed(rows, first)
    return first + 1


def rewrite_shorter(rows: Rows, dice: random.Random) -> int:
    first = take_out(rows, dice)
    sealed(rows, first - 1)
    return first


def replace_one(rows: Rows, dice: random.Random) -> int:
    n = dice.randrange(len(rows))
    rows[n] = copy.copy(rows[n - 1])
    rows[n].seq = n + 1
    return n + 1


ON_ROWS: list[Callable[[Rows, random.Random], int]] = [
    change,
    take_out,
    cut_tail,
    swap,
    forge,
    rewrite,
    rewrite_shorter,
    replace_one,
]


# What is done to the heads beside the database.


def lose(path: Path, dice: random.Random) -> None:
    path.unlink()


def empty(path: Path, dice: random.Random) -> None:
    path.write_text("")


def shorten(path: Path, dice: random.Random) -> None:
    lines = path.read_text().splitlines(keepends=True)
    seq = dice.randint(1, LENGTH)
    path.write_text("".join(line for line in lines if int(line.split()[0]) < seq))


def drop(path: Path, dice: random.Random) -> None:
    seq = str(dice.randint(1, LENGTH))
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if line.split()[0] != seq))


def alter(path: Path, dice: random.Random) -> None:
    seq = str(dice.randint(1, LENGTH))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(f"{seq} {'0' * 64}\n" if line.split()[0] == seq else line for line in lines))


def spoil(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at = dice.randrange(len(data) - 80)
    data[at : at + 70] = bytes(dice.randrange(256) for _ in range(70))
    path.write_bytes(bytes(data))


ON_HEADS = [lose, empty, shorten, drop, alter, spoil]


def test_every_random_attack_is_found_or_said_to_be_undecidable(
    heads: Path, settings: Any, record_property: Any
) -> None:
    """Who writes the database, the heads beside it, or both, in random places; honest work may go on afterwards."""
    seed = os.environ["SEARCH_SEED"]
    dice = random.Random(seed)
    honest(LENGTH, dice)
    rows, noted = list(AuditEntry.objects.all()), heads.read_text()
    assert [check_log([]).faults, check_log([]).doubts] == [["数据库里防止改动的触发器不在了，或者被停用、改过"], []]
    outside = dice.randrange(LENGTH)
    release(settings.DIST, "000001-aaaaaaaa", rows[outside])
    counts = {"found": 0, "undecidable": 0, "beyond": 0}
    for n in range(ATTACKS):
        told, power = copy.deepcopy(rows), dice.choice(["database", "heads", "both"])
        first = LENGTH + 1
        done = []
        if power != "heads":
            attack = dice.choice(ON_ROWS)
            done.append(attack.__name__)
            first = attack(told, dice)
            write(told)
        if power == "heads":
            attack_heads = dice.choice(ON_HEADS)
            done.append(attack_heads.__name__)
            attack_heads(heads, dice)
        elif power == "both":
            heads.write_text("".join(f"{row.seq} {row.sha256}\n" for row in told))
        if dice.random() < 0.3:
            honest(dice.randint(1, 2))
        found = check_log([settings.DIST])
        faults = found.faults[1:]  # after the triggers, which are off all the time
        said = f"seed {seed}, attack {n}: {power} {done} from {first}; outside {outside + 1}: {found}"
        beyond = power == "both" and first > outside + 1
        noted_after = {f"{row.seq} {row.sha256}" for row in rows[first - 1 :]} & set(noted.splitlines())
        killed = power == "database" and not noted_after
        told_beyond = f"自第{outside + 1}条之后无外部凭据" if beyond else "曾预记而没有记成" if killed else "never"
        assert faults or found.doubts or any(told_beyond in note for note in found.notes), said
        counts["found" if faults else "undecidable" if found.doubts else "beyond"] += 1
        write(copy.deepcopy(rows))
        heads.write_text(noted)
        assert check_log([settings.DIST]).faults[1:] + check_log([settings.DIST]).doubts == []
    record_property("audit attacks", f"{ATTACKS}: {counts}")
    assert counts["found"] > ATTACKS / 3


def test_every_random_attack_on_an_exported_file_is_found(heads: Path, settings: Any, tmp_path: Path) -> None:
    dice = random.Random(os.environ["SEARCH_SEED"])
    honest(LENGTH)
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    call_command("audit", "export", str(old), stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    honest(3)
    call_command("audit", "export", str(new), stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    for file, last in ((old, LENGTH + 1), (new, LENGTH + 5)):
        found = check_file(file, [])
        assert found.whole, found
        assert any(f"截至第{last}条的真实前段" in note for note in found.notes)
    lines = new.read_text("utf-8").splitlines(keepends=True)
    rows = list(AuditEntry.objects.all())
    tried = tmp_path / "tried.jsonl"
    for n in range(60):
        forged, text = copy.deepcopy(rows), list(lines)
        match dice.choice(
            ["cut", "doubled", "swapped", "spaces", "letters", "time zone", "rewritten", "cut early", "empty"]
        ):
            case "cut":
                del text[dice.choice([-1, -2, -3]) :]
            case "cut early":
                del text[: dice.randint(1, 3)]
            case "doubled":
                text.insert(dice.randrange(len(text)), dice.choice(text))
            case "swapped":
                a = dice.randrange(len(text) - 1)
                text[a], text[a + 1] = text[a + 1], text[a]
            case "spaces":
                a = dice.randrange(len(text))
                text[a] = text[a].replace("{", "{ ", 1)
            case "letters":
                a = dice.randrange(len(text))
                text[a] = text[a].replace("e", "ｅ", 1)
            case "time zone":
                a = dice.randrange(len(text))
                text[a] = text[a].replace("+00:00", "+08:00")
            case "rewritten":
                first = rewrite(forged[:-1] if dice.random() < 0.5 else forged, dice)
                text = [row.line() + "\n" for row in sealed(forged, first - 1)]
            case "empty":
                text = []
        tried.write_text("".join(text), "utf-8")
        assert not check_file(tried, []).whole, (n, text)


# Examples, with what is said


def said(found: Verdict) -> str:
    return "\n".join([*found.faults, *found.doubts])


def test_a_tail_cut_in_database_and_heads_is_found_by_the_release(heads: Path, settings: Any) -> None:
    made = honest(10)
    release(settings.DIST, "000001-aaaaaaaa", made[4])
    release(settings.DIST, "000002-bbbbbbbb", made[8])
    run("DELETE FROM core_auditentry WHERE seq > 7")
    heads.unlink()
    found = said(check_log([settings.DIST]))
    assert "000002-bbbbbbbb 做成的时候记到第9条：这一条那里有凭据，数据库里没有；到第5条为止一致" in found
    assert "audit.heads 不在了" in found


def test_a_log_that_was_rewritten_whole_with_its_heads_is_found_by_the_release_or_an_export(
    heads: Path, settings: Any, tmp_path: Path
) -> None:
    made = honest(10)
    file = tmp_path / "kept.jsonl"
    call_command("audit", "export", str(file), stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    release(settings.DIST, "000001-aaaaaaaa", made[6])
    rows = list(AuditEntry.objects.all())
    rows[3].actor = "别人"
    write(sealed(rows, 3))
    heads.write_text("".join(f"{row.seq} {row.sha256}\n" for row in rows))
    assert "000001-aaaaaaaa 做成的时候记到第7条：这一条和那里的凭据不同，被重写过" in said(check_log([settings.DIST]))
    (settings.DIST / "releases/000001-aaaaaaaa/audit.heads").unlink()
    assert "没有外部凭据" in "".join(check_log([settings.DIST]).notes)
    assert "第4—11条，文件和数据库不同；凭据和数据库一致：文件被改过，要么数据库连同凭据都被重写过" in said(
        check_file(file, [])
    )


def test_heads_that_were_lost_are_not_taken_for_complete_when_they_begin_anew(heads: Path) -> None:
    honest(5)
    heads.unlink()
    honest(2)
    assert "第1—5条在 audit.heads 里没有凭据" in said(check_log([]))


def test_a_file_of_another_log_proves_nothing(heads: Path, tmp_path: Path) -> None:
    honest(3)
    file = tmp_path / "log.jsonl"
    call_command("audit", "export", str(file), stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    run("DELETE FROM core_auditentry")
    heads.unlink()
    honest(4)
    assert "无法判定" in said(check_file(file, []))


def test_heads_of_another_installation_are_no_evidence(heads: Path, settings: Any) -> None:
    made = honest(3)
    folder = settings.DIST / "releases/000001-aaaaaaaa"
    folder.mkdir(parents=True)
    audit_heads.add(made[0], "0" * 16, beside=folder)
    found = check_log([settings.DIST])
    assert not found.doubts
    assert "另一个安装" in "".join(found.notes)


def test_after_an_old_backup_the_gap_is_named_until_someone_begins_anew_with_a_reason(
    heads: Path, settings: Any, capsys: Any
) -> None:
    made = honest(8)
    release(settings.DIST, "000001-aaaaaaaa", made[6])
    run("DELETE FROM core_auditentry WHERE seq > 5")
    with connection.cursor() as cursor:
        audit_triggers.install(cursor.execute, connection.vendor)
    with pytest.raises(CommandError, match="第6—8条不见了"):
        call_command("audit", "verify")
    with pytest.raises(CommandError):
        call_command("audit", "restart")
    call_command("audit", "restart", "恢复了3月1日的备份")
    call_command("audit", "verify")
    out = capsys.readouterr().out
    assert "重新起头，原因是“恢复了3月1日的备份”，不再核对 1 个外部凭据" in out
    assert "没有发现改动，共6条" in out
    assert len(list(heads.parent.glob("audit.heads.*"))) == 1, "the old heads are kept"


# What the database itself refuses

COLUMNS = "seq, at, actor, action, kind, object_id, label, data, previous, sha256"
COPY = (
    f"INTO core_auditentry ({COLUMNS}) "
    "SELECT %s, at, 'x', action, kind, object_id, label, data, previous, sha256 FROM core_auditentry"
)
OLD = f"{COPY} WHERE seq = 1"
REFUSED = [
    "UPDATE core_auditentry SET actor = 'x'",
    "DELETE FROM core_auditentry",
    f"INSERT {OLD} ON CONFLICT (seq) DO UPDATE SET actor = 'x'".replace("%s", "1"),
    f"INSERT {OLD}".replace("%s", "999999"),
    *(
        [
            f"REPLACE {OLD}".replace("%s", "1"),
            f"INSERT OR REPLACE {OLD}".replace("%s", "1"),
            "UPDATE OR REPLACE core_auditentry SET seq = 2 WHERE seq = 1",
            f"REPLACE {OLD}".replace("%s", "(SELECT MAX(seq) + 1 FROM core_auditentry)")
            .replace("(seq,", "(rowid, seq,")
            .replace("SELECT (", "SELECT (SELECT MIN(rowid) FROM core_auditentry), ("),
        ]
        if LITE
        else ["TRUNCATE core_auditentry", "TRUNCATE core_auditentry CASCADE"]
    ),
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses_whatever_is_not_the_next_entry(sql: str) -> None:
    user = get_user_model().objects.get(username="bianji")
    entry = audit.enter("test.step", user, "省级编辑")
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        run(sql)
    assert list(AuditEntry.objects.values()) == before
    with pytest.raises(PermissionDenied):
        entry.delete()
    assert audit_triggers.guarded()


@pytest.mark.parametrize("verb", list(audit_triggers.SQLITE if LITE else audit_triggers.POSTGRESQL))
def test_a_trigger_that_was_taken_off_or_made_harmless_is_missed(verb: str) -> None:
    on = "" if LITE else " ON core_auditentry"
    run(f"DROP TRIGGER audit_no_{verb}{on}")
    assert not audit_triggers.guarded()
    if LITE:
        run(f"CREATE TRIGGER audit_no_{verb} BEFORE UPDATE ON core_auditentry BEGIN SELECT 1; END")
    else:
        run(audit_triggers.POSTGRESQL[verb])
        assert audit_triggers.guarded()
        run(f"ALTER TABLE core_auditentry DISABLE TRIGGER audit_no_{verb}")
    assert not audit_triggers.guarded()


# Killed in the middle of signing

KILLED = """
import datetime, json, os
from django.db import connection
from cms.core import audit_heads
from cms.core.audit import AuditEntry
from cms.core.audit_check import check_log
from cms.issues.models import Issue, IssueEntry, IssueVersion
from cms.issues.publications import Publication
from cms.issues.signing import sign
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

unit, made = UnitPage.objects.get(code="320282"), 0

def draft():
    global made
    made += 1
    page = ArticlePage(title=f"河边的旧伞{made}", place=unit.place, state="pool", live=False,
        body=[("paragraph", "雨天借伞，晴天还伞。")])
    unit.add_child(instance=page)
    page.save_revision()
    wmsj = Publication.objects.get(slug="wmsj")
    issue = Issue.objects.create(publication=wmsj, year=2026, number=50 + made, date=datetime.date(2026, 2, 1))
    IssueEntry.objects.create(issue=issue, article=page, sort_order=0)
    return issue

def cut(owner, name, call, after):
    whole, calls = getattr(owner, name), []
    def dying(*given, **named):
        calls.append(1)
        if len(calls) == call and not after:
            os.kill(os.getpid(), 9)
        whole(*given, **named)
        if len(calls) == call:
            os.kill(os.getpid(), 9)
    setattr(owner, name, dying)

issue = draft()
points = [(IssueVersion, "store", 1), *((audit_heads, "add", call) for call in (1, 2, 3, 4))]
for owner, name, call in points:
    for after in (False, True):
        connection.close()
        child = os.fork()
        if not child:
            cut(owner, name, call, after)
            sign(issue, "主编")
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        found = check_log([])
        entries = AuditEntry.objects.filter(action="issue.sign", object_id=str(issue.pk)).count()
        signed = IssueVersion.objects.filter(issue=issue).count()
        print(json.dumps([name, call, after, os.WIFSIGNALED(status), signed, entries,
            found.faults, found.doubts, found.notes]))
        if signed:
            issue = draft()
"""


@pytest.mark.skipif(not LITE, reason="a database of its own, SQLite; a second run shows nothing new")
def test_a_sign_off_killed_anywhere_is_whole_or_nothing_and_no_attack(prepared: Path, tmp_path: Path) -> None:
    office = Office(url="", var=tmp_path / "var", password="")
    shutil.copytree(prepared, office.var)
    rows = [json.loads(line) for line in office.run("cms", "shell", "-v0", "-c", KILLED).stdout.splitlines()]
    assert len(rows) == 10
    for name, call, after, killed, signed, entries, faults, doubts, notes in rows:
        assert killed
        assert signed == entries == int(name == "add" and call > 2), "signed with its entry, or neither"
        assert faults == doubts == []
        assert (
            any("程序中断过；预记的凭据和记录相同" in note for note in notes) == (name == "add" and call > 2)
            or signed == 0
        ), (
            call,
            after,
        )
