"""The site with one page more, that takes its time and leaves a file as it begins."""

import os
import time
from pathlib import Path

from immunoref.wsgi import application as site

SECONDS = 1.5


def application(environ, start_response):
    if environ["PATH_INFO"] != "/slow":
        return site(environ, start_response)
    Path(os.environ["ASKED"]).touch()
    time.sleep(SECONDS)
    return site(environ | {"PATH_INFO": "/healthz"}, start_response)
