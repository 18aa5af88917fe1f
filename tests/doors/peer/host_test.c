/*
 * One process that serves three organisations' nodes, and a partner outside, over real TLS:
 * each has its own folder, keys, journal, door and socket; they share with one another and
 * with the partner as ever; everybody can see who hosts whom; and a wrong folder among them
 * stops the start.
 */
#include "doors/peer/servers.h"

static struct server *eu, *ngo, *relief, *un;
static const char *assessment;

static void
pin(struct work *w, struct server *a, struct server *b)
{
    NEED(w,
        ASK(w, a, "peer", "add", b->handle, b->url, "--fingerprint", b->fingerprint,
            "--risks", "none")
                .code == 0);
}

static bool
synced(struct work *w, struct server *a, struct server *b)
{
    struct said said = ASK(w, a, "sync", b->handle);

    if (said.code != 0)
        printf("#   %s to %s: %.*s\n", a->handle, b->handle, (int)said.out.len,
            (const char *)said.out.at);
    return said.code == 0;
}

static bool
stands(const struct json *v, const char *text)
{
    return bytes_is(v->text, text);
}

/* How often does its status say so? */
static size_t
tells(struct work *w, struct server *s, const char *tenant, const char *host,
    const char *says)
{
    const struct json *list = json_get(ASK(w, s, "status").json, "hosting");
    size_t count = 0;

    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        count += stands(json_get(i, "tenant"), tenant) &&
            stands(json_get(i, "host"), host) && stands(json_get(i, "says"), says);
    return count;
}

static int64_t
hostings(struct work *w, struct server *s)
{
    const struct json *list = json_get(ASK(w, s, "status").json, "hosting");

    return list != NULL ? (int64_t)list->count : -1;
}

static const char *
written(struct work *w, struct server *by)
{
    return text_of(w,
        ASK(w, by, "new", "assessment", "--set",
            "core.title=[{\"lang\":\"en\",\"text\":\"Returns\"}]", "--set",
            "core.judgements=[{\"text\":[{\"lang\":\"en\",\"text\":\"Soon\"}]}]", "--set",
            "core.language=en", "--tlp", "amber", "--purpose", "work"),
        "id");
}

static bool
reads(struct work *w, struct server *s, const char *id)
{
    return ASK(w, s, "show", id, "--purpose", "work").code == 0;
}

static void
gives(struct work *w, struct server *from, struct server *to, const char *id)
{
    NEED(w, ASK(w, from, "share", id, "--to", to->handle).code == 0);
}

/* ---- Each by itself ------------------------------------------------------------------------- */

static void
apart(struct work *w)
{
    int64_t before = server_records(w, eu), relief_before = server_records(w, relief);

    assessment = written(w, ngo);
    tap_ok(reads(w, ngo, assessment), "a tenant's commands ask its own socket");
    tap_ok(server_records(w, eu) == before && server_records(w, relief) == relief_before,
        "what it writes and reads is in no other journal");
    tap_ok(ASK(w, eu, "show", assessment, "--purpose", "work").code == 1 &&
            ASK(w, relief, "about", assessment).code == 1,
        "the host's node and another tenant's do not know of it");
    tap_ok(strcmp(text_of(w, ASK(w, ngo, "status"), "fingerprint"), ngo->fingerprint) ==
                0 &&
            strcmp(text_of(w, ASK(w, eu, "status"), "fingerprint"), eu->fingerprint) == 0,
        "each is who it was");
    tap_ok(ngo->port != relief->port && ngo->port != eu->port && relief->port != eu->port,
        "each has a door of its own");
}

static void
exchanged(struct work *w)
{
    const char *other = written(w, relief), *hosts = written(w, eu);

    gives(w, ngo, un, assessment);
    tap_ok(synced(w, ngo, un) && reads(w, un, assessment),
        "a tenant shares an assessment with a partner outside");
    tap_ok(synced(w, un, ngo) &&
            json_get(ASK(w, ngo, "status").json, "receipts_missing")->count == 0,
        "whose receipt comes through the tenant's door");
    gives(w, relief, ngo, other);
    tap_ok(synced(w, ngo, relief) && reads(w, ngo, other), "two tenants share");
    gives(w, eu, ngo, hosts);
    tap_ok(synced(w, ngo, eu) && synced(w, eu, ngo) && reads(w, ngo, hosts),
        "a tenant and its host too");
}

