"""Wagtail's few inline scripts as data: what they say stands in a script of type JSON, and one file of ours does it.

So the policy can forbid inline scripts altogether. Nonces would not do: Wagtail runs scripts again that it cloned from
templates, and fetches parts of pages whose nonce would be another one. Panels and dates have templates (`wagtailadmin/`
among this app's), choosers build their script in Python.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from cms.core.patches import WAGTAIL

# As Django's json_script: no text ends the element.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def start(constructor: str, *arguments: object) -> SafeString:
    """Return an element that has `start.js` call a constructor with these arguments."""
    told = json.dumps([constructor, *arguments]).translate(ESCAPED)
    return format_html('<script type="application/json" data-start>{}</script>', mark_safe(told))


def replace() -> None:
    """Have choosers say their script as data."""

    def render(
        self: Any, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None
    ) -> SafeString:
        data, identity = self.get_value_data(value), (attrs or {})["id"]
        if isinstance(self, AdminTaskChooser):
            script = start("createTaskChooser", identity)
        else:
            script = start(self.js_constructor, identity, self.get_js_init_options(identity, name, data))
        html: SafeString = mark_safe(self.render_html(name, data, attrs) + script)
        return html

    why = "no script stands in a page, so that the policy can forbid them"
    test = "tests/cms/test_chinese_screens.py::test_the_policy_holds_and_scripts_run_without_errors"
    WAGTAIL.put(BaseChooser, "render", render, why=why, test=test)
