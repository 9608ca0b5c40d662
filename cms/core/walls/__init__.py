"""What keeps a user from seeing and touching what is not theirs, where Wagtail itself leaves a gap.

`reach` says what a user may reach; `Wall` refuses before a view runs, by what stands in its address; `hooks` hold for what is
done with pages; `files` hands out uploads. Page permissions do the rest.
"""

from cms.core.walls.reach import explorable, reaches_page, reaches_picture
from cms.core.walls.wall import Wall

__all__ = ["Wall", "explorable", "reaches_page", "reaches_picture"]
