/*
 * status, doctor, rebuild, version: how the node is, and what it needs.
 */
#include "desks/desk_inner.h"

#include <sys/statvfs.h>

DESK(status)
{
    const struct identity *self = node_identity(d->node);
    struct log_head journal;
    struct bytes fingerprint;
    int64_t records, lag;

    (void)args;
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
    if (node_demo(d->node))
        json_put(*answer, "demo", json_bool(w, true));
    return desk_today(d, w, *answer);
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
