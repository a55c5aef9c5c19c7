"""Makes therapies/geodata/outlines.json from a boundary file of the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python bench/outlines.py package/countries-110m.json

The TopoJSON is decoded, cut to the part of the world where the member states lie, projected by the
equal-area Equal Earth projection and rounded to whole units of a picture 1,000 units broad. Lines
run relative to the point before. Boundaries are those of Natural Earth, unchanged.
"""

import hashlib
import json
import math
import sys
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "therapies" / "geodata" / "outlines.json"
BREADTH = 1000
WEST, EAST, SOUTH, NORTH = -68.0, 146.0, -29.0, 57.0
MIDDLE = (WEST + EAST) / 2
MARGIN = 12.0
SMALLEST_LAND = 6.0
FEWEST_POINTS = 3
HALF_A_TURN = 180
# ISO 3166: numeric and alpha-2 codes of the member states of the OIC.
CODES = """
    004:AF 008:AL 012:DZ 031:AZ 048:BH 050:BD 096:BN 120:CM 148:TD 174:KM 204:BJ 262:DJ 266:GA
    270:GM 275:PS 324:GN 328:GY 360:ID 364:IR 368:IQ 384:CI 398:KZ 400:JO 414:KW 417:KG 422:LB
    434:LY 458:MY 462:MV 466:ML 478:MR 504:MA 508:MZ 512:OM 562:NE 566:NG 586:PK 624:GW 634:QA
    682:SA 686:SN 694:SL 706:SO 729:SD 740:SR 760:SY 762:TJ 768:TG 784:AE 788:TN 792:TR 795:TM
    800:UG 818:EG 854:BF 860:UZ 887:YE
    """
STATES = dict(pair.split(":") for pair in CODES.split())
# States too small for the boundary file: longitude and latitude of the capital.
DOTS = {"BH": (50.58, 26.23), "KM": (43.25, -11.70), "MV": (73.51, 4.17)}
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796

Point = tuple[float, float]
Ring = list[Point]


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny, 2018)."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    squared, sixth = angle**2, angle**6
    slope = 9 * A4 * sixth * squared + 7 * A3 * sixth + 3 * A2 * squared + A1
    across = 2 * math.sqrt(3) * math.radians(longitude - MIDDLE) * math.cos(angle) / (3 * slope)
    up = angle * (A4 * sixth * squared + A3 * sixth + A2 * squared + A1)
    return across, -up


def decode(topology: dict) -> list[Ring]:
    """Every arc as points in degrees."""
    (step_x, step_y), (start_x, start_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for by_x, by_y in arc:
            x, y = x + by_x, y + by_y
            points.append((x * step_x + start_x, y * step_y + start_y))
        arcs.append(points)
    return arcs


def ring_of(arcs: list[Ring], numbers: list[int]) -> Ring:
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def polygons(arcs: list[Ring], geometry: dict) -> list[list[Ring]]:
    """The polygons of a country, each as its rings."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [[ring_of(arcs, numbers) for numbers in rings] for rings in parts]


def crosses_the_date_line(ring: Ring) -> bool:
    """Of islands on 180 degrees; they lie outside the frame."""
    return any(abs(before[0] - point[0]) > HALF_A_TURN for before, point in pairwise(ring))


def cut(ring: Ring) -> Ring:
    """The part of a ring within the frame and a margin around it (Sutherland and Hodgman)."""
    edges = (
        (0, WEST - MARGIN, 1),
        (0, EAST + MARGIN, -1),
        (1, SOUTH - MARGIN, 1),
        (1, NORTH + MARGIN, -1),
    )
    for axis, limit, sign in edges:
        kept: Ring = []
        for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
            kept += _step(before, point, axis, limit, sign)
        ring = kept
    return ring


def _step(before: Point, point: Point, axis: int, limit: float, sign: int) -> Ring:
    was, now = ((each[axis] - limit) * sign >= 0 for each in (before, point))
    found: Ring = []
    if was != now:
        part = (limit - before[axis]) / (point[axis] - before[axis])
        crossing = [start + part * (end - start) for start, end in zip(before, point, strict=True)]
        crossing[axis] = limit
        found.append((crossing[0], crossing[1]))
    return [*found, point] if now else found


def area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def middle(ring: Ring) -> Point:
    """The point of a ring farthest from its border, of a grid laid over it."""
    xs, ys = zip(*ring, strict=True)
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 24, min(ys) + (max(ys) - min(ys)) * j / 24)
        for i in range(1, 24)
        for j in range(1, 24)
    ]
    inside = [point for point in grid if _within(point, ring)]
    centre = (sum(xs) / len(xs), sum(ys) / len(ys))
    return max(inside, key=lambda point: _to_border(point, ring), default=centre)


def _within(point: Point, ring: Ring) -> bool:
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            odd = not odd
    return odd


def _to_border(point: Point, ring: Ring) -> float:
    """Distance to the nearest side; across counts half, because a number is broader than high."""
    best = math.inf
    x, y = point[0] / 2, point[1]
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        across, down = (bx - ax) / 2, by - ay
        length = across**2 + down**2
        part = ((x - ax / 2) * across + (y - ay) * down) / length if length else 0
        part = min(1, max(0, part))
        best = min(best, math.dist((x, y), (ax / 2 + part * across, ay + part * down)))
    return best


class Frame:
    """From degrees to whole units of the picture."""

    def __init__(self) -> None:
        top = project(MIDDLE, NORTH)[1]
        left, right = project(WEST, 0)[0], project(EAST, 0)[0]
        self.left, self.top, self.scale = left, top, BREADTH / (right - left)
        self.height = round((project(MIDDLE, SOUTH)[1] - top) * self.scale)

    def place(self, point: Point) -> Point:
        x, y = project(*point)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def path(self, rings: list[Ring]) -> str:
        return "".join(self._ring(ring) for ring in rings)

    def _ring(self, ring: Ring) -> str:
        points = [(round(x), round(y)) for x, y in ring]
        points = [each for at, each in enumerate(points) if each != points[at - 1]]
        if len(points) < FEWEST_POINTS:
            return ""
        steps = pairwise(points)
        lines = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in steps)
        return f"M{points[0][0]} {points[0][1]}l{lines}z".replace(" -", "-")


def outlines(topology: dict) -> dict:
    frame = Frame()
    arcs = decode(topology)
    states: dict[str, dict] = {}
    land: list[Ring] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        rings = [
            [frame.place(point) for point in kept]
            for polygon in polygons(arcs, geometry)
            for ring in polygon
            if not crosses_the_date_line(ring) and (kept := cut(ring))
        ]
        code = STATES.get(geometry.get("id", ""))
        if code and rings:
            largest = max(rings, key=area)
            x, y = middle(largest)
            states[code] = {
                "path": frame.path(rings),
                "at": [round(x), round(y)],
                "room": round(_to_border((x, y), largest)),
            }
        else:
            land += [ring for ring in rings if area(ring) >= SMALLEST_LAND]
    for code, place in DOTS.items():
        x, y = frame.place(place)
        states[code] = {"path": "", "at": [round(x), round(y)], "room": 0}
    return {
        "width": BREADTH,
        "height": frame.height,
        "land": frame.path(land),
        "states": dict(sorted(states.items())),
    }


def main() -> None:
    made = outlines(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    missing = set(STATES.values()) - set(made["states"])
    assert not missing, missing
    TARGET.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET}: {hashlib.sha256(TARGET.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
