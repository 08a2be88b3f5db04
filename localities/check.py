#!/usr/bin/env python3
"""Checks the CSV files of this folder: every invariant, and, given a folder of reference tables, every row.

    python3 localities/check.py                 # the invariants, from these files alone
    python3 localities/check.py REFERENCE       # and row by row against official reference tables

The reference folder holds provinces_34.csv, provinces_63.csv, communes_3321.csv, communes_old.csv,
districts_old.csv, commune_successions.csv, comparable_groups.csv and tilegrid_34.csv. The project does not
hold them. Prints what it counted and ends with status 1 when anything is wrong.
"""

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = "nation schemes units_2004 units_2025 changes regions agencies successions tilegrid".split()
WIDTH = {"province": 2, "district": 3, "commune": 5}
faults = []


def main():
    tables = {name: rows(HERE / f"{name}.csv") for name in FILES}
    units = {row["unit"]: row for row in tables["units_2004"] + tables["units_2025"]}
    check_text()
    check_units(tables, units)
    check_kinds(tables, units)
    check_regions_and_tiles(tables, units)
    groups = check_successions(tables, units)
    if len(sys.argv) > 1:
        check_against(Path(sys.argv[1]), tables, units, groups)
    for fault in faults:
        print("WRONG:", fault)
    print(f"{len(faults)} faults" if faults else "no fault")
    sys.exit(1 if faults else 0)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expect(what, found, wanted):
    print(f"{what}: {found}")
    if found != wanted:
        faults.append(f"{what}: found {found}, expected {wanted}")


