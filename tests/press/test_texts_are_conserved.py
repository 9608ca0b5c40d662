"""What a bulletin shows as text stands in its records: as read, by `--to` and back, and in the entries of the CMS."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from press.importing import import_to_directory, issue_of, reference_data
from readers import read_text
from readers.reading import item_parts
from records import Export, Issue, Place, Publication, Unit, check_survival
from tests.random_texts import CHOICES, Made, bare, bulletin

PLACES = [r for r in reference_data() if isinstance(r, Place)]
UNITS = [r for r in reference_data() if isinstance(r, Unit)]
SEEDS = range(150)


def shown(issue: Issue, publication: Publication) -> str:
    """Return the letters of everything that an issue prints, section by section, a line for each paragraph."""
    found = [
        publication.name,
        publication.issuer,
        issue.series,
        issue.responsible_editor,
        *issue.editor_note.split("\n\n"),
    ]
    for section in issue.sections:
        found.append(section.name)
        for item in map(issue.item, section.items):
            found += [item.title, *item_parts(item)]
    found += [line for group in issue.lines for line in group.lines]
    found += [issue.registration_no or publication.registration_no]
    return "\n".join(bare(text) for text in found)


def losses(made: Made, records: str) -> list[str]:
    """Return the words of a bulletin that stand nowhere in its records; naming them in
    the report is not enough for text."""
    return [words for words in made.ordinary if bare(words) not in records]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_text_shows_is_in_the_issue_that_is_read(seed: int) -> None:
    made = bulletin(seed)
    reading = read_text(made.text, f"{seed}.txt", places=PLACES, units=UNITS)
    issue = issue_of(Path(f"{seed}.txt"), reading, "changyi")
    assert losses(made, shown(issue, reading.publication)) == [], made.shapes
    assert len(issue.items) == made.items, made.shapes
    check_survival(msgspec.structs.replace(issue, cleared_on=issue.date))


def test_the_numbers_make_every_shape() -> None:
    shapes = [bulletin(seed).shapes for seed in SEEDS]
    assert all({made[name] for made in shapes} == set(values) for name, values in CHOICES.items())


def files(folder: Path, seeds: Iterable[int]) -> dict[Path, Made]:
    """Write bulletins that have a number and a name of their own."""
    found = {}
    for seed in seeds:
        made = bulletin(seed)
        path = folder / f"{seed}.txt"
        path.write_text(made.text.replace("长椅工作简报", f"第{'甲乙丙丁戊己庚辛'[seed % 8]}长椅工作简报"), "utf-8")
        found[path] = made
    return found


def test_what_a_text_shows_is_in_the_export_that_is_loaded_again(tmp_path: Path) -> None:
    made = files(tmp_path, range(8))
    outcome = import_to_directory(made, tmp_path / "out", "")
    assert outcome.failed == []
    export = Export(tmp_path / "out")
    issues = {issue.publication: issue for issue in export.all(Issue)}
    publications = {p.name: p for p in export.all(Publication)}
    for n, each in enumerate(made.values()):
        publication = publications[f"第{'甲乙丙丁戊己庚辛'[n]}长椅工作简报"]
        assert losses(each, shown(issues[publication.slug], publication)) == [], each.shapes


@pytest.mark.django_db
def test_what_a_text_shows_is_in_the_entries_of_the_cms(tmp_path: Path) -> None:
    from cms.issues.models import Issue as Row
    from press.import_cms import import_to_cms

    made = files(tmp_path, range(8, 16))
    outcome = import_to_cms(made)
    assert outcome.failed == []
    for n, each in enumerate(made.values()):
        row = Row.objects.get(publication__name=f"第{'甲乙丙丁戊己庚辛'[n]}长椅工作简报")
        assert row.entries.count() == each.items
        assert losses(each, shown(row.draft_record(), row.publication.as_record())) == [], each.shapes
