/*
 * Three servers of the program itself, over real TLS: the story in short; those whose keys
 * are not the ones that were compared are refused before anything happens; and commands
 * while a server has the folder.
 */
#include "doors/peer/servers.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct server *eu, *un, *court, *evil;
static const char *assessment, *evidence;

#define PHOTO 2600000

static void
pin(struct work *w, struct server *a, struct server *b, const char *risks)
{
    struct said said = risks != NULL
        ? ASK(w, a, "peer", "add", b->handle, b->url, "--fingerprint", b->fingerprint,
              "--risks", risks)
        : ASK(w, a, "peer", "add", b->handle, b->url, "--fingerprint", b->fingerprint);

    NEED(w, said.code == 0);
}

static bool
synced(struct work *w, struct server *a, struct server *b)
{
    return ASK(w, a, "sync", b->handle).code == 0;
}

/* ---- The story ---------------------------------------------------------------------------- */

static void
shared(struct work *w)
{
    uint8_t *photo = malloc(PHOTO);
    const char *body = at(w, "body"), *text;

    for (size_t i = 0; i < PHOTO; i++)
        photo[i] = (uint8_t)(i * 13 + i / 259);
    put_file(at(w, "photo"), photo, PHOTO);
    free(photo);
    evidence = text_of(w,
        ASK(w, eu, "ingest", at(w, "photo"), "--tlp", "amber", "--purpose",
            "investigation", "--purpose", "prosecution"),
        "items.0.id");
    text = work_format(w,
        "{\"core\":{\"title\":" TEXT(
            "Returns") ",\"language\":\"en\","
                       "\"judgements\":[{\"text\":" TEXT(
                           "Soon.") "}]},\"links\":{\"evidence\":[\"%s\"]}}",
        evidence);
    put_file(body, text, strlen(text));
    assessment = text_of(w,
        ASK(w, eu, "new", "assessment", "--body", body, "--tlp", "amber", "--purpose",
            "investigation", "--purpose", "prosecution"),
        "id");
    tap_ok(ASK(w, eu, "share", assessment, evidence, "--to", "un").code == 0 &&
            synced(w, eu, un),
        "eu shares with un, and they meet");
    tap_ok(ASK(w, un, "show", evidence, "--purpose", "investigation", "--content",
               at(w, "got"))
                    .code == 0 &&
            bytes_equal(get_file(w, at(w, "got")), get_file(w, at(w, "photo"))),
        "the content is at un, byte for byte");
    tap_ok(number_of(ASK(w, eu, "peer", "list"), "count") == 1 &&
            json_get(ASK(w, eu, "status").json, "receipts_missing")->count == 0,
        "un's receipts are at eu");
}

static void
talked(struct work *w)
{
    const char *question = text_of(w,
        ASK(w, un, "ask", "eu", "--about", assessment, "--text", "Where?", "--urgency",
            "8h"),
        "id");

    tap_ok(synced(w, un, eu) &&
            ASK(w, eu, "answer", question, "--text", "There.").code == 0 &&
            synced(w, eu, un) && json_get(ASK(w, un, "status").json, "asked")->count == 0,
        "un asks, eu answers");
}

static struct said
forward(struct work *w)
{
    return ASK(w, un, "share", assessment, evidence, "--to", "court");
}

static bool
denied_by(struct work *w, struct said said, const char *rule)
{
    return said.code == 1 && strcmp(text_of(w, said, "error.rule"), rule) == 0;
}

static void
passed_on(struct work *w)
{
    const char *risk;

    tap_ok(denied_by(w, forward(w), "P03"),
        "un may not pass it on (P03), says the server");
    for (int i = 0; i < 2; i++)
        NEED(w,
            ASK(w, eu, "release", i == 0 ? assessment : evidence, "--to", court->id,
                "--purpose", "prosecution", "--until", "2090-01-01", "--judicial")
                    .code == 0);
    NEED(w, synced(w, eu, un));
    tap_ok(denied_by(w, forward(w), "P17"), "not without an assurance (P17)");
    risk = text_of(w,
        ASK(w, un, "new", "risk-assessment", "--set",
            work_format(w, "core.recipient=%s", court->id), "--set",
            "core.title=" TEXT("R"), "--set",
            "core.risks=[{\"risk\":\"torture\",\"level\":\"low\"}]", "--set",
            "core.conclusion=" TEXT("low")),
        "id");
    NEED(w,
        ASK(w, un, "new", "assurance", "--set",
            work_format(w, "core.recipient=%s", court->id), "--set",
            "core.covers=[\"torture\",\"death-penalty\",\"fair-trial\"]", "--set",
            "core.text=" TEXT("assured"), "--set",
            "core.from=2020-01-01T00:00:00.000000Z", "--set",
            "core.until=2090-01-01T00:00:00.000000Z", "--link",
            work_format(w, "risk-assessment=%s", risk))
                .code == 0);
    tap_ok(forward(w).code == 0 && synced(w, un, court), "then it goes to the court");
    tap_ok(strncmp(text_of(w,
                       ASK(w, court, "show", assessment, "--purpose", "prosecution"),
                       "by"),
               "eu (introduced)", 15) == 0,
        "which knows eu as introduced");
    tap_ok(ASK(w, court, "enter", assessment, "--proceeding", "Case 1").code == 0 &&
            ASK(w, court, "enter", evidence, "--proceeding", "Case 1").code == 0,
        "and enters both");
    NEED(w, synced(w, court, un) && synced(w, un, eu));
}

