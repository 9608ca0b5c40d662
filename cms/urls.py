"""Addresses of the CMS: the admin is all there is; readers have the static site."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    # Pictures of drafts are nobody else's business.
    path("media/<path:path>", login_required(serve, login_url="wagtailadmin_login"), {"document_root": settings.MEDIA_ROOT}),
]
