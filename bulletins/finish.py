"""Finish a PDF: the role map, page labels and the attached record, written through WeasyPrint's last hook."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import TYPE_CHECKING, Any

import pydyf

from records import Issue

if TYPE_CHECKING:
    from weasyprint import Attachment


def source_attachment(issue: Issue, record: bytes) -> Attachment:
    """Return the public record of an issue as the source that the PDF was made from
    (ISO 19005-3 §6.8, AFRelationship)."""
    from weasyprint import Attachment  # here, as in `typeset`

    day = dt.datetime.combine(issue.date, dt.time())
    return Attachment(
        string=record.decode(),
        name=f"{issue.key.replace('/', '-')}.json",
        description="本期公开内容的数据",
        created=day,
        modified=day,
        relationship="Source",
    )


def finish(document: Any, pdf: Any) -> None:
    """Complete the catalogue and the structure tree of a PDF before it is written."""
    from bulletins.tags import role_map  # here, as in `typeset`

    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    tree = _object(pdf, pdf.catalog["StructTreeRoot"])
    tree["RoleMap"] = role_map()
    tree["ParentTreeNextKey"] = len(_object(pdf, tree["ParentTree"])["Nums"]) // 2
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # WeasyPrint names each attachment twice
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.compress:
            _compress(each)
    pdf.objects = [each if each.free == "f" else _Written(each) for each in pdf.objects]


class _Written(pydyf.Object):  # type: ignore[misc]
    """A finished object: pydyf would write out each twice, for the file and for its identifier."""

    data = b""
    compressible = False

    def __init__(self, finished: Any) -> None:
        super().__init__()
        self.number, self.generation = finished.number, finished.generation
        self.data, self.compressible = finished.data, finished.compressible


def _compress(stream: Any) -> None:
    """Compress a stream now: pydyf would do it twice, for the file and for its identifier, and at the slowest level."""
    data = b"\n".join(map(pydyf._to_bytes, stream.stream))
    stream.stream = [zlib.compress(data, 6)]
    stream.extra["Filter"] = "/FlateDecode"
    stream.compress = False


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
