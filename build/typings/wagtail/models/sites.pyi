from typing import ClassVar, TypeVar

from django.db import models
from wagtail.models.pages import Page

_M = TypeVar("_M", bound=models.Model)

class SiteManager(models.Manager[_M]): ...

class Site(models.Model):
    objects: ClassVar[SiteManager[Site]]
    _default_manager: ClassVar[SiteManager[Site]]
    hostname = models.CharField(max_length=255)
    port = models.IntegerField(default=80)
    site_name = models.CharField(max_length=255, blank=True)
    root_page = models.ForeignKey(Page, related_name="sites_rooted_here", on_delete=models.CASCADE)
    is_default_site = models.BooleanField(default=False)
