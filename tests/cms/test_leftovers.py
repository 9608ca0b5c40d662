"""A PDF that a cut-off sign-off left is told at the next start, not before a day has passed,
and never one that a version names."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core import checks
from django.db import transaction

from cms.issues.leftovers import left_over, said
from cms.issues.models import IssueVersion

pytestmark = pytest.mark.django_db
DAYS = 2 * 24 * 60 * 60


def test_only_what_no_version_names_is_told_and_nothing_is_deleted() -> None:
    version = IssueVersion.objects.first()
    assert version is not None
    version.store(b"%PDF-1.7 of a version", {})
    held = Path(version.pdf.path)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        later = version.issue.versions.create(version=9, state="corrected", date=version.date, record=version.record)
        later.store(b"%PDF-1.7 cut off", {})
        orphan = Path(later.pdf.path)
        raise KeyboardInterrupt
    assert orphan.exists() and orphan not in left_over(), "a sign-off may be under way"
    found = left_over(time.time() + DAYS)
    assert orphan in found and held not in found
    old = time.time() - DAYS
    os.utime(orphan, (old, old))
    os.utime(held, (old, old))
    assert str(orphan) in said() and str(held) not in said()
    told = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert "issues.W001" in {message.id for message in told}
    assert orphan.exists() and held.exists()
    orphan.unlink()
    assert orphan not in left_over()
