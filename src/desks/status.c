/*
 * status, doctor, rebuild, version: how the node is, and what it needs.
 */
#include "desks/lists_desk.h"

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

DESK(status)
{
    struct json *waiting, *hosting, *lists;
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
    TRY(in_use_json(d, w, &lists));
    json_put(*answer, "lists", lists);
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
