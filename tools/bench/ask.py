"""Names screened over HTTP by a node that is served: one a request, and ten thousand at once, of
the names in the files.  ask.py PORT UNLISTED ALIKE; prints lines as names.c does."""
import http.client
import itertools
import json
import sys
import time

port = int(sys.argv[1])
line = http.client.HTTPConnection("127.0.0.1", port)


def names(path):
    with open(path, encoding="utf-8") as f:
        return [n.rstrip("\n") for n in itertools.islice(f, 10000)]


def post(request):
    line.request("POST", "/api/screen", json.dumps(dict(request, **{"class": "other"})),
                 {"Content-Type": "application/json", "Host": "localhost:%d" % port})
    answer = line.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(text.decode())


def told(name, took, units):
    print("http|%s|%.5f|%d" % (name, took, units))


unlisted, alike = names(sys.argv[2]), names(sys.argv[3])
post({"query": {"name": unlisted[0]}})  # reads the lists
took = []
for name in unlisted[:400]:
    start = time.perf_counter()
    post({"query": {"name": name}})
    took.append(time.perf_counter() - start)
told("one name a request, median", sorted(took)[len(took) // 2], 1)
for what, many in (("unlisted", unlisted), ("like the list", alike)):
    took = []
    for run in range(3):
        start = time.perf_counter()
        post({"queries": [{"name": n} for n in many]})
        took.append(time.perf_counter() - start)
    told("%d, %s" % (len(many), what), sorted(took)[1], len(many))
