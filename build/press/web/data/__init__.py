"""Data for other programs: records as JSON, tables as CSV, feed and sitemap, and the page that describes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from press.web.cases import Taken
from press.web.catalogue import Catalogue
from press.web.citation import Site
from press.web.data.feed import stage_feed
from press.web.data.page import stage_data_page
from press.web.data.records import stage_others
from press.web.data.sitemap import stage_sitemap
from press.web.data.tables import Tables
from press.web.library import Library
from press.web.lists import Lists
from press.web.pages import Stage
from records import Case, Export

NO_ADDRESS = "没有设置网站地址，未生成订阅源和网站地图；在 mkdocs.yml 的 site_url 写明读者打开本站的网址"


class Data:
    """Writes what programs read.

    Args:
        stage: where to write.
        export: for the synonyms, which no page needs.
        library: reference data and public issues.
        site: without its address there is no feed and no sitemap, because their links must be complete.
        description: of the site in a sentence.
        taken: the cases, in the order of their numbers.
        read: returns a case.

    """

    def __init__(
        self,
        stage: Stage,
        export: Export,
        library: Library,
        site: Site,
        description: str,
        taken: Mapping[int, Taken],
        read: Callable[[int], Case],
    ) -> None:
        self.stage, self.export, self.library, self.site, self.description = stage, export, library, site, description
        self.remarks = () if site.address else (NO_ADDRESS,)
        self.tables = Tables(stage, library, site.address, taken, read, export.kept)
        self.changed = {case.entry.address: case.made.changed for case in taken.values()}

    def finish(self, lists: Lists) -> None:
        """Write the other records, what is left of the tables, the feed, and the page that describes it all."""
        reference = stage_others(self.stage, self.export, self.library, lists.catalogue)
        self.tables.write()
        if self.site.address:
            stage_feed(self.stage, self.library, lists.entries, self.site, self.description)
        stage_data_page(self.stage, self.library, lists.catalogue, self.tables, reference, self.site.address)

    def map(self, catalogue: Catalogue) -> None:
        """Write the sitemap; to be called once every page is staged."""
        if self.site.address:
            stage_sitemap(self.stage, self.library, catalogue, self.changed, self.site.address)