/* Commands at both ends at once: neither waits for the other's turn. */
static void
at_once(struct work *w)
{
    struct server *pairs[][2] = {{ngo, relief}, {relief, ngo}, {eu, ngo}, {ngo, eu}};
    pid_t children[12];
    size_t good = 0;

    for (size_t i = 0; i < COUNT_OF(children); i++) {
        struct server **pair = pairs[i % COUNT_OF(pairs)];
        char *words[] = {(char *)"liaison", (char *)"-C", (char *)pair[0]->folder,
            (char *)"sync", (char *)pair[1]->handle, NULL};

        children[i] = start(words, at(w, "sync-%zu.out", i), at(w, "sync-%zu.err", i));
    }
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        int status;

        waitpid(children[i], &status, 0);
        good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            printf("#   %.*s\n", (int)get_file(w, at(w, "sync-%zu.err", i)).len,
                (const char *)get_file(w, at(w, "sync-%zu.err", i)).at);
    }
    tap_ok(good == COUNT_OF(children), "they call each other at once: %zu of %zu meet",
        good, COUNT_OF(children));
}

static void
who_hosts_whom(struct work *w)
{
    tap_ok(tells(w, ngo, "ngo", "eu", "ngo") == 1 &&
            tells(w, relief, "relief", "eu (introduced)", "relief") == 1,
        "a tenant's status says who hosts it");
    tap_ok(tells(w, eu, "ngo", "eu", "eu") == 1 &&
            tells(w, eu, "relief (introduced)", "eu", "eu") == 1 &&
            tells(w, eu, "ngo", "eu", "ngo") == 1,
        "the host's, whom it hosts, and what a tenant that is a partner says of it");
    tap_ok(tells(w, un, "ngo", "eu (introduced)", "ngo") == 1 && hostings(w, un) == 1,
        "the partner's, what the tenant states, and nothing of who is no partner");
}

/* ---- Killed, stopped, served alone ------------------------------------------------------------ */

static void
killed(struct work *w)
{
    int64_t journal;

    NEED(w, server_stop(eu, SIGTERM) == 0);
    server_start(w, eu);
    journal = number_of(ASK(w, relief, "status"), "journal");
    server_stop(eu, SIGKILL);
    server_start(w, eu);
    tap_ok(ASK(w, eu, "verify", "--deep").code == 0 &&
            ASK(w, ngo, "verify", "--deep").code == 0 &&
            ASK(w, relief, "verify", "--deep").code == 0,
        "killed and started again, all three verify");
    tap_ok(number_of(ASK(w, relief, "status"), "journal") == journal,
        "and say nothing new of who hosts whom");
    gives(w, ngo, un, written(w, ngo));
    tap_ok(synced(w, ngo, un) && synced(w, un, ngo), "they go on where they were");
}

static void
alone(struct work *w)
{
    eu->tenants[0] = relief;
    eu->tenants[1] = NULL;
    tap_ok(server_stop(eu, SIGTERM) == 0, "all are closed when asked");
    server_start(w, eu);
    server_start(w, ngo);
    tap_ok(tells(w, ngo, "ngo", "eu", "ngo") == 0,
        "one that is served by itself has no host any more");
    tap_ok(tells(w, eu, "ngo", "eu", "eu") == 0 && tells(w, eu, "ngo", "eu", "ngo") == 1,
        "the host says so at once, and what the tenant said stands until they meet");
    tap_ok(synced(w, ngo, un) && hostings(w, un) == 0, "its partners are told");
    tap_ok(tells(w, eu, "relief (introduced)", "eu", "eu") == 1 &&
            tells(w, ngo, "relief", "eu", "relief") == 1,
        "the other tenant stays one");
}

/* ---- Wrong starts ------------------------------------------------------------------------------ */

