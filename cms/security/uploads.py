"""What may be uploaded, judged by content: the name of a file says nothing."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from records import PressError
from records.pictures import strip_metadata

MAX_DOCUMENT = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
ENDINGS = {"PNG": ("png",), "JPEG": ("jpg", "jpeg")}
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class PictureField(WagtailImageField):
    """Takes pictures that open to the last pixel, none of which is swollen; Wagtail checks
    name, kind, size and number of pixels."""

    def to_python(self, data: Any) -> Any:
        """Decode the picture once, before anything else looks at it; what is too large is not opened at all."""
        if data:
            check_size(data, self.max_upload_size, "缩小")
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", Image.DecompressionBombWarning)
                    with Image.open(data, formats=["PNG", "JPEG"]) as picture:
                        kind = str(picture.format)
                        if picture.width * picture.height > self.max_image_pixels:
                            raise Image.DecompressionBombError
                        picture.load()
                data.seek(0)
                # knows what is cut off, which Pillow lets pass since the typesetter told it to
                strip_metadata(data.read())
            except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
                raise ValidationError(
                    f"“{data.name}”太大，长乘宽不能超过 {self.max_image_pixels // 10_000} 万像素。请缩小再传。"
                ) from error
            except (OSError, SyntaxError, ValueError, zlib.error, PressError) as error:
                raise ValidationError(
                    f"“{data.name}”打不开：不是 PNG 或 JPG 图片，或者文件不完整。请用看图软件另存再传。"
                ) from error
            data.seek(0)
            if data.name.rpartition(".")[2].lower() not in ENDINGS[kind]:
                raise ValidationError(
                    f"“{data.name}”其实是 {kind} 图片，文件名却不是这样结尾的。请把结尾改成 .{ENDINGS[kind][0]} 再传。"
                )
        return super().to_python(data)


def check_size(file: Any, most: int, remedy: str) -> None:
    """Refuse a file that is too large, and say how large it may be; the size comes
    first, whatever else is wrong with it."""
    if file.size > most:
        raise ValidationError(
            f"“{file.name}”有 {filesizeformat(file.size)}，超过 {filesizeformat(most)}。请{remedy}再传。"
        )


class PictureForm(BaseImageForm):
    """The form of a picture: first the file, then what it is called."""

    field_order = ("file", "title")
    file = PictureField(label="文件", widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)  # nobody searches by them
        if "file" in (self._meta.exclude or ()):  # of several that came together, each is named after it came
            self.fields.pop("file")


class DocumentForm(BaseDocumentForm):
    """Takes documents whose content is what their name says: first the file, then what it is called."""

    field_order = ("file", "title")

    def clean_file(self) -> UploadedFile[bytes]:
        """Look inside."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_size(file, MAX_DOCUMENT, "压缩或分开")
            kind = (file.name or "").rpartition(".")[2].lower()
            if kind not in settings.WAGTAILDOCS_EXTENSIONS:
                known = "、".join(f".{each}" for each in settings.WAGTAILDOCS_EXTENSIONS)
                raise ValidationError(f"“{file.name}”不能上传，附件只收 {known} 结尾的文件。图片请在正文里插入。")
            if not is_kind(file, kind):
                raise ValidationError(
                    f"“{file.name}”的内容不是 {kind.upper()}，或者文件已经损坏。请用原来的软件打开，另存一份再传。"
                )
            file.seek(0)
        return file

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave out what the model says about a file that this form does not ask
        for: it was looked into when it came."""
        if "file" not in self.fields and hasattr(error, "error_dict"):
            kept = {name: errors for name, errors in error.error_dict.items() if name != "file"}
            if not kept:
                return
            error = ValidationError(kept)
        super().add_error(field, error)

    def _post_clean(self) -> None:
        """Say one thing about a file that was refused: the model would go on about a file without a name."""
        if "file" not in self.errors:
            super()._post_clean()


def is_kind(file: UploadedFile[bytes], kind: str) -> bool:
    """Whether a file holds what its ending says."""
    file.seek(0)
    if kind == "pdf":
        return b"%PDF-" in file.read(1024)
    if kind == "txt":
        return is_text(file.read())
    return kind in OFFICE and is_office(file, OFFICE[kind])


def is_text(data: bytes) -> bool:
    """Whether bytes are plain text, in UTF-8 or as Windows in Chinese writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return "\0" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def is_office(file: UploadedFile[bytes], main: str) -> bool:
    """Whether a file is an Office document of this kind, without macros and not swollen."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = {info.filename: info.file_size for info in parts.infolist()}
            macros = any(name.lower().endswith("vbaproject.bin") for name in names)
            return main in names and not macros and sum(names.values()) <= MAX_UNPACKED
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
