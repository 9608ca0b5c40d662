"""What a user may reach, where Wagtail itself leaves a gap: pages, pictures and files of other units.

`reach` says what that is; `files` hands out uploads; `desk.wall` refuses before a view runs, by what stands in its
address, and `desk.pages` holds for what is done with pages. Page permissions do the rest.
"""

from cms.core.walls.reach import explorable, reaches_page, reaches_picture

__all__ = ["explorable", "reaches_page", "reaches_picture"]
