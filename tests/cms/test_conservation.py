"""Text is conserved on its way into the CMS: what a file shows is in the drafts or named in the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage
from cms.newsroom.originals import WordFile
from press.import_cms import import_to_cms
from tests.conservation import PLACE_NAMES, losses, printed
from tests.random_documents import Document, alone, document, text

pytestmark = pytest.mark.django_db
WORD = [*(document(seed) for seed in range(100, 107)), alone("very many of a kind", seed=2)]
TEXTS = [text(seed, kind) for seed in range(100, 101) for kind in ("bulletin", "article")]


@pytest.mark.parametrize("found", [*WORD, *TEXTS], ids=lambda found: found.name)
def test_what_a_file_shows_is_in_the_cms_or_named(found: Document, as_user: Any, tmp_path: Path) -> None:
    path = tmp_path / found.name
    path.write_bytes(found.data)
    held = set(ArticlePage.objects.values_list("pk", flat=True)), set(Issue.objects.values_list("pk", flat=True))
    outcome = import_to_cms([path])
    assert (len(outcome.done), outcome.failed) == (1, [])
    records: list[Any] = [
        part
        for issue in Issue.objects.exclude(pk__in=held[1])
        for part in (issue.publication.as_record(), issue.as_record())
    ]
    if found.kind == "article":
        records = [WordFile.objects.get().article.latest.as_record()]
    assert held[0] != set(ArticlePage.objects.values_list("pk", flat=True))
    assert losses(found, printed(records, PLACE_NAMES), outcome.report()) == []