def fold(text):
    """The search form of a name: no tone marks, no case, đ as d, hyphens as spaces."""
    text = unicodedata.normalize("NFD", text.lower())
    text = re.sub("[\u0300-\u036f]", "", text).replace("đ", "d")
    text = re.sub(r"[-‐-―/]", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", "", text)).strip()


def check_text():
    for path in sorted(HERE.rglob("*.csv")):
        text = path.read_bytes().decode("utf-8")
        for bad, name in [("\r", "CR"), ("\u00a0", "NBSP"), ("\ufeff", "BOM"), ("'", "U+0027")]:
            if bad in text:
                faults.append(f"{path.name} contains {name}")
        if text != unicodedata.normalize("NFC", text):
            faults.append(f"{path.name} is not NFC")
        if not text.endswith("\n"):
            faults.append(f"{path.name} does not end with a line feed")


def check_units(tables, units):
    for name in ("units_2004", "units_2025"):
        listed = tables[name]
        scheme = name[-4:]
        expect(f"{name} repeated codes", len(listed) - len({row["unit"] for row in listed}), 0)
        for row in listed:
            if not re.fullmatch(rf"{scheme}:\d{{{WIDTH[row['level']]}}}", row["unit"]):
                faults.append(f"{name}: {row['unit']} is no {row['level']} code")
            if row["parent"] != "vn" and row["parent"] not in units:
                faults.append(f"{name}: parent {row['parent']} of {row['unit']} is unknown")
            if row["parent"][:4] not in ("vn", scheme):
                faults.append(f"{name}: parent {row['parent']} of {row['unit']} is of another scheme")
    count = Counter((row["unit"][:4], row["level"]) for row in units.values())
    old = [count["2004", level] for level in ("province", "district", "commune")]
    expect("until 2025-06-30, provinces/districts/communes", old, [63, 696, 10035])
    new = [count["2025", level] for level in ("province", "district", "commune")]
    expect("since 2025-07-01, provinces/districts/communes", new, [34, 0, 3321])

    collisions = Counter((r["parent"], fold(r["name"])) for r in tables["units_2025"])
    expect("names alike without tone marks, in one province", sum(n > 1 for n in collisions.values()), 10)
    exact = Counter((r["parent"], r["name"]) for r in tables["units_2025"])
    expect("names repeated in one province", sum(n > 1 for n in exact.values()), 0)
    everywhere = Counter(r["name"] for r in tables["units_2025"] if r["level"] == "commune")
    repeated = [n for n in everywhere.values() if n > 1]
    expect("names repeated in the country, communes", [len(repeated), sum(repeated)], [314, 787])


def state(tables, units, day):
    """Name and kind of every unit on a day, by the dated changes."""
    now = {unit: (row["name"], row["kind"]) for unit, row in units.items()}
    for change in sorted(tables["changes"], key=lambda row: row["effective_on"]):
        if change["effective_on"] <= day:
            name, kind = now[change["unit"]]
            now[change["unit"]] = (change["name"] or name, change["kind"] or kind)
    return now


def kinds(tables, units, scheme, level, day):
    listed = state(tables, units, day).items()
    count = Counter(kind for unit, (_, kind) in listed if unit[:4] == scheme and units[unit]["level"] == level)
    return dict(count.most_common())


def check_kinds(tables, units):
    for change in tables["changes"]:
        if change["unit"] not in units:
            faults.append(f"changes: {change['unit']} is unknown")
    for scheme, level, day, wanted in [
        ("2004", "province", "2024-12-31", {"tỉnh": 58, "thành phố": 5}),
        ("2004", "province", "2025-06-30", {"tỉnh": 57, "thành phố": 6}),
        ("2004", "district", "2025-06-30", {"huyện": 508, "thành phố": 87, "thị xã": 52, "quận": 49}),
        ("2004", "commune", "2025-06-30", {"xã": 7692, "phường": 1726, "thị trấn": 617}),
        ("2025", "province", "2025-07-01", {"tỉnh": 28, "thành phố": 6}),
        ("2025", "commune", "2025-07-01", {"xã": 2621, "phường": 687, "đặc khu": 13}),
        ("2025", "province", "2026-09-20", {"tỉnh": 25, "thành phố": 9}),
        ("2025", "commune", "2026-09-20", {"xã": 2599, "phường": 709, "đặc khu": 13}),
    ]:
        expect(f"{level} kinds on {day}", kinds(tables, units, scheme, level, day), wanted)


def check_regions_and_tiles(tables, units):
    for scheme, wanted in (("2004", 63), ("2025", 34)):
        listed = [code for row in tables["regions"] if row["scheme"] == scheme for code in row["provinces"].split()]
        expect(f"provinces with a region, scheme {scheme}", len(set(listed)), wanted)
        if len(listed) != len(set(listed)) or any(f"{scheme}:{code}" not in units for code in listed):
            faults.append(f"regions of scheme {scheme} repeat or invent a province")
    expect("agencies", len({row["unit"] for row in tables["agencies"]} & set(units)), 97)
    tiles = tables["tilegrid"]
    expect("tiles", dict(Counter(row["kind"] for row in tiles)), {"province": 34, "mark": 2})
    expect("places of the grid taken twice", len(tiles) - len({(r["column"], r["row"]) for r in tiles}), 0)
    marks = {row["unit"]: row["belongs_to"] for row in tiles if row["kind"] == "mark"}
    expect("archipelago marks", marks, {"2025:20333": "2025:48", "2025:22736": "2025:56"})


def province_of(units, unit):
    while units[unit]["level"] != "province":
        unit = units[unit]["parent"]
    return unit


def check_successions(tables, units):
    level = lambda unit: units[unit]["level"]  # noqa: E731
    pairs = [(row["old"], row["new"], row["people"]) for row in tables["successions"]]
    expect("pairs repeated", len(pairs) - len({pair[:2] for pair in pairs}), 0)
    after, before = defaultdict(set), defaultdict(set)
    for old, new, _ in pairs:
        after[old].add(new)
        before[new].add(old)
    if any((people == "all") != (len(after[old]) == 1) for old, _, people in pairs):
        faults.append("“all” does not stand exactly where there is one successor")

    provinces = {old: new for old, new, _ in pairs if level(old) == "province"}
    expect("old provinces with one successor", len([o for o in provinces if len(after[o]) == 1]), 63)
    commune_pairs = [(old, new) for old, new, _ in pairs if level(old) == "commune"]
    expect("commune pairs", len(commune_pairs), 10565)
    split = Counter(len(after[old]) for old in after if level(old) == "commune")
    expect("communes by number of successors", dict(sorted(split.items())), {1: 9595, 2: 368, 3: 55, 4: 16, 5: 1})
    astray = [p for p in commune_pairs if provinces[province_of(units, p[0])] != province_of(units, p[1])]
    expect("pairs that leave their province", len(astray), 0)
    islands = {new: old for old, new, _ in pairs if level(old) == "district"}
    expect("communes made of an island district", sorted(new[5:] for new in islands),
           ["11948", "19742", "20333", "21548", "26732"])
    communes = {unit for unit in units if level(unit) == "commune"}
    expect("old communes without successor", len([u for u in communes if u[:4] == "2004" and not after[u]]), 0)
    expect("new communes without predecessor", len([u for u in communes if u[:4] == "2025" and not before[u]]), 0)
    foreign = [u for u in communes if u[:4] == "2025" and f"2004:{u[5:]}" not in units]
    expect("new codes not among the old", sorted(u[5:] for u in foreign), sorted(new[5:] for new in islands))

    then = state(tables, units, "2025-06-30")
    moved = [new[5:] for new in set(provinces.values()) if then[f"2004:{new[5:]}"][0] != units[new]["name"]]
    expect("province codes that changed their name", sorted(moved), "15 24 44 52 80 82 91".split())
    alone = sorted(new[5:] for new in set(provinces.values()) if len(before[new]) == 1)
    expect("provinces not merged", alone, "01 04 11 12 14 20 22 38 40 42 46".split())

    groups = components(pairs, level)
    news = sorted((len([u for u in group if u[:4] == "2025"]) for group in groups), reverse=True)
    print(f"comparable groups, every split commune taken as ambiguous: {len(groups)}, of these "
          f"{news.count(1)} are one commune of today, {len(news) - news.count(1)} hold {sum(n for n in news if n > 1)}, "
          f"the largest {news[0]}")
    return groups


def components(pairs, level):
    """Smallest sets of communes that are the same land before and after."""
    root = {}

    def find(unit):
        while root.setdefault(unit, unit) != unit:
            unit = root[unit]
        return unit

    for old, new, *_ in pairs:
        if level(new) == "commune":
            root[find(old)] = find(new)
    groups = defaultdict(set)
    for unit in root:
        groups[find(unit)].add(unit)
    return list(groups.values())


def check_against(folder, tables, units, groups):
    print(f"against the reference tables in {folder.name}:")

    def same(what, ours, theirs):
        expect(f"  {what}, rows that differ", len(set(ours) ^ set(theirs)), 0)

    then, before, now = (state(tables, units, day) for day in ("2025-06-30", "2025-07-01", "2026-11-01"))
    listed = lambda scheme, level: [u for u, r in units.items() if u[:4] == scheme and r["level"] == level]  # noqa: E731

    same("provinces_34", [(u[5:], *now[u], before[u][1], fold(now[u][0])) for u in listed("2025", "province")],
         [(r["code"], r["name"], r["kind"], r["kind_20250701"], r["name_fold"]) for r in rows(folder / "provinces_34.csv")])
    same("provinces_63", [(u[5:], *then[u], fold(then[u][0])) for u in listed("2004", "province")],
         [(r["code"], r["name"], r["kind"], r["name_fold"]) for r in rows(folder / "provinces_63.csv")])
    same("communes_3321",
         [(u[5:], *now[u], before[u][1], units[u]["parent"][5:], fold(now[u][0])) for u in listed("2025", "commune")],
         [(r["code"], r["name"], r["kind"], r["kind_20250701"], r["province_code"], r["name_fold"])
          for r in rows(folder / "communes_3321.csv")])
    same("communes_old",
         [(u[5:], *then[u], units[u]["parent"][5:], province_of(units, u)[5:], fold(then[u][0])) for u in listed("2004", "commune")],
         [(r["code"], r["name"], r["kind"], r["district_code"], r["province_code"], r["name_fold"])
          for r in rows(folder / "communes_old.csv")])
    same("districts_old",
         [(u[5:], *then[u], units[u]["parent"][5:], fold(then[u][0])) for u in listed("2004", "district")],
         [(r["code"], r["name"], r["kind"], r["province_code"], r["name_fold"]) for r in rows(folder / "districts_old.csv")])

    regions = {(r["scheme"], code): (r["region"], r["name"]) for r in tables["regions"] for code in r["provinces"].split()}
    agencies = {row["unit"]: (row["agency"], row["status"]) for row in tables["agencies"]}
    for scheme, name in (("2004", "provinces_63"), ("2025", "provinces_34")):
        same(f"{name}, regions and agencies",
             [(u[5:], *regions[scheme, u[5:]], *agencies[u]) for u in listed(scheme, "province")],
             [(r["code"], r["region_code"], r["region"], r["agency_id"], r["agency_id_status"])
              for r in rows(folder / f"{name}.csv")])
    same("tilegrid_34", [(r["unit"][5:], r["column"], r["row"], r["kind"], r["label"], r["belongs_to"][5:]) for r in tables["tilegrid"]],
         [tuple(r.values()) for r in rows(folder / "tilegrid_34.csv")])

    pairs = [(r["old"][5:], r["new"][5:]) for r in tables["successions"]]
    level = lambda code: {2: "province", 3: "district", 5: "commune"}[len(code)]  # noqa: E731
    same("successions of provinces", [p for p in pairs if level(p[0]) == "province"],
         [(r["code"], r["successor_code"]) for r in rows(folder / "provinces_63.csv")])
    official = rows(folder / "commune_successions.csv")
    same("successions of communes", [p for p in pairs if level(p[0]) == "commune"],
         [(r["old_code"], r["new_code"]) for r in official if r["old_code"]])
    same("successions of island districts", [p for p in pairs if level(p[0]) == "district"],
         [(r["old_district_code"], r["new_code"]) for r in official if r["relation"] == "whole_district"])

    # With the official notes 58 split communes map exactly; our groups may only be coarser than those.
    ours = {u[5:]: number for number, group in enumerate(groups) for u in group if u[:4] == "2025"}
    theirs = defaultdict(set)
    for row in rows(folder / "comparable_groups.csv"):
        theirs[row["group_id"]].add(ours[row["new_code"]])
    expect("  reference groups cut by ours", len([g for g in theirs.values() if len(g) > 1]), 0)


if __name__ == "__main__":
    main()
