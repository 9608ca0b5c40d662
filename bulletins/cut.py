"""Cut the fonts down to the characters of one bulletin before it is laid out.

Laying out with whole fonts holds 40 MB of them in memory, and writing the PDF cuts each down all the same, numbering
its glyphs as the whole font does, which makes large tables. Cut beforehand, everything after is small. WeasyPrint
declares only the parts of HarfBuzz that it calls, hence the declarations here
(https://harfbuzz.github.io/harfbuzz-hb-subset.html).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from cffi import FFI  # type: ignore[import-untyped]

from bulletins.glyphs import FAMILIES, FONTS, SELDOM
from records import SetupError

# page numbers, which no text box holds; any character gives a font its measures
ALWAYS = frozenset(map(ord, " —0123456789中"))
FEATURES = b"ccmp locl mark kern"  # what shaping needs
ffi = FFI()
ffi.cdef("""
    typedef struct hb_blob_t hb_blob_t;
    typedef struct hb_face_t hb_face_t;
    typedef struct hb_font_t hb_font_t;
    typedef struct hb_set_t hb_set_t;
    typedef struct hb_subset_input_t hb_subset_input_t;
    hb_blob_t * hb_blob_create_from_file_or_fail(const char *name);
    const char * hb_blob_get_data(hb_blob_t *blob, unsigned int *length);
    void hb_blob_destroy(hb_blob_t *blob);
    hb_face_t * hb_face_create(hb_blob_t *blob, unsigned int index);
    hb_blob_t * hb_face_reference_blob(hb_face_t *face);
    void hb_face_destroy(hb_face_t *face);
    hb_font_t * hb_font_create(hb_face_t *face);
    int hb_font_get_nominal_glyph(hb_font_t *font, uint32_t unicode, uint32_t *glyph);
    int32_t hb_font_get_glyph_h_advance(hb_font_t *font, uint32_t glyph);
    unsigned int hb_face_get_upem(hb_face_t *face);
    uint32_t hb_tag_from_string(const char *name, int length);
    void hb_set_add(hb_set_t *set, uint32_t value);
    void hb_set_clear(hb_set_t *set);
    hb_subset_input_t * hb_subset_input_create_or_fail(void);
    void hb_subset_input_destroy(hb_subset_input_t *input);
    void hb_subset_input_set_flags(hb_subset_input_t *input, unsigned int value);
    hb_set_t * hb_subset_input_unicode_set(hb_subset_input_t *input);
    hb_set_t * hb_subset_input_set(hb_subset_input_t *input, int kind);
    hb_face_t * hb_subset_or_fail(hb_face_t *face, hb_subset_input_t *input);
""")
LAYOUT_FEATURES = 6  # HB_SUBSET_SETS_LAYOUT_FEATURE_TAG
# HB_SUBSET_FLAGS_DESUBROUTINIZE: so are the fonts in the PDF, and finding out which subroutines stay takes longer
DESUBROUTINIZE = 4


def cut_fonts(texts: Iterable[tuple[tuple[str, ...], str]], folder: Path) -> dict[str, Path]:
    """Write into a folder what the texts need of our fonts, and return the files by family.

    Args:
        texts: pieces of text, each with the families that it asks for, best first;
            a character goes to the first that has it.
        folder: where the files go; they must stay until the PDF is written.

    """
    wanted: dict[str, set[int]] = {family: set(ALWAYS) for family in FAMILIES if family not in SELDOM}
    asked: dict[tuple[str, ...], set[str]] = {}
    for families, text in texts:
        asked.setdefault(families, set()).update(text)
    for families, chars in asked.items():
        for code in map(ord, chars):
            carrier = next((family for family in families if _has(family, code)), None)
            if carrier:
                wanted.setdefault(carrier, set(ALWAYS)).add(code)
    return {family: _cut(family, codes, folder) for family, codes in wanted.items()}


@cache
def advance_em(char: str, families: tuple[str, ...]) -> float:
    """Return how wide a character is, in em, in the first of the families that has it; 1 where none has."""
    for family in families:
        face, font = _face(family)
        glyph = ffi.new("uint32_t *")
        if _library().hb_font_get_nominal_glyph(font, ord(char), glyph):
            return float(_library().hb_font_get_glyph_h_advance(font, glyph[0]) / _library().hb_face_get_upem(face))
    return 1.0


def _cut(family: str, codes: set[int], folder: Path) -> Path:
    face, _ = _face(family)
    library = _library()
    request = ffi.gc(library.hb_subset_input_create_or_fail(), library.hb_subset_input_destroy)
    library.hb_subset_input_set_flags(request, DESUBROUTINIZE)
    characters = library.hb_subset_input_unicode_set(request)
    for code in sorted(codes):
        library.hb_set_add(characters, code)
    features = library.hb_subset_input_set(request, LAYOUT_FEATURES)
    library.hb_set_clear(features)
    for name in FEATURES.split():
        library.hb_set_add(features, library.hb_tag_from_string(name, -1))
    small = ffi.gc(library.hb_subset_or_fail(face, request), library.hb_face_destroy)
    blob = ffi.gc(library.hb_face_reference_blob(small), library.hb_blob_destroy)
    length = ffi.new("unsigned int *")
    data = library.hb_blob_get_data(blob, length)
    path = folder / FAMILIES[family]
    path.write_bytes(ffi.buffer(data, length[0]))
    return path


@cache
def _has(family: str, code: int) -> bool:
    _, font = _face(family)
    return bool(_library().hb_font_get_nominal_glyph(font, code, ffi.new("uint32_t *")))


@cache
def _face(family: str) -> tuple[Any, Any]:
    """Return the whole font; HarfBuzz maps its file, so that only what is looked at takes memory."""
    library = _library()
    blob = library.hb_blob_create_from_file_or_fail(str(FONTS / FAMILIES[family]).encode())
    if blob == ffi.NULL:
        raise SetupError(f"字体文件读不出来：{FAMILIES[family]}", remedy="重新取得完整的程序目录 bulletins/fonts")
    face = library.hb_face_create(blob, 0)
    return face, library.hb_font_create(face)


@cache
def _library() -> Any:
    """Return libharfbuzz-subset, through which libharfbuzz itself is found as well."""
    try:
        return ffi.dlopen("libharfbuzz-subset.so.0")
    except OSError as error:
        raise SetupError(
            "缺少系统库 libharfbuzz-subset0，无法排版", remedy="运行 sudo apt-get install libharfbuzz-subset0"
        ) from error
