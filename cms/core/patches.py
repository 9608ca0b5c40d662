"""What of Wagtail and Django is replaced by ours; see `bulletins.patches`."""

from bulletins.patches import Patches

WAGTAIL = Patches("wagtail", "7.4")
DJANGO = Patches("django", "5.2")
