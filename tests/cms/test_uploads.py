"""What the browser may run, and what may be uploaded: told by content, not by name."""

from __future__ import annotations

import html
import io
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import UploadedFile

from cms.core.models import Picture

pytestmark = pytest.mark.django_db


def test_every_answer_forbids_inline_scripts_and_foreign_frames(client: Client, as_user: Any) -> None:
    for address in ("/admin/login/", "/nowhere/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy, "so it is default-src"
        assert "frame-ancestors 'self'" in policy


def test_no_screen_has_an_inline_script(as_user: Any) -> None:
    chief = as_user("guanli")
    for address in (
        "/admin/",
        "/admin/snippets/newsroom/clipping/add/",
        "/admin/snippets/adoption/report/add/",
        "/admin/articles/",
    ):
        page = chief.get(address, follow=True).content.decode()
        inline = [
            tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag and "application/json" not in tag
        ]
        assert inline == [], address


def png(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG that says it is 40,000 × 40,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.png", b"<!doctype html><script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.jpg", png()),
        ("a.png", png((400, 400))[:-300]),
        ("a.png", bomb()),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
    ],
    ids=["svg as png", "html as png", "svg", "png as jpg", "cut off", "bomb", "gif"],
)
def test_what_is_no_picture_is_refused_in_chinese(name: str, data: bytes, as_user: Any) -> None:
    before = Picture.objects.count()
    page = as_user("guanli").post(
        "/admin/images/add/", {"title": "图", "file": SimpleUploadedFile(name, data), "collection": "1"}
    )
    answer = as_user("guanli").post(
        "/admin/images/multiple/add/",
        {"title": "图", "files[]": SimpleUploadedFile(name, data), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert page.status_code in (200, 302, 403)
    assert Picture.objects.count() == before
    told = answer.json()
    assert told["success"] is False
    assert re.search(f"^“{re.escape(name)}”.*请", told["error_message"])
    sent = {"title": "图", "file": SimpleUploadedFile(name, data), "collection": "1"}
    chosen = as_user("guanli").post(
        "/admin/images/chooser/create/", {f"image-chooser-upload-{key}": value for key, value in sent.items()}
    )
    assert told["error_message"] in html.unescape(chosen.json()["htmlFragment"])


def test_nobody_uploads_a_picture_of_a_person_nor_sees_one(as_user: Any, settings: Any) -> None:
    client = as_user("guanli")
    assert "avatar-avatar" not in client.get("/admin/account/").content.decode()
    client.post("/admin/account/", {"avatar-avatar": SimpleUploadedFile("a.png", png()), "name_email-email": ""})
    folder = Path(settings.MEDIA_ROOT) / "avatar_images"
    assert not folder.exists()
    folder.mkdir(parents=True)
    (folder / "old.png").write_bytes(png())
    assert client.get("/media/avatar_images/old.png").status_code == 404
    shutil.rmtree(folder)


def test_a_real_picture_is_taken_with_the_small_copy_that_lists_show(
    as_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    before = Picture.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        as_user("guanli").post(
            "/admin/images/multiple/add/",
            {"title": "图", "files[]": SimpleUploadedFile("a.png", png()), "collection": "1"},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
    assert Picture.objects.count() == before + 1
    assert "max-165x165" in Picture.objects.latest("pk").renditions.values_list("filter_spec", flat=True)


def office(main: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", main, *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.pdf", b"%PDF-1.7\n%%EOF", True),
        ("a.docx", office("word/document.xml"), True),
        ("a.xlsx", office("xl/workbook.xml"), True),
        ("a.txt", "通知".encode("gb18030"), True),
        ("a.pdf", b"<html><script>alert(1)</script>", False),
        ("a.docx", office("xl/workbook.xml"), False),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), False),
        ("a.txt", b"MZ\x00\x01", False),
        ("a.html", b"<p>", False),
        ("a.exe", b"MZ", False),
    ],
)
def test_documents_are_taken_by_their_content(name: str, data: bytes, taken: bool, as_user: Any) -> None:
    answer = as_user("guanli").post(
        "/admin/documents/multiple/add/",
        {"title": "文件", "files[]": SimpleUploadedFile(name, data), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is taken, answer.json()
    if not taken:
        assert re.fullmatch(f"“{re.escape(name)}”.*。", answer.json()["error_message"]), "one sentence about this file"
    if taken:
        from wagtail.documents import get_document_model

        served = as_user("guanli").get(get_document_model().objects.order_by("-pk").first().url)
        assert served.headers["Content-Disposition"].startswith("attachment")
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        b"".join(served.streaming_content)


@pytest.fixture
def connection_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A request closes the database's connection at its end, which would take the test's transaction along.

    Another test's small copy of a like picture may still be in the cache, though its transaction is undone.
    """
    cache.clear()
    monkeypatch.setattr("cms.core.small_copies.close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connection_stays")
def test_a_small_copy_is_made_when_the_answer_has_gone_out(django_capture_on_commit_callbacks: Any) -> None:
    request_started.send(sender=None, environ={})
    with django_capture_on_commit_callbacks(execute=True):
        picture = Picture(title="图", file=ContentFile(png((9, 9)), name="a.png"))
        picture.save()
    assert picture.renditions.count() == 0
    request_finished.send(sender=None)
    assert [copy.filter_spec for copy in picture.renditions.all()] == ["max-165x165"]


@pytest.mark.parametrize(
    ("address", "name", "made"), [("documents", "uploaded-document", Document), ("images", "uploaded-image", Picture)]
)
def test_what_came_with_a_title_too_long_is_kept_once_it_has_another(
    address: str, name: str, made: Any, as_user: Any
) -> None:
    """Several files at once: what is wrong with a title is asked again without the file, which has come already."""
    client = as_user("bianji")
    file = SimpleUploadedFile("a.png", png()) if made is Picture else SimpleUploadedFile("a.txt", b"words")
    long = {"files[]": file, "title": "长" * 300}
    told = client.post(f"/admin/{address}/multiple/add/", long, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    number = UploadedFile.objects.get().pk
    assert 'type="file"' not in told["form"]
    path = f"/admin/{address}/multiple/create_from_uploaded_{name.rpartition('-')[2]}/{number}/"
    again = client.post(path, {f"{name}-{number}-title": ""})
    assert (again.status_code, again.json()["success"]) == (200, False)
    kept = client.post(path, {f"{name}-{number}-title": "短", f"{name}-{number}-collection": "1"})
    assert kept.json()["success"], kept.json()
    assert made.objects.get(title="短").file.size > 0
