"""A new unit has its groups and its folder at once, published or not; the tree lists units as official lists do."""

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from cms.core.walls.questions import OPEN_CHOOSERS
from cms.units import staying  # noqa: F401 (registers itself)
from cms.units.models import UnitPage
from cms.units.roles import set_up_roles

OPEN_CHOOSERS.add("units_place")


@hooks.register("after_create_page")
def roles_of_a_new_unit(request: HttpRequest, page: Page) -> None:
    """Make them."""
    if isinstance(page, UnitPage):
        set_up_roles()


@hooks.register("construct_explorer_page_queryset")
def units_in_order(parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Put units before texts, the systems first and then by the code of their place,
    unless another order was asked for."""
    if "ordering" in request.GET or request.GET.get("q"):
        return pages
    kind = Case(When(unitpage__kind="system", then=0), When(unitpage__isnull=False, then=1), default=2)
    code = Coalesce("unitpage__place__code", "unitpage__code", Value(""))
    return pages.order_by(kind, code, F("latest_revision_created_at").desc(nulls_last=True))
