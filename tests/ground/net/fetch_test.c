/*
 * fetch_test: a file from a publisher over HTTPS -- by authorities that count, by redirects that
 * stay https, only if it changed, and never more or longer than was said.
 */
#include "publisher.h"

#include "ground/net/net.h"
#include "support/scratch.h"

#define FILE_TEXT "a file of the publisher\n"
#define LIMIT ((size_t)4096)

static struct authority ours, theirs;
static struct publisher good, stranger, misnamed;
static char long_text[100 * LIMIT];
static char away[6][200];

static struct shelf shelves[] = {
    {.path = "/file",
        .etag = "\"v1\"",
        .header = "Last-Modified: Fri, 27 Feb 2026 00:00:00 GMT",
        .body = FILE_TEXT},
    {.path = "/moved", .status = 302, .header = away[0]},
    {.path = "/plain", .status = 301, .header = away[1]},
    {.path = "/round", .status = 302, .header = away[2]},
    {.path = "/r5", .status = 302, .header = away[3]},
    {.path = "/local", .status = 302, .header = "Location: file:///etc/passwd"},
    {.path = "/cut", .body = FILE_TEXT, .claims = 400},
    {.path = "/long", .body = long_text},
    {.path = "/longer", .body = FILE_TEXT, .claims = LIMIT + 1},
    {.path = "/endless", .body = long_text, .endless = true},
    {.path = "/marked", .status = 302, .etag = "\"hop\"", .header = "Location: /bare"},
    {.path = "/bare", .body = FILE_TEXT, .endless = true},
    {.path = "/broken", .status = 500, .body = "sorry"},
    {.path = "/slow", .body = FILE_TEXT, .seconds = 5},
    {.path = "/odd", .etag = "\"caf\xC3\xA9\"", .body = FILE_TEXT},
    {.path = "/unasked", .status = 304},
    {.path = "/hop1", .status = 302, .header = "Location: /hop2"},
    {.path = "/hop2", .status = 302, .header = "Location: /hop3"},
    {.path = "/hop3", .status = 302, .header = "Location: /hop4"},
    {.path = "/hop4", .status = 302, .header = "Location: /hop5"},
    {.path = "/hop5", .status = 302, .header = "Location: /file"},
    {.path = "/hop0", .status = 302, .header = "Location: /hop1"},
    {.path = NULL},
};

static const struct net_patience short_patience = {
    .connect = 2 * TIME_SECOND,
    .whole = TIME_SECOND,
};

static const char *ca;

static enum fault
get(struct work *w, const struct publisher *p, const char *path, const char *etag,
    struct net_fetched *out)
{
    struct net_fetch ask = {.authorities = ca,
        .etag = bytes_of(etag),
        .max = LIMIT,
        .patience = &short_patience};

    work_clear(w);
    ask.url = work_format(w, "https://localhost:%u%s", p->port, path);
    return net_fetch(w, &ask, out) ? FAULT_NONE : work_fault(w);
}

static void
files(struct work *w)
{
    struct net_fetched f;

    tap_ok(get(w, &good, "/file", "", &f) == FAULT_NONE && !f.same, "a file %s",
        work_why(w));
    tap_is_text(f.body, FILE_TEXT, "as it is");
    tap_is_text(f.etag, "\"v1\"", "with its mark");
    tap_is_text(f.modified, "Fri, 27 Feb 2026 00:00:00 GMT", "and its day");
    tap_ok(strstr(good.asked, "Accept-Encoding") == NULL &&
            strstr(good.asked, "If-None-Match") == NULL,
        "nothing else was asked for");
    tap_ok(get(w, &good, "/file", "\"v1\"", &f) == FAULT_NONE && f.same &&
            f.body.len == 0,
        "what is here already is not sent again");
    tap_ok(get(w, &good, "/file", "\"v0\"", &f) == FAULT_NONE && !f.same &&
            f.body.len > 0,
        "another version is");
    tap_ok(get(w, &good, "/odd", "", &f) == FAULT_NONE && f.etag.len == 0,
        "a mark that could not be said again is not kept");
}

static void
redirects(struct work *w)
{
    struct net_fetched f;
    int before;

    tap_ok(get(w, &good, "/moved", "", &f) == FAULT_NONE && bytes_is(f.body, FILE_TEXT) &&
            bytes_is(f.from, work_format(w, "https://localhost:%u/file", good.port)),
        "a redirect is followed, and told");
    tap_ok(get(w, &good, "/hop1", "", &f) == FAULT_NONE && bytes_is(f.body, FILE_TEXT),
        "five of them are %s", work_why(w));
    tap_ok(get(w, &good, "/marked", "", &f) == FAULT_NONE && f.etag.len == 0 &&
            bytes_is(f.body, FILE_TEXT),
        "the mark of one is none of the file's");
    before = atomic_load(&good.count);
    tap_ok(get(w, &good, "/hop0", "", &f) == FAULT_IO &&
            strstr(work_why(w), "too many redirects") != NULL,
        "six are not: %s", work_why(w));
    tap_ok(atomic_load(&good.count) - before == 6, "and the seventh was not asked");
    tap_ok(get(w, &good, "/plain", "", &f) == FAULT_DENIED &&
            strstr(work_why(w), "not https") != NULL,
        "none leads out of https: %s", work_why(w));
    tap_ok(get(w, &good, "/local", "", &f) == FAULT_DENIED, "nor to files of ours: %s",
        work_why(w));
    tap_ok(get(w, &good, "/r5", "", &f) == FAULT_DENIED &&
            strstr(work_why(w), "certificate") != NULL,
        "nor to whom no authority vouches for: %s", work_why(w));
}

