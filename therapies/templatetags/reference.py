"""Filters for what templates cannot write by themselves."""

from django import template

from therapies.dates import precise

register = template.Library()
register.filter(precise)
