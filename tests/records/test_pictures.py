"""Pictures lose everything but their pixels, and lose it once."""

import random
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from records import ContentError
from records.pictures import strip_metadata, upright
from tests.picture_parts import (
    CANARY,
    DEPTHS,
    HIDDEN_IN_JPEG,
    HIDDEN_IN_PNG,
    chunk,
    chunks,
    everything_in,
    jpeg,
    png,
    profile,
)

ORIENTED = Image.Exif()
ORIENTED[0x010F], ORIENTED[0x0112] = CANARY.decode(), 6
JPEGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "progressive": {"progressive": True},
    "grey": {"mode": "L"},
    "grey, progressive": {"mode": "L", "progressive": True},
    "CMYK": {"mode": "CMYK"},
    "CMYK, progressive": {"mode": "CMYK", "progressive": True},
    "sharp colours": {"subsampling": 0, "optimize": True},
    "with restarts": {"restart_marker_blocks": 1},
    "with a profile": {"icc_profile": profile()},
    "a camera's": {"exif": ORIENTED, "comment": CANARY},
}
PNGS = [
    (colour, depth, interlaced) for colour, depths in DEPTHS.items() for depth in depths for interlaced in (False, True)
]


def pixels(data: bytes) -> Any:
    with Image.open(BytesIO(data)) as image:
        return image.mode, image.size, image.convert("RGBA").tobytes() if image.mode == "P" else image.tobytes()


def check_clean(given: bytes, shown: bytes | None = None) -> bytes:
    """Return the stripped picture; it has the pixels of the one given (or shown), no word
    of it, and nothing more to strip."""
    clean = strip_metadata(given)
    assert pixels(clean) == pixels(shown or given)
    assert CANARY not in everything_in(clean)
    assert strip_metadata(clean) == clean
    return clean


@pytest.mark.parametrize("kind", JPEGS)
def test_the_same_jpeg_comes_out_with_the_same_pixels(kind: str) -> None:
    for seed in range(20):
        check_clean(jpeg(random.Random(seed), **JPEGS[kind]))


@pytest.mark.parametrize(("colour", "depth", "interlaced"), PNGS)
def test_the_same_png_comes_out_with_the_same_pixels(colour: int, depth: int, interlaced: bool) -> None:
    for seed in range(20):
        given = png(random.Random(seed), colour, depth, interlaced)
        clean = check_clean(given)
        assert dict(chunks(clean))[b"IDAT"] == dict(chunks(given))[b"IDAT"], "not even packed anew"


@pytest.mark.parametrize("place", HIDDEN_IN_JPEG)
def test_nothing_hides_in_a_jpeg(place: str) -> None:
    for n, kind in enumerate(JPEGS.values()):
        shown = jpeg(random.Random(n), **kind)
        given = HIDDEN_IN_JPEG[place](shown)
        assert CANARY in given
        check_clean(given, shown)


@pytest.mark.parametrize("place", HIDDEN_IN_PNG)
def test_nothing_hides_in_a_png(place: str) -> None:
    for n, kind in enumerate(PNGS):
        shown = png(random.Random(n), *kind)
        check_clean(HIDDEN_IN_PNG[place](shown), shown)


def test_a_colour_that_no_pixel_has_is_black() -> None:
    """Else a palette has room for 768 bytes of something else."""
    image, made = Image.new("P", (8, 8), 3), BytesIO()
    image.putpalette((CANARY * 60)[:768])
    image.save(made, "PNG", transparency=CANARY)
    clean = strip_metadata(made.getvalue())
    palette = dict(chunks(clean))[b"PLTE"]
    assert palette == (CANARY * 60)[9:12].rjust(12, b"\0").ljust(len(palette), b"\0")
    assert CANARY not in everything_in(clean)


def test_colours_are_kept_without_the_words_of_their_profile() -> None:
    """Of a telephone's pictures too: without their profile, they would be paler."""
    for given in (
        jpeg(random.Random(1), icc_profile=profile()),
        HIDDEN_IN_PNG["a profile's words"](png(random.Random(1), 2, 8, False)),
    ):
        with Image.open(BytesIO(strip_metadata(given))) as image:
            kept, screen = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"])), ImageCms.createProfile("sRGB")
            assert ImageCms.getProfileDescription(kept).strip() == "RGB"
            colours = Image.frombytes("RGB", (16, 16), bytes(range(256)) * 3)
            shown = ImageCms.profileToProfile(colours, kept, screen)
            assert shown
            assert max(abs(a - b) for a, b in zip(colours.tobytes(), shown.tobytes(), strict=True)) <= 1


def test_a_profile_of_another_kind_is_worked_into_the_pixels_when_a_picture_is_taken_in() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert (
        "icc_profile" not in Image.open(BytesIO(strip_metadata(upright(jpeg(random.Random(1), icc_profile=lab))))).info
    )
    swapped = bytearray(profile())
    for name, other in ((b"rXYZ", b"gXYZ"), (b"gXYZ", b"rXYZ")):  # whose red is green
        swapped[profile().index(name) : profile().index(name) + 4] = other
    swapped += bytes(0)
    with Image.open(BytesIO(strip_metadata(upright(jpeg(random.Random(1), icc_profile=bytes(swapped)))))) as image:
        assert image.info["icc_profile"] != strip_metadata(jpeg(random.Random(1), icc_profile=profile()))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_taken_sideways_is_turned(mode: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    given = jpeg(random.Random(1), mode, exif=exif, icc_profile=profile() if mode == "RGB" else b"")
    stands = orientation < 5
    with Image.open(BytesIO(strip_metadata(upright(given)))) as image:
        assert image.size == ((64, 48) if stands else (48, 64))
        assert image.mode == mode
        assert not image.getexif()
        assert ("icc_profile" in image.info) is (mode == "RGB")
    assert (upright(given) == given) is (orientation == 1)


CUT = [jpeg(random.Random(1))[:n] for n in (2, 30, 200)] + [png(random.Random(1), 2, 8, False)[:n] for n in (8, 30, 60)]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"RIFF0000WEBP", b"<svg/>", b"%PDF", *CUT])
def test_what_is_no_whole_png_or_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError):
        strip_metadata(data)


def test_a_picture_with_fewer_rows_than_it_says_is_refused() -> None:
    given = png(random.Random(1), 2, 8, False)
    with pytest.raises(ContentError):
        strip_metadata(given.replace(chunk(b"IHDR", given[16:29]), chunk(b"IHDR", b"\0\0\xff\xff" * 2 + given[24:29])))


@pytest.mark.parametrize("start", range(0, 600, 7))
def test_a_damaged_picture_is_cleaned_or_refused(start: int) -> None:
    chance = random.Random(start)
    for made in (jpeg(chance), png(chance, *chance.choice(PNGS)), jpeg(chance, icc_profile=profile())):
        data = bytearray(made)
        data[start % len(data)] ^= chance.randint(1, 255)
        try:
            clean = strip_metadata(bytes(data))
        except ContentError:
            continue
        assert strip_metadata(clean) == clean
