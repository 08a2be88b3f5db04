#!/usr/bin/env python3
"""Makes units_2004.csv, units_2025.csv and successions.csv from one pinned package and our own small lists.

    python3 localities/build.py                 # downloads the package by name with pip
    python3 localities/build.py WHEEL.whl       # takes a file that is already there

The package is a zip of data; nothing of it is run. Its SHA-256 is checked first. Two builds give the same
bytes. What the steps are and why they are needed stands in localities/README.md; afterwards run check.py.
"""

import csv
import hashlib
import io
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

PACKAGE = "vietnamadminunits==1.0.4"
SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
HERE = Path(__file__).resolve().parent
CORRECTIONS = HERE / "corrections"

# Longest first: "Thành phố" must not be taken for a name that starts with "Thành".
KINDS = ["Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else download(folder)
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != SHA256:
            sys.exit(f"{wheel.name} is not the pinned package: SHA-256 {found}, expected {SHA256}")
        new, old, joins = read_package(wheel, Path(folder))

    units_2025 = provinces("2025", new) + [
        unit("2025", "commune", row["wardCode"], row["ward"], row["provinceCode"]) for row in new
    ]
    units_2004 = provinces("2004", old) + districts(old) + [
        unit("2004", "commune", row["wardCode"], row["ward"], row["districtCode"])
        for row in old
        if row["wardCode"]
    ]
    pairs, districts_to_communes = patched(commune_pairs(new, old, joins)), island_pairs(new, old)

    write_units("units_2004.csv", with_first_states(units_2004))
    write_units("units_2025.csv", units_2025)
    write_successions(province_pairs(new, old, pairs), districts_to_communes, pairs)


def download(folder):
    """Fetches the package by its exact name and version."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(f"pip could not download {PACKAGE}; fetch the wheel elsewhere and give its path")
    return next(Path(folder).glob("*.whl"))


def read_package(wheel, folder):
    """The two tables as text, and the converter's (new province key, new commune key, old key) joins."""
    with zipfile.ZipFile(wheel) as archive:
        database = folder / "dataset.db"
        database.write_bytes(archive.read("vietnamadminunits/data/dataset.db"))
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
    new = read_table(database, "admin_units", "provinceCode province wardCode ward provinceKey wardKey")
    old = read_table(
        database,
        "admin_units_legacy",
        "provinceCode province districtCode district wardCode ward provinceKey districtKey wardKey",
    )
    joins = set()
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        joins |= {(province, commune, key) for commune, keys in communes.items() for key in keys}
    # The package's own guess of the main successor (`isDefaultNewWard`, by map centre) is left out:
    # it contradicts the official notes.
    for province, split in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        joins |= {(province, part["newWardKey"], key) for key, parts in split.items() for part in parts}
    return new, old, joins


def read_table(database, table, columns):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    names = columns.split()
    query = ", ".join(f"coalesce(cast({name} as text), '')" for name in names)
    rows = connection.execute(f"select {query} from {table}").fetchall()
    connection.close()
    return [dict(zip(names, map(clean, row))) for row in rows]


def clean(text):
    """NFC, single ordinary spaces, and U+2019 for every apostrophe."""
    text = unicodedata.normalize("NFC", text).replace("'", "\u2019")
    return re.sub(r"\s+", " ", text).strip()


def kind_and_name(full):
    # Only the full column is trusted: the package's own type and short-name columns have errors.
    for kind in KINDS:
        if full.lower().startswith(kind.lower() + " "):
            return kind.lower(), full[len(kind) + 1 :]
    sys.exit(f"“{full}” starts with none of {', '.join(KINDS)}")


def unit(scheme, level, code, full, parent):
    kind, name = kind_and_name(full)
    return {
        "unit": f"{scheme}:{code}",
        "level": level,
        "name": name,
        "kind": kind,
        "parent": f"{scheme}:{parent}" if parent else "vn",
    }


def provinces(scheme, rows):
    known = {row["provinceCode"]: row["province"] for row in rows}
    return [unit(scheme, "province", code, full, None) for code, full in known.items()]


def districts(rows):
    known = {row["districtCode"]: (row["district"], row["provinceCode"]) for row in rows}
    return [unit("2004", "district", code, full, province) for code, (full, province) in known.items()]


def commune_pairs(new, old, joins):
    """The converter's name keys turned into codes."""
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    old_codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row["wardCode"] for row in old
    }
    pairs = set()
    for province, commune, key in joins:
        if old_codes.get(key):  # the five districts without communes have an empty code
            pairs.add((old_codes[key], new_codes[province, commune]))
    return pairs


def patched(pairs):
    """Our reviewed list of wrong name joins taken out, and one missing pair put in."""
    for row in read_list("successions_patch.csv"):
        pair = (row["old_code"], row["new_code"])
        if (row["op"] == "delete") != (pair in pairs):
            sys.exit(f"corrections/successions_patch.csv does not fit the package: {row['op']} {pair}")
        if row["op"] == "delete":
            pairs.remove(pair)
        else:
            pairs.add(pair)
    return pairs


def island_pairs(new, old):
    """The five island districts without communes became special zones (đặc khu) of the same name."""
    zones = {kind_and_name(row["ward"]): row["wardCode"] for row in new}
    return {
        (row["districtCode"], zones["đặc khu", kind_and_name(row["district"])[1]])
        for row in old
        if not row["wardCode"]
    }


def province_pairs(new, old, pairs):
    """Every old province went whole into one new one; this follows from its communes."""
    new_province = {row["wardCode"]: row["provinceCode"] for row in new}
    old_province = {row["wardCode"]: row["provinceCode"] for row in old if row["wardCode"]}
    return {(old_province[a], new_province[b]) for a, b in pairs}


def with_first_states(units):
    """The package lists the last state of the 2004 scheme; where changes.csv has an earlier one, start there."""
    first = {row["unit"]: row for row in read_list("first_states.csv")}
    for row in units:
        if row["unit"] in first:
            row.update(name=first[row["unit"]]["name"], kind=first[row["unit"]]["kind"])
    return units


def read_list(name):
    with open(CORRECTIONS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_units(name, units):
    order = {"province": 0, "district": 1, "commune": 2}
    units.sort(key=lambda row: (order[row["level"]], row["unit"]))
    write(name, ["unit", "level", "name", "kind", "parent"], units)


def write_successions(*levels):
    rows = []
    for pairs in levels:
        successors = {}
        for old, new in pairs:
            successors.setdefault(old, set()).add(new)
        rows += [
            {"old": f"2004:{old}", "new": f"2025:{new}", "people": "all" if len(successors[old]) == 1 else "some"}
            for old, new in sorted(pairs)
        ]
    write("successions.csv", ["old", "new", "people"], rows)


def write(name, columns, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (HERE / name).write_bytes(text.getvalue().encode("utf-8"))
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
