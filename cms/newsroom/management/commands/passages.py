"""Makes the table of passages anew, by which texts that repeat others are found."""

from django.core.management.base import BaseCommand

from cms.newsroom.hints.texts import rebuild


class Command(BaseCommand):
    """`python -m cms passages`: needed only after texts were written past the CMS; saving a text keeps its passages."""

    help = "重新生成查重用的文字片段表"

    def handle(self, **options: object) -> None:
        """Do it and say how many texts there are."""
        self.stdout.write(f"已处理 {rebuild()} 篇稿件和案例")
