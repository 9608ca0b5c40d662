"""The public site: an export's public half in, a folder of static pages out."""

from press.web.pages import TwoPages
from press.web.site import SiteSummary, build_site

__all__ = ["SiteSummary", "TwoPages", "build_site"]
