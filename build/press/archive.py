"""The files of the records of every release, kept by content: what was published last can be shown again."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from press.durable import put, sync_all
from records import HALVES, KINDS, Case, Export, Issue, Name, PressError, Record, pictures_in
from records.store import record_path

PDF = re.compile(r"/v\d+\.pdf$")
DECISIONS = "decisions.json"  # beside the halves of an export: what was decided last of what was ever taken back


class Published(msgspec.Struct, frozen=True):
    """What a release was made of.

    Attributes:
        files: SHA-256 in hex of each file of the export, by its name there.
        shown: what readers see, as `folder/key`, and the day of the last redaction, or ''.
        notices: withdrawn ones, as `folder/key`, and the day.
        origin: the release whose content this one shows again, after a rollback.

    """

    files: dict[str, str] = {}
    shown: dict[str, str] = {}
    notices: dict[str, str] = {}
    origin: str = ""


def record_of(file: str) -> str:
    """Return the record, `folder/key`, of a file of an export; '' for what belongs to none, such as a picture.

    >>> record_of("public/cases/000/000012.md"), record_of("private/issues/wmsj/2024/9/a1.md")
    ('cases/000/000012', 'issues/wmsj/2024/9')
    """
    _, _, within = file.partition("/")
    folder, _, rest = within.partition("/")
    if folder == "media" or not rest:
        return ""
    return within.rpartition("/")[0] if folder == Issue.folder else within.rpartition(".")[0]


def changes(then: Published, now: Published) -> dict[str, str]:
    """Return what readers see otherwise of each record in one release than in the one before, by `folder/key`: new,
    changed, redacted, withdrawn or gone."""
    differ = {record_of(file) for file, _ in then.files.items() ^ now.files.items() if file.startswith("public/")}
    seen = {name for name, _ in then.shown.items() ^ now.shown.items()}
    found = {}
    for name in sorted((differ | seen) - {""}):
        if name in now.shown:
            redacted = now.shown[name] not in ("", then.shown.get(name))
            found[name] = "new" if name not in then.shown else "redacted" if redacted else "changed"
        elif name in now.notices and name not in then.notices:
            found[name] = "withdrawn"
        elif name in then.shown:
            found[name] = "gone"
        elif name in differ:
            found[name] = "changed"
    return found


class Archive:
    """Keeps what releases are made of, in a folder that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.blobs = folder, folder / "files"
        self.last: tuple[str, Published] = "", Published()  # that was kept or asked for
        self.blobs.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    def of(self, release: str) -> Published:
        """Return what a release was made of; of one that is not known, nothing."""
        if release != self.last[0]:
            try:
                data = (self.folder / f"{release}.json").read_bytes()
            except FileNotFoundError:
                return Published()
            self.last = release, msgspec.json.decode(data, type=Published)
        return self.last[1]

    def releases(self) -> list[str]:
        """Return the releases of which it is known what they were made of, in their order."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def keep(self, release: str, published: Published, contents: Mapping[str, str]) -> None:
        """Keep what a release is made of; once this returns, it stands."""
        new = []
        known = set(self.last[1].files.values())
        for name, digest in published.files.items():
            if digest not in known and not (target := self.blob(digest)).exists():
                target.parent.mkdir(exist_ok=True)
                beside = target.with_suffix(".new")
                shutil.copyfile(contents[name], beside)
                beside.replace(target)
                new.append(target)
        sync_all(self.blobs, new, whole=False)
        put(self.folder / f"{release}.json", msgspec.json.encode(published), 0o600)
        self.last = release, published

    def blob(self, digest: str) -> Path:
        """Return where the file with this SHA-256 is kept."""
        return self.blobs / digest[:2] / digest

    def take(self, release: str, kind: type[Record], key: str, to: Path) -> bool:
        """Put a record as a release showed it into a folder of two halves, with its pictures; False if it had none."""
        files = self.of(release).files
        taken = [self._take(files, name, to) for name in names_of(files, kind, key)]
        if not any(taken):
            return False
        self._take(files, "public/format.yaml", to)
        if kind in (Case, Issue):
            for name in pictures_of(to, kind, key):
                for half in HALVES:
                    self._take(files, f"{half}/media/{name}", to)
        return True

    def _take(self, files: dict[str, str], name: str, to: Path) -> bool:
        if name not in files or not self.blob(files[name]).is_file():
            return False
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.blob(files[name]), to / name)
        return True

    @contextmanager
    def laid_out(self, files: Mapping[str, str]) -> Iterator[Path]:
        """Lay files out as an export directory for the with-block; they are only to be read."""
        folder = self.folder / "again"
        shutil.rmtree(folder, ignore_errors=True)
        for name, digest in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(self.blob(digest), folder / name)
        yield folder
        shutil.rmtree(folder)

    def forget(self, releases: set[str]) -> None:
        """Forget all that none of these releases is made of."""
        for path in self.folder.glob("*.json"):
            if path.stem not in releases:
                path.unlink()
        needed = {digest for release in releases for digest in self.of(release).files.values()}
        for path in self.blobs.glob("*/*"):
            if path.name not in needed:
                path.unlink()

    def cut(self, kind: type[Record], key: str, releases: Iterable[str]) -> None:
        """Take a record out of releases."""
        for release in releases:
            published = self.of(release)
            gone = set(names_of(published.files, kind, key))
            files = {name: digest for name, digest in published.files.items() if name not in gone}
            shown = {name: day for name, day in published.shown.items() if name != f"{kind.folder}/{key}"}
            cut = msgspec.structs.replace(published, files=files, shown=shown)
            put(self.folder / f"{release}.json", msgspec.json.encode(cut), 0o600)
            self.last = "", Published()


def names_of(files: Mapping[str, object], kind: type[Record], key: str) -> Iterator[str]:
    """Yield the names of a record's files."""
    for half in HALVES:
        if kind is Issue:
            folder = f"{half}/{kind.folder}/{key}/"
            if f"{folder}issue.yaml" in files:
                yield from (name for name in files if name.startswith(folder))
        elif (name := f"{half}/{record_path(Path(), kind, key).as_posix()}") in files:
            yield name


def contents(export: Export, before: dict[str, str] | None = None, changed: Iterable[Name] = ()) -> dict[str, str]:
    """Return the paths of the files of an export as it is read, by their names.

    Args:
        export: the records.
        before: the files that there were.
        changed: the records that are not what they were then.

    """
    if before is None:
        found = {name: path for kind in KINDS for key in export.keys(kind) for name, path in export.files(kind, key)}
    else:
        found = {name: path for name, path in before.items() if "/media/" not in name and not PDF.search(name)}
        for kind, key in changed:
            for name in list(names_of(found, kind, key)):
                del found[name]
            found.update(export.files(kind, key))
    others = [root for other in export.instead.values() if other for root in (other / half for half in HALVES)]
    for root in [*export.roots, *others]:
        for path in root.glob("media/*"):
            found[f"{root.name}/media/{path.name}"] = str(path)
    for key in export.keys(Issue):
        for root in export.roots_of(Issue, key):
            for path in (root / Issue.folder / key).glob("v*.pdf"):
                found[f"{root.name}/{path.relative_to(root).as_posix()}"] = str(path)
    for name in ("public/format.yaml", DECISIONS):
        if (path := export.path / name).is_file():
            found[name] = str(path)
    return found


def pictures_of(folder: Path, kind: type[Record], key: str) -> Iterator[str]:
    """Yield the names of the pictures in a record."""
    try:
        yield from pictures_in(Export(folder).get(kind, key))
    except PressError:  # it does not hold, and is not shown
        return
