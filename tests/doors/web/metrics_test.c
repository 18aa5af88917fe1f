/*
 * What a monitor gets: OpenMetrics 1.0, held against a strict reader of its own; true numbers;
 * nothing of any record; and nobody but a program of this machine.
 */
#include <ctype.h>

#include "doors/web/site.h"

static uint16_t port;

static struct got
ask(struct work *w, const char *method, const char *target, const char *more)
{
    return browser_ask(w, port, method, work_format(w, "localhost:%u", (unsigned)port),
        target, more);
}

/* ---- A strict reader ---------------------------------------------------------------------- */

#define SAMPLES 512

struct sample {
    char name[96], labels[256], value[64];
};

struct metrics {
    struct sample at[SAMPLES];
    size_t count, families;
    bool good;
    char wrong[256];
    char done[64][96]; /* families that came already */
};

/* Always false. */
static bool
odd(struct metrics *m, const char *what, const char *line)
{
    if (m->good)
        snprintf(m->wrong, sizeof(m->wrong), "%s: %.150s", what, line);
    m->good = false;
    return false;
}

static size_t
name_length(const char *c)
{
    size_t len = 0;

    while (isalnum((unsigned char)c[len]) || c[len] == '_' || c[len] == ':')
        len++;
    return isdigit((unsigned char)c[0]) ? 0 : len;
}

/* name="value",... up to the brace: no name twice, and only the three escapes. */
static const char *
read_labels(struct metrics *m, struct sample *s, const char *c, const char *line)
{
    const char *begin = c;

    while (*c != '}') {
        size_t len = name_length(c);

        if (len == 0 || c[len] != '=' || c[len + 1] != '"')
            return odd(m, "labels", line) ? c : NULL;
        for (c += len + 2; *c != '"'; c++) {
            if (*c == '\0' || (*c == '\\' && strchr("\\\"n", c[1]) == NULL))
                return odd(m, "a label's value", line) ? c : NULL;
            c += *c == '\\';
        }
        c++;
        if (*c == ',' && c[1] != '}')
            c++;
        else if (*c != '}')
            return odd(m, "what parts labels", line) ? c : NULL;
    }
    snprintf(s->labels, sizeof(s->labels), "%.*s", (int)(c - begin), begin);
    return c + 1;
}

static bool
is_number(const char *c)
{
    size_t digits = strspn(c, "0123456789");

    if (digits == 0)
        return false;
    c += digits;
    return *c == '\0' ||
        (*c == '.' && strspn(c + 1, "0123456789") == strlen(c + 1) && c[1] != '\0');
}

static bool
read_sample(struct metrics *m, const char *family, const char *type, const char *line)
{
    struct sample *s = &m->at[m->count];
    size_t len = name_length(line), base = strlen(family);
    const char *suffix = strcmp(type, "counter") == 0 ? "_total"
        : strcmp(type, "info") == 0                   ? "_info"
                                                      : "";
    const char *c = line + len;

    memset(s, 0, sizeof(*s));
    if (len >= sizeof(s->name) || strncmp(line, family, base) != 0 ||
        len != base + strlen(suffix) || strncmp(line + base, suffix, strlen(suffix)) != 0)
        return odd(m, "a sample of no family, or of another", line);
    snprintf(s->name, sizeof(s->name), "%.*s", (int)len, line);
    if (*c == '{' && (c = read_labels(m, s, c + 1, line)) == NULL)
        return false;
    if (*c != ' ' || !is_number(c + 1))
        return odd(m, "a value", line);
    snprintf(s->value, sizeof(s->value), "%s", c + 1);
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->at[i].name, s->name) == 0 &&
            strcmp(m->at[i].labels, s->labels) == 0)
            return odd(m, "a sample twice", line);
    return ++m->count < SAMPLES || odd(m, "too many samples", line);
}

