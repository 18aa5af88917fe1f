/*
 * status, doctor, rebuild, version: how the node is, and what it needs.
 */
#include "desks/lists_desk.h"

#include <string.h>
#include <sys/statvfs.h>

/* How much of each partner's waits, shown to nobody. */
static bool
waiting_json(struct desk *d, struct work *w, struct json **out)
{
    struct stored_waits *waits;
    size_t count;

    *out = json_array(w);
    TRY(store_waits(node_store(d->node), w, &waits, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        json_put(one, "partner", desk_org_name(d, w, &waits[i].origin));
        json_put(one, "records", json_integer(w, waits[i].records));
        json_put(one, "newer", json_integer(w, waits[i].newer));
        json_put(one, "bytes", json_integer(w, waits[i].bytes));
        json_add(*out, one);
    }
    return work_ok(w);
}

/* A name of ours for it, or what is said to be its own: then it is marked. */
static struct json *
party(struct desk *d, struct work *w, const struct hash *org, struct bytes handle)
{
    struct json *name = desk_org_name(d, w, org);

    if (name == NULL || name->text.len < 64)
        return name;
    return json_string(w,
        work_format(w, "%.*s (introduced)", (int)handle.len, (const char *)handle.at));
}

/* Who serves whose node, by the word of one of them. */
static bool
hosting_json(struct desk *d, struct work *w, struct json **out)
{
    struct hosting *list;
    size_t count;

    *out = json_array(w);
    TRY(node_hostings(d->node, w, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        json_put(one, "host", party(d, w, &list[i].host, list[i].handle));
        json_put(one, "host_id", json_hex(w, hash_bytes(&list[i].host)));
        json_put(one, "tenant", party(d, w, &list[i].tenant, list[i].handle));
        json_put(one, "tenant_id", json_hex(w, hash_bytes(&list[i].tenant)));
        json_put(one, "since", json_time(w, list[i].since));
        json_put(one, "says", desk_org_name(d, w, &list[i].says));
        json_add(*out, one);
    }
    return work_ok(w);
}

/* Those that names are searched in.  None is called current: each with its own date. */
static bool
in_use_json(struct desk *d, struct work *w, struct json **out)
{
    struct version *all;
    size_t count;

    *out = json_array(w);
    TRY(versions_all(d, w, &all, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one;

        if (!all[i].newest)
            continue;
        one = json_object(w);
        json_put(one, "id", json_uuid(w, &all[i].stored.id));
        json_put(one, "list", json_text(w, all[i].list));
        json_put(one, "date", json_text(w, all[i].date));
        version_aged(w, &all[i].age, one);
        json_add(*out, one);
    }
    return work_ok(w);
}

/* ---- Recalls, counted ---------------------------------------------------------------------- */

#define RECALLED_DAYS 365

struct counted_recalls {
    struct desk *desk;
    int64_t since;
    struct json *to;
};

static struct json *
member_of(struct work *w, struct json *list, const char *name, struct json *key)
{
    struct json *one = list->first;

    while (
        one != NULL && (key == NULL || !bytes_equal(json_get_text(one, name), key->text)))
        one = one->next;
    if (one == NULL) {
        one = json_object(w);
        json_put(one, name, key);
        json_put(one, "items", json_integer(w, 0));
        json_add(list, one);
    }
    return one;
}

static void
count_up(struct json *one, int64_t items)
{
    struct json *count = one != NULL ? json_get(one, "items") : NULL;

    if (count != NULL)
        count->integer += items;
}

/* A recall of what another wrote is none. */
static bool
recalls_own(struct desk *d, struct work *w, const struct view_item *recall,
    const struct view_link *link, bool *yes)
{
    struct stored s;

    *yes = bytes_is(link->type, "recalls");
    if (!*yes)
        return true;
    if (store_by_id(node_store(d->node), w, &link->other, &s)) {
        *yes = hash_equal(&s.author, &recall->author);
        return true;
    }
    TRY(work_fault(w) == FAULT_MISSING);
    work_clear(w);
    return true;
}

/* Items, by who recalled them and for what reason: numbers of what was done, and no measure of
 * who did it. */
static bool
count_recall(void *ctx, struct work *w, const struct view_item *item)
{
    struct counted_recalls *c = ctx;
    struct view_link *links;
    struct stored s;
    struct json *core, *by, *codes;
    int64_t items = 0;
    size_t count;
    bool known;

    if (item->time < c->since)
        return true;
    TRY(store_by_no(node_store(c->desk->node), w, item->record, &s) &&
        desk_may_list(c->desk, w, &s, &known));
    if (!known)
        return true;
    TRY(node_part(c->desk->node, w, &s, "core", &core));
    TRY(node_links_from(c->desk->node, w, &item->id, &links, &count));
    for (size_t i = 0; i < count; i++) {
        bool own;

        TRY(recalls_own(c->desk, w, item, &links[i], &own));
        items += own;
    }
    if (items == 0)
        return true;
    by = member_of(w, c->to, "by", desk_org_name(c->desk, w, &item->author));
    TRY(work_ok(w));
    codes = json_get(by, "codes");
    if (codes == NULL) {
        codes = json_array(w);
        json_put(by, "codes", codes);
    }
    count_up(by, items);
    count_up(member_of(w, codes, "code",
                 core != NULL ? json_text(w, json_get_text(core, "code"))
                              : json_string(w, "erased")),
        items);
    return work_ok(w);
}

/* "2 items in a year: 1 error, 1 other". */
static bool
in_words(struct work *w, struct json *counts)
{
    for (struct json *one = counts->first; one != NULL; one = one->next) {
        struct buffer b = buffer_open(w, 4096);
        const struct json *codes = json_get(one, "codes");
        struct bytes text;

        buffer_format(&b, "%lld in the last year",
            (long long)json_get(one, "items")->integer);
        for (const struct json *c = codes->first; c != NULL; c = c->next) {
            struct bytes code = json_get_text(c, "code");

            buffer_format(&b, "%s%lld %.*s", c == codes->first ? ": " : ", ",
                (long long)json_get(c, "items")->integer, (int)code.len,
                (const char *)code.at);
        }
        TRY(buffer_bytes(&b, &text));
        json_put(one, "says", json_text(w, text));
    }
    return work_ok(w);
}

static bool
counted_recalls(struct desk *d, struct work *w, struct json **out)
{
    struct counted_recalls c = {.desk = d, .to = json_array(w)};
    int64_t now;

    TRY(node_now(d->node, w, &now));
    c.since = now - RECALLED_DAYS * TIME_DAY;
    TRY(node_items(d->node, w, bytes_of("recall/1"), count_recall, &c));
    *out = c.to;
    return in_words(w, c.to);
}

DESK(status)
{
    struct json *waiting, *hosting, *lists, *recalls;
    const struct identity *self = node_identity(d->node);
    struct log_head journal;
    struct bytes fingerprint;
    int64_t records, lag;

    TRY(fingerprint_write(w, &self->id, &fingerprint));
    TRY(store_count(node_store(d->node), w, &records));
    TRY(store_log(node_store(d->node), w, STORE_JOURNAL, &journal));
    TRY(node_clock_lag(d->node, w, &lag));
    *answer = json_object(w);
    json_put(*answer, "handle", json_text(w, self->handle));
    json_put(*answer, "id", json_hex(w, hash_bytes(&self->id)));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    json_put(*answer, "records", json_integer(w, records));
    json_put(*answer, "journal", json_integer(w, (int64_t)journal.size));
    json_put(*answer, "clock",
        json_string(w, lag > TIME_SECOND ? "behind node time" : "good"));
    TRY(waiting_json(d, w, &waiting));
    json_put(*answer, "waiting", waiting);
    TRY(hosting_json(d, w, &hosting));
    json_put(*answer, "hosting", hosting);
    TRY(desk_forks(d, w, *answer));
    TRY(in_use_json(d, w, &lists));
    json_put(*answer, "lists", lists);
    TRY(desk_roles(d, w, false, *answer));
    TRY(counted_recalls(d, w, &recalls));
    json_put(*answer, "recalls", recalls);
    TRY(contact_json(d, w, NULL, *answer));
    if (contacts_since(d->hall) > 0)
        json_put(*answer, "served_since", json_time(w, contacts_since(d->hall)));
    if (node_demo(d->node))
        json_put(*answer, "demo", json_bool(w, true));
    return desk_today(d, w, args, *answer);
}

static void
find(struct work *w, struct json *findings, const char *level, const char *text)
{
    struct json *one = json_object(w);

    json_put(one, "level", json_string(w, level));
    json_put(one, "text", json_string(w, text));
    json_add(findings, one);
}

static void
check_disk(struct desk *d, struct work *w, struct json *findings)
{
    struct statvfs about;

    if (statvfs(node_folder(d->node), &about) != 0)
        return;
    uint64_t free_mib = (uint64_t)about.f_bavail * about.f_frsize / (1024 * 1024);
    find(w, findings, free_mib < 1024 ? "warning" : "good",
        work_format(w, "%llu MiB of disk are free", (unsigned long long)free_mib));
}

static bool
check_keys(struct desk *d, struct work *w, struct json *findings, int64_t now)
{
    const struct identity *self = node_identity(d->node);
    const struct org_key *key;

    TRY(identity_current(w, self, KEY_NODE, now, &key));
    if (key->to - now < 90 * TIME_DAY)
        find(w, findings, "warning",
            "the node key ends within 90 days: rotate it with the root");
    else
        find(w, findings, "good", "the node key is good for more than 90 days");
    return true;
}

/* Less is refused than the rules say, by somebody's word. */
static bool
check_rules(struct desk *d, struct work *w, struct json *findings)
{
    struct rule_switch said[SWITCHES];

    TRY(node_switches(d->node, w, said));
    for (size_t i = 0; i < SWITCHES; i++) {
        struct bytes why = desk_english(said[i].reason);

        if (said[i].off)
            find(w, findings, "warning",
                work_format(w, "handling rule %s is switched off by %.*s: %.*s",
                    terms_switch_name(i), (int)said[i].by.len,
                    (const char *)said[i].by.at, (int)why.len, (const char *)why.at));
    }
    return true;
}

static bool
check_waiting(struct desk *d, struct work *w, struct json *findings)
{
    struct json *waiting;

    TRY(waiting_json(d, w, &waiting));
    for (const struct json *i = waiting->first; i != NULL; i = i->next) {
        struct bytes partner = json_get_text(i, "partner");
        int64_t records = json_get(i, "records")->integer,
                newer = json_get(i, "newer")->integer,
                bytes = json_get(i, "bytes")->integer;
        bool full = records > WAITING_RECORDS / 2 || bytes > WAITING_BYTES / 2;

        find(w, findings, newer > 0 || full ? "warning" : "good",
            work_format(w, "%lld records from %.*s wait%s: at most %d may, or %lld MiB",
                (long long)records, (int)partner.len, (const char *)partner.at,
                newer > 0 ? ", some of them for a newer liaison" : " for keys or kinds",
                WAITING_RECORDS, (long long)(WAITING_BYTES >> 20)));
    }
    return true;
}

/* A decision is due while new items are held back; an accusation is to be asked about. */
static bool
check_forks(struct desk *d, struct work *w, struct json *findings)
{
    struct json *all = json_object(w);

    TRY(desk_forks(d, w, all));
    for (const struct json *i = json_first(json_get(all, "forks")); i != NULL;
         i = i->next) {
        struct bytes org = json_get_text(i, "org"), state = json_get_text(i, "state");

        find(w, findings, bytes_is(state, "trusted") ? "good" : "warning",
            bytes_is(state, "our own log")
                ? "this node has signed two histories: an older copy of it is or was in "
                  "use. Stop that, and change the log key with the root"
                : work_format(w, "%.*s has signed two histories: %.*s%s", (int)org.len,
                      (const char *)org.at, (int)state.len, (const char *)state.at,
                      bytes_is(state, "trusted")
                          ? ""
                          : "; ask it, then `liaison peer trust` it or not"));
    }
    for (const struct json *i = json_first(json_get(all, "accusations")); i != NULL;
         i = i->next) {
        struct bytes org = json_get_text(i, "org");

        find(w, findings, "warning",
            work_format(w, "%.*s did not prove its log: see `liaison status`, and ask it",
                (int)org.len, (const char *)org.at));
    }
    return work_ok(w);
}

/* Two records under one id and version, for those who may know of the item (P21). */
static bool
check_set_aside(struct desk *d, struct work *w, struct json *findings)
{
    struct stored *all;
    size_t count;

    TRY(store_set_aside(node_store(d->node), w, &all, &count));
    for (size_t i = 0; i < count; i++) {
        struct bytes id;
        bool known, told = false;

        for (size_t before = 0; before < i && !told; before++)
            told = memcmp(&all[before].id, &all[i].id, sizeof(all[i].id)) == 0;
        TRY(desk_may_list(d, w, &all[i], &known) && uuid_write(w, &all[i].id, &id));
        if (known && !told)
            find(w, findings, "warning",
                work_format(w,
                    "%.*s was signed twice with different contents, and set aside: "
                    "`liaison proof %.*s --equivocation` proves it",
                    (int)id.len, (const char *)id.at, (int)id.len, (const char *)id.at));
    }
    return work_ok(w);
}

/* How old is too old is for those to say who screen. */
static bool
check_lists(struct desk *d, struct work *w, struct json *findings)
{
    struct version *all;
    size_t count;

    TRY(versions_all(d, w, &all, &count));
    for (size_t i = 0; i < count; i++)
        if (all[i].newest)
            find(w, findings, "good", version_used(w, &all[i], "is"));
    return work_ok(w);
}

DESK(doctor)
{
    struct json *findings = json_array(w);
    int64_t now, lag;

    (void)args;
    TRY(node_now(d->node, w, &now));
    TRY(node_clock_lag(d->node, w, &lag));
    TRY(store_verify_file(node_store(d->node), w));
    find(w, findings, "good", "the data file is whole");
    if (lag > TIME_SECOND)
        find(w, findings, "warning",
            work_format(w,
                "the system's clock is %lld seconds behind what was written here: "
                "set it; until then node time stands still",
                (long long)(lag / TIME_SECOND)));
    else
        find(w, findings, "good", "the clock goes forward");
    TRY(check_keys(d, w, findings, now));
    TRY(check_rules(d, w, findings) && check_waiting(d, w, findings) &&
        check_forks(d, w, findings) && check_set_aside(d, w, findings) &&
        check_lists(d, w, findings));
    check_disk(d, w, findings);
    *answer = json_object(w);
    json_put(*answer, "findings", findings);
    return true;
}

DESK(rebuild)
{
    int64_t count;

    (void)args;
    TRY(node_rebuild(d->node, w, &count));
    *answer = json_object(w);
    json_put(*answer, "records", json_integer(w, count));
    return true;
}

DESK(version)
{
    (void)d;
    (void)args;
    *answer = json_object(w);
    json_put(*answer, "version", json_string(w, LIAISON_VERSION));
    json_put(*answer, "format", json_string(w, "liaison/v1"));
    return true;
}