static void
ends(struct work *w)
{
    struct net_fetch ask = {.authorities = NULL, .max = LIMIT};
    struct net_fetched f;
    int before = atomic_load(&stranger.count);

    tap_ok(get(w, &stranger, "/file", "", &f) == FAULT_DENIED &&
            strstr(work_why(w), "no authority that counts") != NULL,
        "another authority does not count: %s", work_why(w));
    tap_ok(get(w, &misnamed, "/file", "", &f) == FAULT_DENIED,
        "nor a certificate for another name: %s", work_why(w));
    ask.url = work_format(w, "https://localhost:%u/file", good.port);
    work_clear(w);
    tap_ok(!net_fetch(w, &ask, &f) && work_fault(w) == FAULT_DENIED &&
            strstr(work_why(w), "/etc/ssl/certs/ca-certificates.crt") != NULL,
        "where none are named the system's count, which do not know the test's: %s",
        work_why(w));
    tap_ok(atomic_load(&stranger.count) == before && atomic_load(&misnamed.count) == 0,
        "and neither was asked for anything");
    ask.authorities = scratch("no-such.pem");
    work_clear(w);
    tap_ok(!net_fetch(w, &ask, &f) && work_fault(w) == FAULT_USAGE,
        "authorities that are not there: %s", work_why(w));
    ask.authorities = ca;
    ask.url = work_format(w, "http://localhost:%u/file", good.port);
    work_clear(w);
    tap_ok(!net_fetch(w, &ask, &f) && work_fault(w) == FAULT_USAGE, "only https: %s",
        work_why(w));
}

static void
faults(struct work *w)
{
    struct net_fetched f;
    int64_t start;

    tap_ok(get(w, &good, "/cut", "", &f) == FAULT_IO &&
            strstr(work_why(w), "broke off") != NULL,
        "a file that breaks off: %s", work_why(w));
    tap_ok(get(w, &good, "/long", "", &f) == FAULT_INVALID &&
            strstr(work_why(w), "4096 bytes") != NULL,
        "one that is too long: %s", work_why(w));
    tap_ok(get(w, &good, "/longer", "", &f) == FAULT_INVALID, "or says it is: %s",
        work_why(w));
    tap_ok(get(w, &good, "/endless", "", &f) == FAULT_INVALID, "or says nothing: %s",
        work_why(w));
    tap_ok(get(w, &good, "/broken", "", &f) == FAULT_IO &&
            strstr(work_why(w), "status 500") != NULL,
        "an error of the publisher's: %s", work_why(w));
    tap_ok(get(w, &good, "/nothing", "", &f) == FAULT_IO &&
            strstr(work_why(w), "status 404") != NULL,
        "nothing there");
    tap_ok(get(w, &good, "/unasked", "", &f) == FAULT_IO &&
            strstr(work_why(w), "status 304") != NULL,
        "\"not changed\" of what was never here");
    start = os_real.ticks();
    tap_ok(get(w, &good, "/slow", "", &f) == FAULT_IO &&
            strstr(work_why(w), "no answer in time") != NULL,
        "one that takes too long: %s", work_why(w));
    tap_ok(os_real.ticks() - start < 4 * TIME_SECOND, "is not waited for");
}

/* ---- Memory ---------------------------------------------------------------------------------- */

static int allocations, failing; /* so many were made; the one that fails, 0: none */

static void *
counted_alloc(size_t len)
{
    return ++allocations == failing ? NULL : os_real.alloc(len);
}

/* Did it go well?  If not, was it for want of memory, and said so? */
static bool
story(const struct os *os, bool *silent)
{
    struct work *w = work_open(os);
    struct net_fetch ask = {.authorities = ca, .max = 2 * sizeof(long_text)};
    struct net_fetched f;
    bool went;

    *silent = false;
    if (w == NULL)
        return false;
    ask.url = work_format(w, "https://localhost:%u/long", good.port);
    went =
        ask.url != NULL && net_fetch(w, &ask, &f) && f.body.len == sizeof(long_text) - 1;
    *silent = !went && (work_fault(w) != FAULT_MEMORY || work_why(w)[0] == '\0');
    work_close(w);
    return went;
}

static void
memory(void)
{
    struct os os = os_real;
    bool silent, any_silent = false;
    int most, failed = 0;

    os.alloc = counted_alloc;
    allocations = 0;
    tap_ok(story(&os, &silent), "the story goes well");
    most = allocations;
    for (int n = 1; n <= most; n++) {
        allocations = 0;
        failing = n;
        failed += !story(&os, &silent);
        any_silent |= silent;
    }
    failing = 0;
    tap_ok(failed == most && most > 0 && !any_silent,
        "each of %d allocations may fail, and it is said", most);
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    memset(long_text, 'x', sizeof(long_text) - 1);
    authority_open(&ours, "CN=an authority of the test");
    authority_open(&theirs, "CN=another authority");
    publisher_open(&good, &ours, "localhost", shelves);
    publisher_open(&stranger, &theirs, "localhost", shelves);
    publisher_open(&misnamed, &ours, "elsewhere.test", shelves);
    snprintf(away[0], sizeof(away[0]), "Location: https://localhost:%u/file", good.port);
    snprintf(away[1], sizeof(away[1]), "Location: http://localhost:%u/file", good.port);
    snprintf(away[2], sizeof(away[2]), "Location: /round");
    snprintf(away[3], sizeof(away[3]), "Location: https://localhost:%u/file",
        stranger.port);
    ca = scratch("ca.pem");
    raw_write(ca, bytes_from(ours.pem.data, ours.pem.size));
    files(w);
    redirects(w);
    ends(w);
    memory();
    faults(w);
    publisher_close(&misnamed);
    publisher_close(&stranger);
    publisher_close(&good);
    authority_close(&theirs);
    authority_close(&ours);
    work_close(w);
    return tap_end();
}
