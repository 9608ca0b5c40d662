"""Pictures and originals in the folder of the unit they came from; what is written to disk
goes again when the change fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.core.models import Picture
from cms.units.models import UnitPage, UnitRole
from records.pictures import exported_name


def folder_of(unit: UnitPage) -> Collection:
    """Return the folder of a unit, or of the nearest unit above it that has one."""
    above = UnitPage.objects.ancestor_of(unit, inclusive=True)
    held = UnitRole.objects.filter(unit__in=above).select_related("collection").order_by("-unit__depth").first()
    return held.collection if held else Collection.get_first_root_node()


class Shelf:
    """Puts files into a unit's folder for one user, and remembers them."""

    def __init__(self, unit: UnitPage, user: User | None) -> None:
        self.folder, self.user, self.made = folder_of(unit), user, list[Any]()

    def picture(self, name: str, data: bytes, title: str) -> Picture:
        """Return the picture with this content in the folder, made if it is not there yet."""
        known = exported_name(data, Path(name).suffix)
        found = Picture.objects.filter(name=known, collection=self.folder).order_by("pk").first()
        if found is None:
            found = Picture(
                title=title[:255], file=ContentFile(data, name=name), collection=self.folder, uploaded_by_user=self.user
            )
            found.save()
            self.made.append(found)
        return found

    def document(self, name: str, data: bytes) -> Any:
        """Return a new document."""
        made = get_document_model()(title=name[:255], collection=self.folder, uploaded_by_user=self.user)
        made.file = ContentFile(data, name=name)
        made.save()
        self.made.append(made)
        made.get_file_hash()  # which Wagtail keeps only for files from its own form
        return made


@contextmanager
def shelf(unit: UnitPage, user: User | None) -> Iterator[Shelf]:
    """Open a unit's folder for the with-block, which runs in one transaction: all of it
    is kept, on disk too, or nothing."""
    opened = Shelf(unit, user)
    try:
        with transaction.atomic():
            yield opened
    except BaseException:
        for each in opened.made:
            each.file.storage.delete(each.file.name)
        raise
