"""The font configuration of a bulletin: our own font files under our own names, and no font of the system."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from cffi import FFI  # type: ignore[import-untyped]
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration

from records import SetupError

RENAMED = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <match target="scan">
    <test name="file" compare="eq"><string>{path}</string></test>
    <edit name="family" mode="prepend"><string>{family}</string></edit>
  </match>
</fontconfig>"""

_struts: dict[
    object, object
] = {}  # heights of empty lines: the fonts' measures, cut or whole, are the same in all documents
_own_ffi = FFI()  # WeasyPrint declares no way to make a configuration without the system's fonts
_own_ffi.cdef("void * FcConfigCreate(void);")


@cache
def _own_fontconfig() -> Any:
    return _own_ffi.dlopen("libfontconfig.so.1")


class BulletinFonts(FontConfiguration):  # type: ignore[misc]
    """The font configuration whose documents are set by our functions in place of WeasyPrint's.

    It knows the given font files by the names of families, and no font of the system. An @font-face rule would do the
    same with a copy of each file in a temporary folder of its own.
    """

    def __init__(self) -> None:
        self.strut_layouts = _struts
        self.font_features: dict[object, object] = {}
        self._config = ffi.cast("FcConfig *", int(_own_ffi.cast("uintptr_t", _own_fontconfig().FcConfigCreate())))
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(self._pango_map, self._config)
        fontconfig.FcConfigDestroy(self._config)  # the font map keeps it

    @property
    def _pango_map(self) -> Any:
        return ffi.cast("PangoFcFontMap *", self.font_map)

    def add(self, families: Mapping[str, Path]) -> None:
        """Make font files known."""
        for family, path in families.items():
            rule = RENAMED.format(path=escape(path.as_posix()), family=escape(family)).encode()
            fontconfig.FcConfigParseAndLoadFromMemory(self._config, rule, True)
            if not fontconfig.FcConfigAppFontAddFile(self._config, path.as_posix().encode()):
                raise SetupError(f"字体文件读不出来：{path.name}", remedy="重新取得完整的程序目录 bulletins/fonts")
        pangoft2.pango_fc_font_map_config_changed(self._pango_map)