static void
recalled(struct work *w)
{
    struct said said;

    NEED(w, ASK(w, eu, "recall", assessment, "--reason", "source withdrew").code == 0);
    tap_ok(synced(w, eu, un) && synced(w, un, court) && synced(w, un, eu), "eu recalls");
    said = ASK(w, un, "show", assessment, "--purpose", "investigation");
    tap_ok(said.code == 1, "un has it no more");
    tap_ok(ASK(w, court, "show", assessment, "--purpose", "prosecution").code == 0,
        "the court keeps it");
    tap_ok(json_get(ASK(w, eu, "status").json, "recalls_open")->count == 0,
        "eu has both statements");
    tap_ok(denied_by(w, ASK(w, eu, "erase", evidence, "--reason", "tidy"), "P27"),
        "and cannot erase the evidence (P27)");
}

/* ---- Those who may not ------------------------------------------------------------------------ */

/* evil knows un's fingerprint; un does not know evil. */
static void
unknown_key(struct work *w)
{
    int64_t before = server_records(w, un);
    struct said said;

    pin(w, evil, un, NULL);
    said = ASK(w, evil, "sync", "un");
    tap_ok(said.code != 0 && said.json != NULL && json_get(said.json, "error") != NULL,
        "one who is not pinned gets no answer");
    tap_ok(server_records(w, un) == before && server_said(w, un, "refused"),
        "no record changed, and un's log tells of it");
}

/* eu is led to evil's door in place of un's: another root's key. */
static void
another_root(struct work *w)
{
    int64_t before = server_records(w, evil);
    char right[64];
    struct said said;

    memcpy(right, un->url, sizeof(right));
    memcpy(un->url, evil->url, sizeof(un->url));
    pin(w, eu, un, "none");
    said = ASK(w, eu, "sync", "un");
    tap_ok(said.code == 1 && strcmp(text_of(w, said, "error.kind"), "denied") == 0,
        "a server with another root's key is denied, whatever its address");
    tap_ok(server_records(w, evil) == before, "and learned nothing");
    memcpy(un->url, right, sizeof(un->url));
    pin(w, eu, un, "none");
    tap_ok(synced(w, eu, un), "at the right door all is well");
}

static int
dial_up(unsigned port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 5};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        printf("Bail out! cannot connect\n");
        exit(99);
    }
    return fd;
}

static const char post[] =
    "POST /liaison/v1/want HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

/* TLS without a certificate of one's own. */
static void
no_certificate(struct work *w)
{
    int64_t before = server_records(w, un);
    gnutls_certificate_credentials_t none;
    gnutls_session_t session;
    char answer[64];
    ssize_t got = -1;
    int fd = dial_up(un->port), shaken;

    NEED(w,
        gnutls_certificate_allocate_credentials(&none) == 0 &&
            gnutls_init(&session, GNUTLS_CLIENT) == 0 &&
            gnutls_set_default_priority(session) == 0 &&
            gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, none) == 0);
    gnutls_transport_set_int(session, fd);
    do
        shaken = gnutls_handshake(session);
    while (shaken < 0 && !gnutls_error_is_fatal(shaken));
    if (shaken == 0 && gnutls_record_send(session, post, sizeof(post) - 1) > 0)
        got = gnutls_record_recv(session, answer, sizeof(answer));
    tap_ok(got <= 0, "without a certificate there is no answer");
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(none);
    close(fd);
    fd = dial_up(un->port);
    NEED(w, write(fd, post, sizeof(post) - 1) > 0);
    got = read(fd, answer, sizeof(answer));
    tap_ok(got <= 0 || memcmp(answer, "HTTP", 4) != 0, "nor without TLS");
    close(fd);
    tap_ok(server_records(w, un) == before, "and no record changed");
}

/* ---- Commands beside a server ------------------------------------------------------------------- */

