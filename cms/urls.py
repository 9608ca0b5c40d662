"""Addresses of the CMS: the admin is all there is; readers have the static site."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from cms.core.walls.files import media, tags

handler500 = "cms.core.busy.failed"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    # Before Wagtail's own, which tells everyone every tag.
    path("admin/tag-autocomplete/", tags, name="wagtailadmin_tag_autocomplete"),
    path("admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", tags, name="wagtailadmin_tag_model_autocomplete"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<path:path>", media, name="media"),
]
