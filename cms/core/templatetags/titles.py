"""Cuts long titles in templates."""

from django import template

from cms.core import titles

register = template.Library()
register.filter("cut", titles.cut)
register.filter("cut_titles", titles.cut_titles)
