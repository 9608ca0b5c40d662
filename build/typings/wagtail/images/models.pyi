from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.db import models
from wagtail.models.media import CollectionMember
from wagtail.search import index

class AbstractImage(CollectionMember, index.Indexed, models.Model):
    title = models.CharField(max_length=255)
    file = models.ImageField()
    description = models.CharField(blank=True, max_length=255, default="")
    width = models.IntegerField(editable=False)
    height = models.IntegerField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by_user = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    file_size = models.PositiveIntegerField(null=True, editable=False)
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    admin_form_fields: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def get_rendition(self, filter: Any) -> AbstractRendition: ...

class Image(AbstractImage):
    class Meta(AbstractImage.Meta): ...

class AbstractRendition(models.Model):
    filter_spec = models.CharField(max_length=255)
    file = models.ImageField()
    width = models.IntegerField(editable=False)
    height = models.IntegerField(editable=False)
    focal_point_key = models.CharField(max_length=16, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def url(self) -> str: ...
