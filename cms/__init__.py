"""The newsroom: a Wagtail CMS in which cases and bulletins are written, assembled, signed and cleared."""
