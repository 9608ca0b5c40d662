"""The law of the ledger: `python -m tests.tools.ledger ISSUES INTERRUPTIONS SEED` has clerks work on random issues,
kills them in the middle, cuts their lines, puts older databases back, and asks after each step where every copy is.

    DATABASE_URL=postgres://press@127.0.0.1:54341/press .venv/bin/python -m tests.tools.ledger 100 1000 7
    … --fault lock|transaction|key    takes away what holds the law: the run must end with what is broken, and status 1

The law: the sum over all places is what was printed; no copy is at two places, none is lost; what was refused changed
nothing; what was submitted counts once, however often it is sent and whatever befell. What should stand where is
worked out by `ledger_account.py`, which shares no code with the ledger and reads plain SQL.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tools.ledger_account import NEW, Account, Step, Wrong
from tests.tools.ledger_clerk import DAY, Fate, hire, in_a_process, outcome
from tests.tools.ledger_submissions import Submission, submission

KILLED = 0.3  # of the interruptions
RESTORED = 0.012
AT_ONCE = 0.15  # of the steps: two clerks
FIRST_GUESS = 14  # statements of an act, before one has been counted
AFTER_COMMIT = 0.15
# Of two of these at once, the second comes to the same steps or is refused; others then come to other steps.
RIVALS = {"receive", "reprint", "seal", "unseal", "send", "receipt", "partial_receipt", "returned", "retain", "destroy"}
COUNT_ON = ("receive", "reprint")  # of two at once, the second gets the next numbers


@dataclass
class Base:
    """The database under test: asked in plain SQL, kept, and put back as it was."""

    settings: dict[str, Any]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        if self.postgresql:
            import psycopg

            if self.line is None:
                self.line = psycopg.connect(**self.place, autocommit=True)
            return list(self.line.execute(sql).fetchall())
        with closing(sqlite3.connect(self.settings["NAME"], timeout=20)) as opened:  # one that stays would be inherited
            return opened.execute(sql).fetchall()

    line: Any = None

    @property
    def postgresql(self) -> bool:
        return "postgresql" in self.settings["ENGINE"]

    @property
    def place(self) -> dict[str, Any]:
        names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        return {ours: self.settings[name] for name, ours in names.items() if self.settings.get(name)}

    def keep(self) -> None:
        """Keep the database as it is now, as a backup does."""
        self._copy(self.settings["NAME"], f"{self.settings['NAME']}_kept")

    def put_back(self) -> None:
        """Put the backup in its place."""
        self._copy(f"{self.settings['NAME']}_kept", self.settings["NAME"])

    def forget(self) -> None:
        """Delete the backup."""
        if self.postgresql:
            self._say(f'DROP DATABASE IF EXISTS "{self.settings["NAME"]}_kept"')
        else:
            Path(f"{self.settings['NAME']}_kept").unlink(missing_ok=True)

    def _copy(self, source: str, target: str) -> None:
        if self.postgresql:
            if self.line is not None:
                self.line.close()
            self.line = None
            self._say(
                f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)', f'CREATE DATABASE "{target}" TEMPLATE "{source}"'
            )
            return
        with closing(sqlite3.connect(source)) as kept:
            kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for beside in ("-wal", "-shm"):
            Path(f"{target}{beside}").unlink(missing_ok=True)
        shutil.copyfile(source, target)

    def _say(self, *statements: str) -> None:
        import psycopg

        with closing(psycopg.connect(**{**self.place, "dbname": "template1"}, autocommit=True)) as line:
            for statement in statements:
                line.execute(statement)


@dataclass
class Office:
    """All that is at stake: the issues with what should stand where, and what was counted."""

    base: Base
    dice: random.Random
    versions: dict[int, dict[str, Any]]  # the frozen records that were signed
    fault: str = ""
    accounts: dict[int, Account] = field(default_factory=dict)  # by version
    counted: Counter[str] = field(default_factory=Counter)
    statements: dict[str, int] = field(default_factory=dict)
    kept: dict[int, Account] | None = None
    after_keeping: dict[int, Submission | None] = field(default_factory=dict)  # the first on each version since then
    keys: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    @property
    def interruptions(self) -> int:
        return sum(self.counted[name] for name in ("kill", "error", "cut", "restore"))

    def step(self) -> None:
        """Do one thing with one issue: open it, submit something, let two clerks submit at once."""
        version = self.dice.choice(list(self.versions))
        account = self.accounts.get(version)
        if account is None:
            self.open(version)
            return
        made = submission(account, self.dice, f"{account.dispatch}.{next(self.keys)}")
        if made is None:
            return
        if self.dice.random() < AT_ONCE and made.sent["kind"] != "reissue":
            self.after_keeping.setdefault(version, None)
            self.at_once(account, made)
        else:
            self.after_keeping.setdefault(version, made)
            self.submit(account, made)
        account.check(self.base)

    def open(self, version: int) -> None:
        """Have a version dispatched; it is there whole or not at all, and once."""
        sent = {"kind": "open", "version": version}
        record = self.versions[version]
        for fate in (self.fate("open"), Fate()):
            told = self.hand_in(sent, fate)
            rows = self.base.ask(f"SELECT id FROM dispatch_dispatch WHERE version_id = {version}")
            done = bool(told) and "broke" not in told
            if len(rows) > 1 or (not rows and (done or not fate.how)):
                raise Wrong(f"version {version}: {len(rows)} dispatches, {told}")
            if rows:
                account = Account(rows[0][0], bool(record["numbered_copies"]))
                self.read_parcels(account, record)
                self.accounts[version] = account
                account.check(self.base)

    def read_parcels(self, account: Account, record: dict[str, Any]) -> None:
        """Set the parcels as the record of the issue has them; Wrong where the database has others."""
        rows = self.base.ask(
            "SELECT id, name, copies, first_number, last_number FROM dispatch_parcel"
            f" WHERE dispatch_id = {account.dispatch} ORDER BY position"
        )
        number, expected = 1, []
        for one in record["recipients"]:
            span = (number, number + one["copies"] - 1) if account.numbered else (None, None)
            expected.append((one["name"], one["copies"], *span))
            number += one["copies"]
        if [row[1:] for row in rows] != expected:
            raise Wrong(f"dispatch {account.dispatch}: {len(rows)} parcels, {len(expected)} recipients, or others")
        account.copies = {pk: copies for pk, _, copies, *_ in rows}
        account.apart = {pk: list(range(first, last + 1)) if first else [] for pk, _, _, first, last in rows}
        account.waiting = set(account.apart)

    def submit(self, account: Account, made: Submission) -> None:
        """Submit; where it was interrupted, look whether it counted, and send the same form again."""
        fate = self.fate(made.sent["kind"])
        told = self.hand_in(made.sent, fate)
        if not told or "broke" in told:
            if not fate.how:
                raise Wrong(f"{made.sent} broke without a reason: {told}")
            self.settle(account, made)
            account.check(self.base)
            self.counted["sent again"] += 1
            told = self.hand_in(made.sent, Fate())
            self.counted["counted once already"] += bool(told.get("again"))
        self.answer(account, made, told)
        if not made.refused and self.dice.random() < 0.1:  # pressed twice
            self.counted["sent twice"] += 1
            told = self.hand_in(made.sent, Fate())
            if not told.get("again"):
                raise Wrong(f"{made.sent} was posted twice: {told}")

    def answer(self, account: Account, made: Submission, told: dict[str, Any]) -> None:
        """Compare the answer with what it should be, and take the steps."""
        if "statements" in told:
            self.statements[made.sent["kind"]] = told["statements"]
        if made.refused != ("refused" in told) or "broke" in told:
            raise Wrong(f"{made.sent} should be {'refused' if made.refused else 'posted'}: {told}")
        self.counted["refused" if made.refused else "posted"] += 1
        self.settle(account, made)

    def settle(self, account: Account, made: Submission) -> None:
        """Take the steps of a submission if the database says that it was posted."""
        key, pk = made.sent["key"], account.dispatch
        if key in account.posted or not self.base.ask(f"SELECT id FROM dispatch_act WHERE key = '{key}'"):
            return
        steps, again = made.steps, 0
        if any(step.target_parcel == NEW for step in steps):
            new = self.base.ask(f"SELECT id, copies FROM dispatch_parcel WHERE dispatch_id = {pk} ORDER BY id DESC")[0]
            account.copies[new[0]] = new[1]
            steps = [Step(*step[:5], new[0]) for step in steps]
            again = made.sent["parcel"]
        account.take(key, made.sent["kind"], steps, again)

    def at_once(self, account: Account, made: Submission) -> None:
        """Have two clerks submit at the same moment: the same form, or two that take the same copies."""
        same = self.dice.random() < 0.4 or made.sent["kind"] not in RIVALS
        other = made.sent if same else {**made.sent, "key": f"{account.dispatch}.{next(self.keys)}"}
        start, slow = time.time() + 0.02, Fate(slow_ms=self.dice.choice((0.0, 0.5, 2.0)))
        clerks = [hire(sent, slow, self.fault, start) for sent in (made.sent, other)]
        told = [outcome(*clerk) for clerk in clerks]
        self.counted["two at once"] += 1
        if any("broke" in one or not one for one in told):
            raise Wrong(f"two at once, {made.sent}: {told}")
        keys = (made.sent["key"],) if same else (made.sent["key"], other["key"])
        listed = ", ".join(f"'{key}'" for key in keys)
        for (key,) in self.base.ask(f"SELECT key FROM dispatch_act WHERE key IN ({listed}) ORDER BY id"):
            first = account.highest() + 1 - made.steps[0].number if made.sent["kind"] in COUNT_ON else 0
            account.take(
                key,
                made.sent["kind"],
                [step._replace(number=step.number and step.number + first) for step in made.steps],
            )
        if same and not made.refused and sorted(one.get("again", False) for one in told) != [False, True]:
            raise Wrong(f"the same form twice at once: {told}")
        self.counted["one of two refused"] += sum("refused" in one for one in told) == 1

    def fate(self, kind: str) -> Fate:
        """Draw what befalls the next clerk."""
        how = self.dice.choices(("", "kill", "error", "cut"), (0.35, 0.65 * KILLED, 0.25, 0.2))[0]
        strikes = self.statements.get(kind, FIRST_GUESS)
        last = self.dice.random() < AFTER_COMMIT  # it counts, and nobody is told so
        return Fate(how, strikes - 1 if last else self.dice.randrange(strikes)) if how else Fate()

    def hand_in(self, sent: dict[str, Any], fate: Fate) -> dict[str, Any]:
        """Have a clerk submit; count what befell."""
        told = outcome(*hire(sent, fate, self.fault))
        if fate.how and (not told or "broke" in told):
            self.counted[fate.how] += 1
            self.counted[f"in {sent['kind']}"] += 1
        return told

    def keep(self) -> None:
        """Make a backup."""
        self.base.keep()
        self.kept, self.after_keeping = copy.deepcopy(self.accounts), {}

    def put_back(self) -> None:
        """Put the backup back, see that all is as it was then, and send again what was first submitted since."""
        assert self.kept is not None
        self.base.put_back()
        self.counted["restore"] += 1
        self.accounts, lost = copy.deepcopy(self.kept), self.after_keeping
        self.after_keeping = {}
        self.check_all()
        for version, made in list(lost.items())[:5]:
            if made and version in self.accounts and not made.refused:
                self.after_keeping[version] = made
                self.counted["sent again after a restore"] += 1
                self.answer(self.accounts[version], made, self.hand_in(made.sent, Fate()))
                self.accounts[version].check(self.base)

    def check_all(self) -> None:
        """Ask of every issue whether the law holds."""
        for account in self.accounts.values():
            account.check(self.base)


def run(office: Office, interruptions: int, kills: int) -> None:
    """Work until so many interruptions have happened, and so many of them were kills."""
    office.keep()
    while office.interruptions < interruptions or office.counted["kill"] < kills:
        office.step()
        drawn = office.dice.random()
        if drawn < RESTORED:
            office.keep()
        elif drawn < 2 * RESTORED:
            office.put_back()
    if not office.counted["restore"]:
        office.put_back()
    office.check_all()


def prepare(issues: int, most: int, seed: int, path: Path) -> None:
    """Make random issues, signed and not dispatched yet; write their records by the key of their version."""
    from django.core.management import call_command
    from django.db import connection

    from cms.issues.models import Issue
    from cms.issues.publications import Publication

    if "dispatch_entry" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    dice, made = random.Random(seed), {}
    publication, _ = Publication.objects.get_or_create(slug="zhangben", defaults={"name": "账本", "issuer": "办公室"})
    last = Issue.objects.filter(publication=publication).count()
    for n in range(issues):
        count = most if n == 0 else round(most ** dice.random())
        routes = ("机要", "交换", "邮寄", "")
        recipients = [
            {"name": f"第{k}局", "copies": dice.randrange(1, 4), "route": dice.choice(routes)} for k in range(count)
        ]
        record = {"items": [], "recipients": recipients, "numbered_copies": dice.random() < 0.4}
        issue = Issue.objects.create(publication=publication, year=DAY.year, number=last + n + 1, date=DAY)
        version = issue.versions.create(version=1, state="signed", date=DAY, record=record)
        made[version.pk] = record
    path.write_text(json.dumps(made))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("issues", type=int)
    asked.add_argument("interruptions", type=int)
    asked.add_argument("seed", type=int)
    asked.add_argument("--most", type=int, default=400, help="recipients of an issue")
    asked.add_argument("--kills", type=int, default=0, help="of the interruptions, at least (default: a fifth)")
    asked.add_argument("--fault", choices=("lock", "transaction", "key"), default="")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django
    from django.conf import settings

    django.setup()
    told = Path(settings.BASE / os.environ.get("PRESS_VAR", "var")) / "ledger.json"
    in_a_process(lambda: prepare(given.issues, given.most, given.seed, told))
    base = Base(dict(settings.DATABASES["default"]))
    office = Office(
        base, random.Random(given.seed), {int(pk): record for pk, record in json.loads(told.read_text()).items()}
    )
    office.fault = given.fault
    began, wrong = time.monotonic(), ""
    try:
        run(office, given.interruptions, given.kills or given.interruptions // 5)
    except Wrong as error:
        wrong = str(error)
    finally:
        base.forget()
    counts = {**office.counted, "issues": len(office.accounts), "seconds": round(time.monotonic() - began)}
    counts |= {"interruptions": office.interruptions, "recipients": sum(len(a.apart) for a in office.accounts.values())}
    sys.stdout.write(json.dumps({**counts, "wrong": wrong}, ensure_ascii=False) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
