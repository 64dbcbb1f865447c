from django.template import Library

from apps.chat import markup

register = Library()
register.filter("shown", markup.shown)
