/*
 * What a monitor asks of a served node: counts and times as OpenMetrics 1.0 text, nothing of any
 * record, and nothing that costs more than a few rows of a table.
 */
#include "desks/desk_inner.h"

#include <sys/statvfs.h>

#define METRICS_MAX ((size_t)4 * 1024 * 1024)

struct metrics {
    struct hall *hall;
    struct work *work;
    struct buffer out;
    struct peer *peers;
    size_t peer_count;
    struct contact *contacts;
    size_t contact_count;
};

/* ---- The format ---------------------------------------------------------------------------- */

/* A family of samples; all of one come together. */
static void
family(struct metrics *m, const char *name, const char *type, const char *unit,
    const char *help)
{
    buffer_format(&m->out, "# TYPE %s %s\n", name, type);
    if (unit != NULL)
        buffer_format(&m->out, "# UNIT %s %s\n", name, unit);
    buffer_format(&m->out, "# HELP %s %s\n", name, help);
}

static void
label(struct metrics *m, const char *name, struct bytes value)
{
    buffer_format(&m->out, "%s=\"", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = (char)value.at[i];

        if (c == '\\' || c == '"')
            buffer_byte(&m->out, '\\');
        if (c == '\n')
            buffer_text(&m->out, "\\n");
        else
            buffer_byte(&m->out, (uint8_t)c);
    }
    buffer_byte(&m->out, '"');
}

static void
plain(struct metrics *m, const char *name, int64_t value)
{
    buffer_format(&m->out, "%s %lld\n", name, (long long)value);
}

static void
of_partner(struct metrics *m, const char *name, struct bytes handle, int64_t value)
{
    buffer_format(&m->out, "%s{", name);
    label(m, "partner", handle);
    buffer_format(&m->out, "} %lld\n", (long long)value);
}

/* Microseconds as the seconds that the format has. */
static void
seconds_of(struct metrics *m, const char *name, struct bytes handle, int64_t at)
{
    buffer_format(&m->out, "%s{", name);
    label(m, "partner", handle);
    buffer_format(&m->out, "} %lld.%06lld\n", (long long)(at / TIME_SECOND),
        (long long)(at % TIME_SECOND));
}

/* Two of one name would be two samples of one set of labels: who is not pinned any more goes by
 * its id. */
static struct bytes
handle_of(const struct metrics *m, const struct hash *org)
{
    struct bytes hex = {0};

    for (size_t i = 0; i < m->peer_count; i++)
        if (hash_equal(&m->peers[i].org, org))
            return m->peers[i].handle;
    return hex_write(m->work, hash_bytes(org), &hex) ? hex : (struct bytes){0};
}

/* ---- The node -------------------------------------------------------------------------------- */

static bool
count_item(void *ctx, struct work *w, const struct view_item *item)
{
    int64_t *count = ctx;

    (void)w;
    (void)item;
    ++*count;
    return true;
}

static bool
put_node(struct metrics *m)
{
    struct node *n = m->hall->node;
    int64_t records, lag, erasures = 0;
    struct log_head journal;
    struct statvfs about;

    TRY(store_count(node_store(n), m->work, &records));
    TRY(store_log(node_store(n), m->work, STORE_JOURNAL, &journal));
    TRY(node_clock_lag(n, m->work, &lag));
    TRY(node_items(n, m->work, bytes_of("erasure/1"), count_item, &erasures));
    family(m, "liaison_build", "info", NULL, "The program.");
    buffer_text(&m->out, "liaison_build_info{");
    label(m, "version", bytes_of(LIAISON_VERSION));
    buffer_text(&m->out, "}");
    buffer_text(&m->out, " 1\n");
    family(m, "liaison_served_since_seconds", "gauge", "seconds",
        "When the server was started, in seconds since 1970.");
    plain(m, "liaison_served_since_seconds", contacts_since(m->hall) / TIME_SECOND);
    family(m, "liaison_records", "gauge", NULL, "Records that are here.");
    plain(m, "liaison_records", records);
    family(m, "liaison_journal_entries", "gauge", "entries", "Entries of the journal.");
    plain(m, "liaison_journal_entries", (int64_t)journal.size);
    family(m, "liaison_erasures", "gauge", NULL, "Statements that something was erased.");
    plain(m, "liaison_erasures", erasures);
    family(m, "liaison_clock_behind_seconds", "gauge", "seconds",
        "How far the system's clock is behind what was written here.");
    plain(m, "liaison_clock_behind_seconds", lag / TIME_SECOND);
    if (statvfs(node_folder(n), &about) != 0)
        return true;
    family(m, "liaison_disk_free_bytes", "gauge", "bytes",
        "What is free where the node's folder is.");
    plain(m, "liaison_disk_free_bytes", (int64_t)(about.f_bavail * about.f_frsize));
    return true;
}

/* ---- Logs between partners and us ------------------------------------------------------------- */

struct logs {
    uint64_t outbox, confirmed, inbox;
};

/* All epochs of what a partner gave. */
static bool
inbox_size(struct metrics *m, const struct hash *org, uint64_t *out)
{
    struct log_head log = {0};
    struct bytes name, hex;
    const char *prefix;
    bool have = true;

    *out = 0;
    TRY(hex_write(m->work, hash_bytes(org), &hex));
    prefix = work_format(m->work, "inbox/%.*s/", (int)hex.len, (const char *)hex.at);
    TRY(prefix != NULL);
    while (have) {
        TRY(store_log_next(node_store(m->hall->node), m->work, log.no, &log, &name,
            &have));
        if (have && bytes_start(name, prefix))
            *out += log.size;
    }
    return true;
}