/* "# TYPE name type" begins a family; UNIT and HELP follow, then samples. */
static bool
read_metrics(struct work *w, struct bytes text, struct metrics *m)
{
    char family[96] = "", type[16] = "", one[96], other[256];
    bool ended = false, samples = false;
    struct bytes line;

    *m = (struct metrics){.good = true};
    if (text.len == 0 || text.at[text.len - 1] != '\n')
        return odd(m, "the last line does not end", "");
    while (text.len > 0 && bytes_step(&text, '\n', &line)) {
        const char *c;

        NEED(w, work_string(w, line, &c));
        if (ended)
            return odd(m, "something behind the end", c);
        if (strcmp(c, "# EOF") == 0) {
            ended = true;
        } else if (sscanf(c, "# TYPE %95s %15s", one, type) == 2) {
            for (size_t i = 0; i < m->families; i++)
                if (strcmp(m->done[i], one) == 0)
                    odd(m, "a family twice", c);
            snprintf(family, sizeof(family), "%s", one);
            snprintf(m->done[m->families++], sizeof(m->done[0]), "%s", one);
            samples = false;
            if (strcmp(type, "gauge") != 0 && strcmp(type, "counter") != 0 &&
                strcmp(type, "info") != 0)
                odd(m, "a type", c);
        } else if (sscanf(c, "# UNIT %95s %255s", one, other) == 2) {
            if (samples || strcmp(one, family) != 0 || strlen(one) <= strlen(other) ||
                strcmp(one + strlen(one) - strlen(other), other) != 0)
                odd(m, "a unit that the name does not end with", c);
        } else if (sscanf(c, "# HELP %95s %255[^\n]", one, other) == 2) {
            if (samples || strcmp(one, family) != 0)
                odd(m, "help that is not of its family", c);
        } else {
            samples = read_sample(m, family, type, c);
        }
    }
    return (ended && m->good) || odd(m, "no # EOF", "");
}

static const char *
value_of(const struct metrics *m, const char *name, const char *labels)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->at[i].name, name) == 0 && strcmp(m->at[i].labels, labels) == 0)
            return m->at[i].value;
    return "none";
}

/* ---- Claims ----------------------------------------------------------------------------------- */

static bool
is(const struct metrics *m, const char *name, const char *labels, int64_t want)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)want);
    if (strcmp(value_of(m, name, labels), text) == 0)
        return true;
    printf("# %s{%s} is %s, not %s\n", name, labels, value_of(m, name, labels), text);
    return false;
}

static void
numbers(struct work *w)
{
    struct got g = ask(w, "GET", "/metrics", "");
    const struct json *status = DO(w, &site_eu, "status", "{}");
    struct log_head outbox, inbox;
    static struct metrics m;
    uint64_t known;
    bool good;

    tap_ok(g.status == 200 &&
            has_header(&g,
                "Content-Type: application/openmetrics-text; version=1.0.0; "
                "charset=utf-8"),
        "it is given, with its type");
    good = read_metrics(w, g.body, &m);
    tap_ok(good && m.count > 12 && m.families > 10, "%zu samples of %zu families: %s",
        m.count, m.families, m.good ? "well formed" : m.wrong);
    tap_ok(is(&m, "liaison_records", "", json_get(status, "records")->integer) &&
            is(&m, "liaison_journal_entries", "", json_get(status, "journal")->integer) &&
            is(&m, "liaison_erasures", "", 1) &&
            is(&m, "liaison_clock_behind_seconds", "", 0) &&
            strcmp(value_of(&m, "liaison_disk_free_bytes", ""), "none") != 0,
        "the node's numbers are those of status");
    NEED(w,
        node_outbox(site_eu.hall.node, w, &site_un.id, &outbox) &&
            node_outbox_known(site_eu.hall.node, w, &outbox, &site_un.id, &known) &&
            node_outbox(site_un.hall.node, w, &site_eu.id, &inbox));
    tap_ok(outbox.size > 3 && known > 0 && known < outbox.size &&
            is(&m, "liaison_outbox_entries", "partner=\"un\"", (int64_t)outbox.size) &&
            is(&m, "liaison_outbox_unconfirmed_entries", "partner=\"un\"",
                (int64_t)(outbox.size - known)),
        "what is for un, and what of it is not confirmed");
    tap_ok(is(&m, "liaison_trouble_total", "partner=\"un\",what=\"stalled\"", 2) &&
            is(&m, "liaison_trouble_total", "partner=\"(unknown)\",what=\"refused\"",
                1) &&
            is(&m, "liaison_partner_requests_total", "partner=\"un\"", 3) &&
            strstr(value_of(&m, "liaison_partner_asked_seconds", "partner=\"un\""),
                ".") != NULL,
        "what was seen of un, and of strangers");
    tap_ok(!holds(g.body, CANARY) && !holds(g.body, "River"),
        "and nothing of any record");
}

