from typing import Any

from django.db import models

def get_all_child_relations(model: type[models.Model]) -> list[models.ManyToOneRel]: ...

class ClusterableModel(models.Model):
    class Meta:
        abstract = True

    def serializable_data(self) -> dict[str, Any]: ...
    def copy_cluster(self, exclude_fields: Any = None) -> Any: ...
