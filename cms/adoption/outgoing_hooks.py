"""Where what goes out meets the admin: its addresses."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from cms.adoption.circular_views import adoption_circular, adoption_circular_pdf
from cms.adoption.rate_views import adoption_rates
from cms.adoption.record_views import adoption_pdf, adoption_record
from cms.adoption.silent_views import adoption_letters, adoption_silent


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("adoption/rates/", adoption_rates, name="adoption_rates"),
        path("adoption/silent/", adoption_silent, name="adoption_silent"),
        path("adoption/silent/letters.pdf", adoption_letters, name="adoption_letters"),
        path("adoption/circular/", adoption_circular, name="adoption_circular"),
        path("adoption/circular/circular.pdf", adoption_circular_pdf, name="adoption_circular_pdf"),
        path("adoption/record/", adoption_record, name="adoption_record"),
        path("adoption/record/<int:pk>.pdf", adoption_pdf, name="adoption_pdf"),
    ]
