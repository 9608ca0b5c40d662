"""What a list says of its rows: whether readers see them."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.tables import BaseColumn

from cms.releases.standing import Said, standings


class StandingColumn(BaseColumn):
    """The sentence of each row, found for all of them at once."""

    cell_template_name = "releases/standing_cell.html"

    def __init__(self, width: str = "18%") -> None:
        super().__init__("standing", label="网站", width=width)

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Return what the cell shows."""
        table = parent_context["table"]
        if not hasattr(table, "standings"):
            table.standings = standings([row for row in table.data if type(row) is type(instance)])
        said: dict[Any, Said] = table.standings
        return {**super().get_cell_context_data(instance, parent_context), "said": said[instance.pk]}