static bool
one_line(struct bytes text)
{
    return text.len > 1 && memchr(text.at, '\n', text.len) == text.at + text.len - 1;
}

/* Served like this it does not start, says one line, and leaves all folders free. */
static void
refused(struct work *w, const char *what, const char *tenant, int code, const char *why)
{
    const char *out = at(w, "refused.out"), *err = at(w, "refused.err");
    char *words[] = {(char *)"liaison", (char *)"-C", (char *)eu->folder, (char *)"serve",
        (char *)"--peer", (char *)"127.0.0.1:0", (char *)"--host",
        (char *)work_format(w, "%s=127.0.0.1:0", relief->folder), (char *)"--host",
        (char *)tenant, NULL};
    struct bytes said;
    int status;

    unlink(err);
    waitpid(start(words, out, err), &status, 0);
    said = get_file(w, err);
    if (!tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == code && one_line(said) &&
                memmem(said.at, said.len, why, strlen(why)) != NULL &&
                get_file(w, out).len == 0,
            "%s stops the start", what))
        printf("#   %d: %.*s\n", status, (int)said.len, (const char *)said.at);
}

static void
wrong(struct work *w)
{
    int64_t journals[2];
    const char *copy = at(w, "copy");

    eu->tenants[0] = NULL;
    NEED(w, server_stop(eu, SIGTERM) == 0);
    journals[0] = number_of(ASK(w, eu, "status"), "journal");
    journals[1] = number_of(ASK(w, relief, "status"), "journal");
    NEED(w,
        ASK(w, relief, "backup", at(w, "backup")).code == 0 &&
            ASK(w, relief, "key", "backup", at(w, "keys")).code == 0 &&
            command(w, "restore", at(w, "backup"), copy, "--keys", at(w, "keys"), NULL)
                    .code == 0);
    refused(w, "a folder that is no node",
        work_format(w, "%s=127.0.0.1:0", at(w, "nowhere")), 1, "no liaison node");
    refused(w, "one that is served already",
        work_format(w, "%s=127.0.0.1:0", ngo->folder), 1, ngo->folder);
    refused(w, "the host's own", work_format(w, "%s=-", eu->folder), 1, "in use");
    refused(w, "a tenant given twice", work_format(w, "%s=-", relief->folder), 1,
        "in use");
    refused(w, "a copy of a tenant", work_format(w, "%s=-", copy), 1,
        "are one organisation's");
    refused(w, "a tenant without an address", relief->folder, 2, "DIR=ADDR");
    tap_ok(number_of(ASK(w, eu, "status"), "journal") == journals[0] &&
            number_of(ASK(w, relief, "status"), "journal") == journals[1],
        "and nothing was written anywhere");
    tap_ok(ASK(w, ngo, "status").code == 0, "what is served already goes on");
}

int
main(void)
{
    struct work *w;

    program = getenv("LIAISON_PROGRAM");
    if (program == NULL || access(program, X_OK) != 0) {
        printf("1..0 # SKIP LIAISON_PROGRAM is not set\n");
        return 0;
    }
    w = fixture_start();
    eu = server_made(w, "eu");
    ngo = server_made(w, "ngo");
    relief = server_made(w, "relief");
    eu->tenants[0] = ngo;
    eu->tenants[1] = relief;
    server_start(w, eu);
    un = server_new(w, "un");
    struct server *partners[][2] = {{ngo, un}, {ngo, relief}, {ngo, eu}};
    for (size_t i = 0; i < COUNT_OF(partners); i++) {
        pin(w, partners[i][0], partners[i][1]);
        pin(w, partners[i][1], partners[i][0]);
    }
    apart(w);
    exchanged(w);
    at_once(w);
    who_hosts_whom(w);
    killed(w);
    alone(w);
    wrong(w);
    tap_ok(server_stop(ngo, SIGTERM) == 0 && server_stop(un, SIGTERM) == 0,
        "all end when asked");
    memset(servers_running, 0, sizeof(servers_running)); /* they lie in the work */
    work_close(w);
    return tap_end();
}