static bool
look_at_logs(struct metrics *m, struct logs of[])
{
    struct node *n = m->hall->node;

    for (size_t i = 0; i < m->peer_count; i++) {
        const struct hash *org = &m->peers[i].org;
        struct log_head outbox;

        TRY(node_outbox(n, m->work, org, &outbox));
        of[i].outbox = outbox.size;
        TRY(node_outbox_known(n, m->work, &outbox, org, &of[i].confirmed));
        TRY(inbox_size(m, org, &of[i].inbox));
    }
    return true;
}

static bool
put_logs(struct metrics *m)
{
    struct logs *of = work_alloc(m->work, (m->peer_count + 1) * sizeof(*of));

    TRY(of != NULL && look_at_logs(m, of));
    family(m, "liaison_outbox_entries", "gauge", "entries",
        "Entries that a partner may know, in this epoch.");
    for (size_t i = 0; i < m->peer_count; i++)
        of_partner(m, "liaison_outbox_entries", m->peers[i].handle,
            (int64_t)of[i].outbox);
    family(m, "liaison_outbox_unconfirmed_entries", "gauge", "entries",
        "Those that it has not signed for.");
    for (size_t i = 0; i < m->peer_count; i++)
        of_partner(m, "liaison_outbox_unconfirmed_entries", m->peers[i].handle,
            (int64_t)(of[i].outbox - of[i].confirmed));
    family(m, "liaison_inbox_entries", "gauge", "entries",
        "Entries that a partner gave, in all epochs.");
    for (size_t i = 0; i < m->peer_count; i++)
        of_partner(m, "liaison_inbox_entries", m->peers[i].handle, (int64_t)of[i].inbox);
    return true;
}

/* ---- What waits --------------------------------------------------------------------------------- */

static bool
put_waiting(struct metrics *m)
{
    struct stored_waits *waits;
    size_t count;

    TRY(store_waits(node_store(m->hall->node), m->work, &waits, &count));
    family(m, "liaison_waiting_records", "gauge", NULL,
        "Records from a partner that wait for keys, kinds or a newer program.");
    for (size_t i = 0; i < count; i++)
        of_partner(m, "liaison_waiting_records", handle_of(m, &waits[i].origin),
            waits[i].records);
    family(m, "liaison_waiting_bytes", "gauge", "bytes", "How large these are.");
    for (size_t i = 0; i < count; i++)
        of_partner(m, "liaison_waiting_bytes", handle_of(m, &waits[i].origin),
            waits[i].bytes);
    return true;
}

/* ---- What was seen of partners ------------------------------------------------------------------ */

static void
put_met(struct metrics *m)
{
    family(m, "liaison_partner_asked_seconds", "gauge", "seconds",
        "When a partner last asked here, in seconds since 1970.");
    for (size_t i = 1; i < m->contact_count; i++)
        if (m->contacts[i].in > 0)
            seconds_of(m, "liaison_partner_asked_seconds",
                handle_of(m, &m->contacts[i].org), m->contacts[i].in);
    family(m, "liaison_partner_contacted_seconds", "gauge", "seconds",
        "When a partner was last contacted from here and all went well.");
    for (size_t i = 1; i < m->contact_count; i++)
        if (m->contacts[i].out > 0)
            seconds_of(m, "liaison_partner_contacted_seconds",
                handle_of(m, &m->contacts[i].org), m->contacts[i].out);
    family(m, "liaison_partner_requests", "counter", NULL,
        "Requests of a partner that were answered.");
    for (size_t i = 1; i < m->contact_count; i++)
        of_partner(m, "liaison_partner_requests_total", handle_of(m, &m->contacts[i].org),
            (int64_t)m->contacts[i].requests);
}

static void
put_trouble(struct metrics *m)
{
    family(m, "liaison_trouble", "counter", NULL,
        "What went wrong with a partner, or with who is none.");
    for (size_t i = 0; i < m->contact_count; i++)
        for (int t = 0; t < TROUBLES; t++) {
            const struct contact *of = &m->contacts[i];

            if (of->trouble[t].count == 0)
                continue;
            buffer_text(&m->out, "liaison_trouble_total{");
            label(m, "partner", i == 0 ? bytes_of(of->handle) : handle_of(m, &of->org));
            buffer_text(&m->out, ",");
            label(m, "what", bytes_of(trouble_name((enum trouble)t)));
            buffer_format(&m->out, "} %llu\n", (unsigned long long)of->trouble[t].count);
        }
}

bool
metrics_write(struct hall *h, struct work *w, struct bytes *out)
{
    struct metrics m = {.hall = h, .work = w, .out = buffer_open(w, METRICS_MAX)};
    bool good;

    m.contacts = work_alloc(w, (CONTACTS_MAX + 1) * sizeof(*m.contacts));
    TRY(m.contacts != NULL);
    lock_take(h->turn);
    good = node_peers(h->node, w, &m.peers, &m.peer_count) && put_node(&m) &&
        put_logs(&m) && put_waiting(&m);
    lock_give(h->turn);
    TRY(good);
    m.contact_count = contacts_now(h, m.contacts);
    put_met(&m);
    put_trouble(&m);
    buffer_text(&m.out, "# EOF\n");
    return buffer_bytes(&m.out, out);
}
