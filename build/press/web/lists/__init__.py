"""List pages: cases and articles by place, field, kind, year and unit, the matrix, the
showcases, the archive of publications."""

from press.web.lists.bulletins import stage_bulletins
from press.web.lists.fields import stage_fields, stage_kinds
from press.web.lists.matrix import stage_matrix
from press.web.lists.pages import Lists
from press.web.lists.places import stage_places
from press.web.lists.showcases import Showcases
from press.web.lists.tilemap import tiles
from press.web.lists.units import stage_units
from press.web.lists.years import stage_years

__all__ = ["Lists", "Showcases", "stage_lists", "tiles"]


def stage_lists(lists: Lists, pdfs: frozenset[str]) -> None:
    """Write every list page but the showcases; `pdfs` are the keys of the issues that have one."""
    lists.page(
        "cases/index",
        "全部案例",
        lists.entries,
        lead="已公开的实践案例。也可以按地区、领域、年度和做法类型分着看，或直接检索。",
    )
    stage_places(lists)
    stage_fields(lists)
    stage_matrix(lists)
    stage_kinds(lists)
    stage_years(lists)
    stage_units(lists)
    stage_bulletins(lists, pdfs)
