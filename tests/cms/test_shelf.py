"""Preview and build name the same print alike, so that what one has set the other need not; what is signed has
a name of its own."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

import records
from bulletins import Manuscript, Typeset
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueVersion
from cms.issues.preview import key_of, preview, signed_preview
from cms.issues.signing import sign
from cms.newsroom import pages
from press.crew import Crew
from press.export import export
from press.pdf import make_pdfs, picture_file

pytestmark = pytest.mark.django_db


def in_the_cms() -> dict[str, Manuscript]:
    """Return what the typesetter is given for the signed issues, by their keys."""
    found = {}
    for version in IssueVersion.objects.all():
        record = msgspec.convert(version.record, records.Issue)
        found[record.key] = pages.manuscript(record, version.issue.publication_record)
    return found


def test_the_same_content_has_the_same_key_in_the_cms_and_in_a_build(tmp_path: Path) -> None:
    export(tmp_path, lambda *_: None)
    made = records.Export(tmp_path)
    publications = {p.slug: p for p in made.all(records.Publication)}
    places = {p.code: p for p in made.all(records.Place)}
    media = partial(picture_file, made)
    built = {
        issue.key: Manuscript.of(issue, publications[issue.publication], places=places, media=media).key
        for issue in made.all(records.Issue)
    }
    assert built == {key: given.key for key, given in in_the_cms().items()}
    assert any(block.media for given in in_the_cms().values() for block in pictures(given.issue))


def pictures(issue: records.Issue) -> list[records.Picture]:
    bodies = [item.body for item in issue.items if not isinstance(item, records.Report)]
    return [block for body in bodies for block in body if isinstance(block, records.Picture)]


def test_what_the_preview_has_set_a_build_does_not_set_again(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path / "var"
    with monkeypatch.context() as context:
        context.setattr(Manuscript, "typeset", lambda given: Typeset(given.key.encode(), 2, {"a1": 1}))
        for version in IssueVersion.objects.all():
            signed_preview(version)
    shutil.copytree(tmp_path / "var" / "cache" / "preview", tmp_path / "cache")
    export(tmp_path / "export", lambda *_: None)
    monkeypatch.setattr(Manuscript, "typeset", None)
    made = make_pdfs(
        records.Export(tmp_path / "export"), tmp_path / "cache", retypeset=False, crew=Crew(1), progress=lambda *_: None
    )
    assert {key: printed.path.read_bytes() for key, printed in made.items()} == {
        key: given.key.encode() for key, given in in_the_cms().items()
    }


def test_whom_an_issue_goes_to_is_signed_though_it_is_not_printed() -> None:
    issue = Issue.objects.order_by("pk").first()
    assert issue is not None
    issue.versions.all().delete()
    Issue.objects.filter(pk=issue.pk).update(distribution=DistributionList.objects.get(slug="wmsj-quanfa"))
    issue = Issue.objects.get(pk=issue.pk)
    seen = preview(issue)
    assert seen.seen == key_of(issue.draft_record(), issue.publication_record)
    assert issue.distribution is not None
    one = issue.distribution.recipients.first()
    assert one is not None
    one.copies += 1
    one.save()
    issue = Issue.objects.get(pk=issue.pk)
    again = preview(issue)
    assert again.key == seen.key
    assert again.seen != seen.seen
    with pytest.raises(ValidationError, match="又有改动"):
        sign(issue, "主编", key=seen.seen)


def test_nobody_but_its_owner_reads_the_shelf() -> None:
    issue = Issue.objects.order_by("pk").first()
    assert issue is not None
    made = preview(issue)
    assert made.shelved.folder.is_relative_to(Path(settings.VAR))
    assert made.shelved.folder.stat().st_mode & 0o077 == 0
