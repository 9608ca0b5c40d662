from django.contrib.auth.models import User
from django.db import models
from wagtail.models.media import CollectionMember
from wagtail.search import index

class AbstractDocument(CollectionMember, index.Indexed, models.Model):
    title = models.CharField(max_length=255)
    file = models.FileField()
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by_user = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    file_size = models.PositiveBigIntegerField(null=True, editable=False)
    file_hash = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def filename(self) -> str: ...
    def get_file_hash(self) -> str: ...
    @property
    def url(self) -> str: ...

class Document(AbstractDocument):
    class Meta(AbstractDocument.Meta): ...
