"""The WSGI entry point."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

from immunoref.operation.memory import give_back_often, keep_little
from immunoref.operation.processor import stay_on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")

keep_little()
if settings.PROCESSOR is not None:
    stay_on(settings.PROCESSOR)
application = get_wsgi_application()
if not settings.DEBUG:
    # It knows models, which are there only now.
    application = import_string("immunoref.caching.warming.KeptWarm")(application)
    application = import_string("immunoref.caching.front.KeptFirst")(application)
application = import_string("immunoref.operation.requests.Noted")(application)
if not settings.DEBUG:
    import_string("immunoref.messages.remember")()
    import_string("immunoref.following.begin")()
    give_back_often()
    # Before the first request, all views; none of it is ever garbage.
    _ = get_resolver().url_patterns
    gc.freeze()
