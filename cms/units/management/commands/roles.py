"""Makes the groups and folders of all places and units, and the workflow that articles take."""

from django.core.management.base import BaseCommand

from cms.units.models import UnitPage
from cms.units.roles import set_up_roles


class Command(BaseCommand):
    """Idempotent; run it again after units were added, renamed or moved."""

    help = "按单位树建立或更新各地各单位的用户组、文件夹和报送流程"

    def handle(self, *args: object, **options: object) -> None:
        """Set up roles."""
        if not UnitPage.objects.exists():
            self.stderr.write("还没有单位，先装入数据：press load cms/sample")
            raise SystemExit(1)
        self.stdout.write(f"{set_up_roles()} 个用户组已是最新。")
