"""Pictures lose everything but their pixels, and lose it once."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from press.records import ContentError
from press.records.pictures import strip_metadata, upright


def jpeg(*, orientation: int = 1, progressive: bool = False) -> bytes:
    image, exif = Image.effect_noise((64, 32), 60).convert("RGB"), Image.Exif()
    exif[0x010F], exif[0x0112] = "SECRET-CAMERA", orientation
    data = BytesIO()
    image.save(data, "JPEG", exif=exif, comment=b"SECRET-COMMENT", progressive=progressive)
    return data.getvalue()


def png() -> bytes:
    info, data = PngImagePlugin.PngInfo(), BytesIO()
    info.add_text("Author", "SECRET-AUTHOR")
    info.add(b"prVt", b"SECRET-CHUNK")
    Image.effect_noise((64, 32), 60).save(data, "PNG", pnginfo=info)
    return data.getvalue()


PICTURES = [jpeg(), jpeg(progressive=True), png()]


@pytest.mark.parametrize("picture", PICTURES, ids=["jpeg", "progressive", "png"])
def test_only_the_pixels_stay_and_a_second_time_changes_nothing(picture: bytes) -> None:
    clean = strip_metadata(picture + b"SECRET-TRAILER")
    assert b"SECRET" in picture
    assert b"SECRET" not in clean
    assert strip_metadata(clean) == clean
    assert list(Image.open(BytesIO(clean)).get_flattened_data()) == list(Image.open(BytesIO(picture)).get_flattened_data())


def test_a_photograph_taken_sideways_is_turned() -> None:
    assert Image.open(BytesIO(strip_metadata(upright(jpeg(orientation=6))))).size == (32, 64)
    assert upright(PICTURES[0]) == PICTURES[0]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"RIFF0000WEBP", PICTURES[0][:200], PICTURES[2][:60]])
def test_what_is_no_whole_png_or_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError):
        strip_metadata(data)
