"""Asks with wrk, where it is installed, for a list of addresses in turn."""

import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import machine

SCRIPT = """
local addresses = {}
for line in io.lines(%(file)s) do addresses[#addresses + 1] = line end
local at = 0
%(headers)s
request = function() at = at %% #addresses + 1; return wrk.format("GET", addresses[at]) end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
init = function(args)
    wrong_count = 0
    if #addresses == 1 then
        local only = wrk.format("GET", addresses[1])
        request = function() return only end
    end
end
%(response)s
done = function(summary, latency)
    local wrong = 0
    for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong_count") end
    local errors = summary.errors
    wrong = wrong + errors.status + errors.connect + errors.read + errors.write + errors.timeout
    io.write(string.format("found %%f %%f %%f %%f %%d %%d %%d\\n",
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
        latency:percentile(95) / 1000, latency:percentile(99) / 1000, summary.requests,
        summary.bytes, wrong))
end
"""
# By itself wrk counts statuses from 400 on; each answer costs it more if it has to look.
RESPONSE = "response = function(status) if status ~= %d then wrong_count = wrong_count + 1 end end"
OK = 200
FOUND = re.compile(r"^found (\S+) (\S+) (\S+) (\S+) (\d+) (\d+) (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """`rate` counts all answers; those that were not good are `errors`."""

    rate: float
    p50: float
    p95: float
    p99: float
    answers: int
    received: int
    errors: int

    @property
    def wrong(self) -> Counter[str]:
        return Counter({"errors or wrong statuses": self.errors} if self.errors else {})

    def percentile(self, share: float) -> float:
        """In milliseconds, of those that are asked for."""
        return {0.5: self.p50, 0.95: self.p95, 0.99: self.p99}[share]


def is_there() -> bool:
    return shutil.which("wrk") is not None


def ask(
    base: str,
    addresses: Sequence[str],
    seconds: float,
    connections: int,
    headers: Mapping[str, str],
    status: int,
) -> Found:
    with tempfile.TemporaryDirectory() as place:
        listed, script = Path(place, "addresses"), Path(place, "ask.lua")
        listed.write_text("\n".join(addresses) + "\n")
        lines = (
            f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}"
            for name, value in headers.items()
        )
        response = "" if status == OK else RESPONSE % status
        values = {
            "file": json.dumps(str(listed)),
            "headers": "\n".join(lines),
            "response": response,
        }
        script.write_text(SCRIPT % values)
        command = [str(shutil.which("wrk")), "-t1", f"-c{connections}", f"-d{max(seconds, 1):.0f}s"]
        with machine.client() as aside:
            asked = aside.submit(_output, [*command, "-s", str(script), base])
    return read(asked.result())


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def read(output: str) -> Found:
    found = FOUND.search(output)
    if found is None:
        raise ValueError(f"wrk said: {output[-300:]}")
    rate, p50, p95, p99, *counts = found.groups()
    return Found(float(rate), float(p50), float(p95), float(p99), *map(int, counts))
