"""What a run with several processes tells, and what a cache is made to forget."""

import json

from bench.machines import report
from bench.machines.publishing import known_at, purge
from bench.machines.readers import Seen


def test_recovery_is_the_end_of_the_last_wrong_or_slow_answer_after_the_event():
    seen = Seen([(0.5, 0.01, "early"), (2.1, 0.01, "status 500"), (2.5, 1.5, ""), (5.0, 0.02, "")])
    found = seen.summary(2.0)
    assert found["errors"] == {"early": 1, "status 500": 1}
    assert found["well_after"] == 2.0
    assert found["slow"] == 1
    assert found["slowest_ms"] == 1500
    assert Seen([(1.0, 0.1, "")]).summary(2.0)["well_after"] == 0


def test_purging_takes_the_files_of_what_changed_and_no_others(tmp_path):
    for name, address in (("a", "/drugs/x/cite/"), ("b", "/drugs/y/"), ("c", "/drugs/?q=1")):
        (tmp_path / name).write_bytes(b"\0\1\nKEY: http127.0.0.1:86" + address.encode() + b"\nHTTP")
    purge(tmp_path, ["/drugs/x/*", "/drugs/?q=1"])
    assert [each.name for each in tmp_path.iterdir()] == ["b"]


def test_when_a_server_knew_of_a_version_is_read_from_its_log(tmp_path):
    log = tmp_path / "site.log"
    said = "Version {} of the content is in force."
    lines = [
        json.dumps(
            {"time": f"1970-01-01T00:00:0{second}.250+00:00", "message": said.format(number)}
        )
        for second, number in ((1, 7), (2, 17), (3, 17))
    ]
    log.write_text("\n".join(["[INFO] begun", *lines]))
    assert known_at(log, 17) == 2.25
    assert known_at(log, 18) is None


def test_the_measured_part_is_replaced_and_the_rest_stays(tmp_path, monkeypatch):
    file = tmp_path / "scaling.md"
    file.write_text(f"Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n")
    monkeypatch.setattr(report, "FILE", file)
    one = {"rate": 100.0, "cpu_ms": 10.0, "p99_ms": 50.0, "bytes": 10_000.0, "memory": 2**20}
    window = Seen([(2.0, 0.1, "status 500")]).summary(2.0)
    about = {"measured_at": "2026-01-01", "processor": "x", "cores": 2}
    report.write(
        {"machine": about, "drugs": 300, "times": 10, "seconds": 90, "pages": 700}
        | {"files": {"number": 12, "bytes": 81_920}}
        | {"load_before": 1.0, "load_after": 2.0, "cache": {"HIT": 3, "MISS": 1}}
        | {"alone": {"rendered": one, "kept": one}, "windows": {"Redis": {"past": window}}}
        | {"published": {"all well": {"publishing": 0.1, "nginx with a cache": None}}}
    )
    text = file.read_text()
    assert text.startswith("Before")
    assert text.endswith("After\n")
    assert "old" not in text
    assert "| Redis, past the cache | 1 | 1 × status 500 |" in text
    assert "75.0%" in text
    assert "| all well | 0.10 s | – |" in text
