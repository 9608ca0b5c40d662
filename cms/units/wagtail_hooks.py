"""A new unit has its groups and its folder at once, published or not."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from cms.units.models import UnitPage
from cms.units.roles import set_up_roles


@hooks.register("after_create_page")
def roles_of_a_new_unit(request: HttpRequest, page: Page) -> None:
    """Make them."""
    if isinstance(page, UnitPage):
        set_up_roles()