/* Someone connects to the folder's socket and says nothing, or rubbish. */
static void
silent_client(struct work *w)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int64_t began = os_real.ticks();
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(to.sun_path, sizeof(to.sun_path), "%s/socket", un->folder);
    NEED(w,
        connect(other, (struct sockaddr *)&to, sizeof(to)) == 0 &&
            write(other, "\xff\xff\xff\xffrubbish", 11) == 11);
    NEED(w, connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
    tap_ok(ASK(w, un, "status").code == 0,
        "one who says nothing does not keep others waiting");
    tap_ok(os_real.ticks() - began < 20 * TIME_SECOND, "for long");
    close(fd);
    close(other);
}

static void
beside(struct work *w)
{
    const char *path = work_format(w, "%s/socket", un->folder);
    const char *aside = work_format(w, "%s/aside", un->folder);
    struct said said;

    said = command(w, "-C", un->folder, "serve", "--peer", "127.0.0.1:0", NULL);
    tap_ok(said.code == 1, "a second server on the same folder is refused");
    NEED(w, rename(path, aside) == 0);
    said = ASK(w, un, "list");
    tap_ok(said.code == 1 && strcmp(text_of(w, said, "error.kind"), "busy") == 0,
        "who does not find the socket finds the lock");
    said = command(w, "-C", un->folder, "serve", "--peer", "127.0.0.1:0", NULL);
    tap_ok(said.code == 1 && strcmp(text_of(w, said, "error.kind"), "busy") == 0,
        "also a second server");
    NEED(w, rename(aside, path) == 0);
    tap_ok(ASK(w, un, "list").code == 0, "the first one goes on answering");
    said = ASK(w, un, "sync", "nobody");
    tap_ok(said.code == 1 && strcmp(text_of(w, said, "error.kind"), "missing") == 0,
        "faults come over the socket as they are");
}

/* Killed while content comes, again and again: nothing that was acknowledged is lost. */
static void
killed(struct work *w)
{
    uint8_t *big = malloc(12000000);
    const char *id;
    int broken = 0;

    for (size_t i = 0; i < 12000000; i++)
        big[i] = (uint8_t)(i * 31 + i / 127);
    put_file(at(w, "big"), big, 12000000);
    free(big);
    id = text_of(w,
        ASK(w, eu, "ingest", at(w, "big"), "--tlp", "amber", "--purpose",
            "investigation"),
        "items.0.id");
    NEED(w, ASK(w, eu, "share", id, "--to", "un").code == 0);
    for (int i = 0; i < 6; i++) {
        char *words[] = {(char *)"liaison", (char *)"-C", (char *)eu->folder,
            (char *)"sync", (char *)"un", NULL};
        pid_t sync = start(words, at(w, "sync.out"), at(w, "sync.err"));
        int status;

        usleep(30000u + 25000u * (unsigned)i);
        server_stop(un, SIGKILL);
        waitpid(sync, &status, 0);
        broken += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        server_start(w, un);
    }
    tap_ok(synced(w, eu, un) &&
            ASK(w, un, "show", id, "--purpose", "investigation", "--content",
                at(w, "big-got"))
                    .code == 0 &&
            bytes_equal(get_file(w, at(w, "big-got")), get_file(w, at(w, "big"))),
        "killed six times, %d in the middle, un has it all in the end", broken);
    tap_ok(json_get(ASK(w, eu, "status").json, "receipts_missing")->count == 0,
        "and has said so");
}

int
main(void)
{
    struct server *all[4];
    struct work *w;

    program = getenv("LIAISON_PROGRAM");
    if (program == NULL || access(program, X_OK) != 0) {
        printf("1..0 # SKIP LIAISON_PROGRAM is not set\n");
        return 0;
    }
    w = fixture_start();
    signal(SIGPIPE, SIG_IGN);
    all[0] = eu = server_new(w, "eu");
    all[1] = un = server_new(w, "un");
    all[2] = court = server_new(w, "court");
    all[3] = evil = server_new(w, "evil");
    pin(w, eu, un, "none");
    pin(w, un, eu, "none");
    pin(w, un, court, NULL);
    pin(w, court, un, NULL);
    tap_ok(true, "commands ask the running servers");
    shared(w);
    talked(w);
    unknown_key(w);
    another_root(w);
    no_certificate(w);
    passed_on(w);
    recalled(w);
    beside(w);
    silent_client(w);
    killed(w);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        tap_ok(server_stop(all[i], i % 2 == 0 ? SIGTERM : SIGINT) == 0,
            "%s ends when asked", all[i]->handle);
        tap_ok(ASK(w, all[i], "verify", "--deep").code == 0, "%s verifies",
            all[i]->handle);
    }
    memset(servers_running, 0, sizeof(servers_running)); /* they lie in the work */
    work_close(w);
    return tap_end();
}
