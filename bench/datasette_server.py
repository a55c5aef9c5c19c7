"""Datasette as fast as it goes: uvloop, httptools and no access log, which its command writes.

Run by the Python of its own environment, never by ours.
"""

import json
import os
import sys

import uvicorn
from datasette.app import Datasette

from immunoref.operation.processor import stay_on


def main(paths: list[str], port: int, settings: dict[str, int | bool]) -> None:
    datasette = Datasette(files=[], immutables=paths, settings=settings)
    uvicorn.run(
        datasette.app(),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    if "PROCESSOR" in os.environ:
        stay_on(int(os.environ["PROCESSOR"]))
    main(json.loads(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
