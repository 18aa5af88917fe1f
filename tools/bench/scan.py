"""The matrix of tools/bench/lists.c, by a scan of SQLite: countries by state, of one year and
one sector.  Prints a line as lists does, and what it counted."""
import sqlite3
import sys
import time

count = int(sys.argv[1])
db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE activity(id INTEGER PRIMARY KEY, year INTEGER, state INTEGER)")
db.execute("CREATE TABLE country(activity INTEGER, code INTEGER)")
db.execute("CREATE TABLE sector(activity INTEGER, code INTEGER)")
db.executemany("INSERT INTO activity VALUES(?, ?, ?)",
               ((i, 2023 + i // 7 % 5, i % 3) for i in range(count)))
db.executemany("INSERT INTO country VALUES(?, ?)",
               ((i, (i * 31 + n * 7) % 20) for i in range(count) for n in range(i % 3 + 1)))
db.executemany("INSERT INTO sector VALUES(?, ?)",
               ((i, (i * 13 + n * 5) % 8) for i in range(count) for n in range(i % 2 + 1)))
took = []
for run in range(5):
    start = time.perf_counter()
    cells = db.execute(
        "SELECT code, state, count(DISTINCT activity.id) FROM activity "
        "JOIN country ON country.activity = activity.id WHERE year = 2025 AND "
        "activity.id IN (SELECT activity FROM sector WHERE code = 3) "
        "GROUP BY code, state").fetchall()
    took.append(time.perf_counter() - start)
records = db.execute(
    "SELECT count(*) FROM activity WHERE year = 2025 AND id IN "
    "(SELECT activity FROM sector WHERE code = 3)").fetchone()[0]
print("matrix|Python + SQLite scan|%.4f|%d" % (sorted(took)[len(took) // 2], count))
print("counted|%d|%d|0" % (records, sum(c[2] for c in cells)))