/* The reader is worth its name: what is not well formed is found. */
static void
reader(struct work *w)
{
    static const char *const bad[] = {"", "# EOF", "a 1\n# EOF\n",
        "# TYPE a gauge\na 1\n", "# TYPE a gauge\na 1\n# EOF\n\n",
        "# TYPE a counter\na 1\n# EOF\n", "# TYPE a gauge\na 1\na 2\n# EOF\n",
        "# TYPE a gauge\na{b=\"c} 1\n# EOF\n", "# TYPE a gauge\na{b=\"c\",} 1\n# EOF\n",
        "# TYPE a gauge\na{b=\"\\x\"} 1\n# EOF\n", "# TYPE a gauge\na x\n# EOF\n",
        "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
        "# TYPE a gauge\na 1\n# TYPE a gauge\n# EOF\n", "# TYPE a gauge\na  1\n# EOF\n",
        "# TYPE a gauge\na{b=\"c\"}1\n# EOF\n"};
    static struct metrics m;
    size_t found = 0;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        found += !read_metrics(w, bytes_of(bad[i]), &m);
    }
    tap_ok(found == COUNT_OF(bad) &&
            read_metrics(w,
                bytes_of("# TYPE a gauge\na{b=\"c\\\"\\\\\\n\",d=\"\"} 1.5\n# EOF\n"),
                &m) &&
            m.count == 1,
        "the reader refuses %zu of %zu broken texts", found, COUNT_OF(bad));
}

static void
door(struct work *w)
{
    struct net_server *other;
    uint16_t none;
    struct got g;

    tap_ok(browser_ask(w, port, "GET", "evil.example", "/metrics", "").status == 421 &&
            browser_ask(w, port, "GET", work_format(w, "evil.example:%u", (unsigned)port),
                "/metrics", "")
                    .status == 421,
        "a name that was led here is refused");
    tap_ok(ask(w, "GET", "/metrics", "Sec-Fetch-Site: cross-site\r\n").status == 403 &&
            ask(w, "GET", "/metrics",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n")
                    .status == 403 &&
            ask(w, "GET", "/metrics", "Origin: http://evil.example\r\n").status == 403,
        "so is a page of another site");
    g = ask(w, "GET", "/metrics", "Origin: http://evil.example\r\n");
    tap_ok(!holds(g.body, "liaison_"), "and told nothing");
    tap_ok(ask(w, "POST", "/metrics", "Content-Length: 0\r\n").status == 405 &&
            ask(w, "GET", "/", "").status == 404 &&
            ask(w, "GET", "/records", "").status == 404 &&
            ask(w, "POST", "/metrics", "Content-Length: 5\r\n").status != 200,
        "there is nothing else");
    tap_ok(!web_metrics_open(w, &site_eu.hall, "0.0.0.0:0", &other, &none) &&
            work_fault(w) == FAULT_USAGE,
        "an address that is open to others is refused: %s", work_why(w));
    work_clear(w);
}

/* People see it on their first page. */
static void
today(struct work *w)
{
    struct net_server *pages;
    uint16_t at_port;
    struct got g;

    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &pages, &at_port));
    g = browser_get(w, at_port, "/");
    tap_ok(g.status == 200 && holds(g.body, "stalled: 2, ") &&
            !holds(g.body, "none seen"),
        "the first page names what went wrong with a partner");
    web_close(pages);
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *monitor;
    const char *id, *gone;

    site_open(w, &site_eu, "eu", 10, false);
    site_open(w, &site_un, "un", 20, false);
    site_eu.other = &site_un;
    site_un.other = &site_eu;
    site_pin(w, &site_eu, "un", &site_un.id);
    site_pin(w, &site_un, "eu", &site_eu.id);
    NEED(w, contacts_open(w, site_eu.hall.node, &site_eu.hall.contacts));
    id = site_text(w,
        DO(w, &site_eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
            "\\\"text\\\":\\\"River " CANARY "\\\"}]\"]}"),
        "made.0.id");
    gone = site_text(w,
        DO(w, &site_eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
            "\\\"text\\\":\\\"River\\\"}]\"]}"),
        "made.0.id");
    DO(w, &site_eu, "erase", "{\"id\":\"%s\",\"reason\":\"tidy\"}", gone);
    DO(w, &site_eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    site_sync(w);
    DO(w, &site_eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    DO(w, &site_eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", at(w, "bundle"));
    contact_known(&site_eu.hall, &site_un.id, bytes_of("un"));
    for (int i = 0; i < 3; i++)
        contact_met(&site_eu.hall, &site_un.id, true);
    for (int i = 0; i < 2; i++)
        contact_failed(&site_eu.hall, &site_un.id, TROUBLE_STALLED, NULL, NULL);
    contact_failed(&site_eu.hall, NULL, TROUBLE_REFUSED, NULL, NULL);
    NEED(w, web_metrics_open(w, &site_eu.hall, "127.0.0.1:0", &monitor, &port));
    reader(w);
    numbers(w);
    door(w);
    today(w);
    web_close(monitor);
    contacts_close(site_eu.hall.contacts);
    site_eu.hall.contacts = NULL;
    site_close(&site_eu);
    site_close(&site_un);
    work_close(w);
    return tap_end();
}
