"""A house that publishes small releases without building them, and folders that they are carried to."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from dataclasses import dataclass, field
from pathlib import Path

from press import signing
from press.apply import Applied, apply
from press.bundle import bundle
from press.manifest import Edition, write
from press.trust import Trust
from press.verify import Report, verify

BEGAN = dt.datetime(2026, 3, 5, 8, 0, tzinfo=dt.UTC)
Files = dict[str, bytes]


def tree(folder: Path) -> Files:
    """Return all that stands in a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@dataclass
class House:
    """Where releases are published, and a state that remembers what was seen, as a reader elsewhere has one."""

    base: Path
    number: int = 0
    sites: dict[int, Files] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        return self.base / "out"

    @property
    def current(self) -> Path:
        return (self.out / "current").resolve()

    def publish(self, site: Files, prints: Files | None = None, *, number: int = 0, at: dt.datetime = BEGAN) -> Path:
        """Publish a release under the next number, signed if there is a key."""
        before = self.current if self.number else None
        self.number = number or self.number + 1
        release = self.out / "releases" / f"{self.number:06d}-{len(self.sites):08x}"
        files = {f"site/{name}": data for name, data in site.items()}
        files |= {f"print/{name}": data for name, data in (prints or {"a/2026/a-2026-1.pdf": b"%PDF"}).items()}
        sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        for name, data in files.items():
            (release / name).parent.mkdir(parents=True, exist_ok=True)
            (release / name).write_bytes(data)
        write(release, sums, Edition(self.number, at), key=signing.own(), before=before)
        (self.out / "current").unlink(missing_ok=True)
        (self.out / "current").symlink_to(Path("releases") / release.name)
        self.sites[self.number] = dict(site)
        return release

    def bundled(self, since: int | None = None) -> Path:
        file = self.base / f"{self.number}-since-{since}.zip"
        bundle(self.out, file, since)
        return file

    def trust(self, **more: object) -> Trust:
        """Return what a reader who comes back trusts."""
        more.setdefault("now", BEGAN)
        return Trust(self.base / "seen.json", **more)  # type: ignore[arg-type]

    def verified(self, folder: Path | None = None, **more: object) -> Report:
        return verify(folder or self.out, self.trust(**more))

    def applied(self, file: Path, folder: Path) -> Applied:
        return apply(file, folder, self.trust())


def kinds(report: Report) -> set[str]:
    return {finding.kind for finding in report.findings}


def some_site(chance: random.Random, size: int = 12) -> Files:
    """Return a small site of files in several folders, one of them empty, one with a Chinese name."""
    folders = ["", "cases/000/", "cases/001/", "assets/search/", "展播/"]
    files = {f"{chance.choice(folders)}{n:03d}.html": chance.randbytes(chance.randrange(300)) for n in range(size)}
    return files | {"index.html": b"<title>index</title>", "assets/empty.js": b"", "media/p.png": chance.randbytes(80)}


def changed(chance: random.Random, site: Files) -> Files:
    """Return a site after an edit: files go, come, change, and swap their contents."""
    site, names = dict(site), sorted(site.keys() - {"index.html"})
    for name in chance.sample(names, min(2, len(names))):
        del site[name]
    for name in chance.sample(sorted(site), 3):
        site[name] = chance.randbytes(chance.randrange(300))
    one, other = chance.sample(sorted(site), 2)
    site[one], site[other] = site[other], site[one]
    for n in range(chance.randrange(4)):
        site[f"cases/00{chance.randrange(4)}/n{chance.randrange(99)}-{n}.html"] = chance.randbytes(50)
    return site
