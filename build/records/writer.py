"""Writing an export directory: each record is split into what may be seen and the rest."""

from __future__ import annotations

from collections.abc import Collection as Container
from pathlib import Path
from typing import Self

from records import model
from records.model import Case, Clipping, Collection, DistributionList, Issue, Record
from records.record_file import encode, to_text
from records.store import FORMAT, NOTICE, Export, is_public, record_path
from records.yaml_text import Data, dump_yaml


class Writer:
    """Writes records to a directory, each split into its public and private half.

    Args:
        path: an empty or new directory.
        cases: numbers of the cases that readers may see.
        issues: keys of the issues that readers may see.
        publications: slugs of the publications that readers know, from an issue or the notice of one.

    """

    def __init__(
        self, path: Path, *, cases: Container[int], issues: Container[str], publications: Container[str]
    ) -> None:
        self.path, self.cases, self.issues, self.publications = path, cases, issues, publications
        (path / "public").mkdir(parents=True, exist_ok=True)
        (path / "private").mkdir(mode=0o700, exist_ok=True)
        (path / "public" / "format.yaml").write_text(dump_yaml(FORMAT), "utf-8")

    @classmethod
    def for_records(cls, path: Path, records: list[Record]) -> Self:
        """Return a writer that knows from the records themselves what is public."""
        cases = {r.number for r in records if isinstance(r, Case) and is_public(r)}
        issues = {r.key for r in records if isinstance(r, Issue) and is_public(r)}
        publications = {r.publication for r in records if isinstance(r, Issue) and (r.cleared_on or r.withdrawn_on)}
        return cls(path, cases=cases, issues=issues, publications=publications)

    def add(self, record: Record) -> None:
        """Write a record."""
        if isinstance(record, Issue):
            for item in record.items:
                name = f"{Issue.folder}/{record.key}/{item.anchor}.md"
                data = encode(item)
                data.pop("anchor")
                open_part = {k: v for k, v in data.items() if k not in item.private} if is_public(record) else {}
                self._write(name, open_part, {k: v for k, v in data.items() if k not in open_part}, item)
        data = encode(record)
        data.pop("items", None)
        public = self._public_part(record, data)
        private = {k: v for k, v in data.items() if k not in public or public[k] != v}
        self._write(record_path(Path(), type(record), record.key).as_posix(), public, private, record)

    def add_file(self, name: str, content: bytes, *, public: bool) -> None:
        """Write a file such as `media/…` into one of the halves."""
        path = self.path / ("public" if public else "private") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def copy_files(self, export: Export) -> None:
        """Take over the pictures and stored PDFs of another export, each in its half."""
        for root in export.roots:
            for source in [*root.glob("media/*"), *root.glob(f"{Issue.folder}/**/*.pdf")]:
                self.add_file(source.relative_to(root).as_posix(), source.read_bytes(), public=root.name == "public")

    def _write(self, name: str, public: Data, private: Data, record: Record) -> None:
        for half, data in (("public", public), ("private", private)):
            if data:
                path = self.path / half / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(to_text(data, markdown=path.suffix == ".md"), "utf-8")

    def _public_part(self, record: Record, data: Data) -> Data:
        """Return what readers may see of a record; {} if nothing."""
        match record:
            case Case() | Issue():
                if record.withdrawn_on:
                    return {k: v for k, v in data.items() if k in NOTICE}
                if not record.cleared_on:
                    return {}
                hidden = set(record.private)
                if isinstance(record, Case):
                    if record.contact and record.contact.public:
                        hidden.discard("contact")
                    s = record.source
                    if s and s.issue_key not in self.issues:
                        hidden.add("source")
                return {k: v for k, v in data.items() if k not in hidden}
            case Collection() | model.Indicator() if record.withdrawn_on:
                return {k: v for k, v in data.items() if k in NOTICE}
            case Collection():
                shown = [n for n in record.cases if n in self.cases]
                return {**data, "cases": shown} if shown else {}
            case model.Publication() if record.slug not in self.publications:
                return {}
            case Clipping() | DistributionList():
                return {}
        return data
