/*
 * Pages of several organisations in one process: each has its own address and shows its own
 * node alone; what is wrong with one of them stops the start and says which; a stop ends all.
 */
#include "doors/peer/servers.h"
#include "doors/web/browser.h"

static struct server *eu, *ngo, *relief;

static const char *
matter(struct work *w, struct server *s, const char *title)
{
    return text_of(w,
        ASK(w, s, "new", "matter", "--set", work_format(w, "core.title=%s", title)),
        "id");
}

/* ---- Each its own -------------------------------------------------------------------------- */

struct owner {
    struct server *server;
    const char *title, *id;
};

static void
shows_only(struct work *w, const struct owner *own, const struct owner all[])
{
    uint16_t port = (uint16_t)own->server->web_port;
    struct got today = browser_get(w, port, "/"), list = browser_get(w, port, "/records");
    const char *handle =
        work_format(w, "<p class=\"node\"><bdi>%s</bdi>", own->server->handle);

    tap_ok(today.status == 200 && page_wrong(today.body) == NULL &&
            holds(today.body, handle) && holds(today.body, own->server->fingerprint),
        "%s has pages of its own, with its name and fingerprint", own->server->handle);
    tap_ok(holds(list.body, own->title), "with its records");
    for (size_t i = 0; i < 3; i++) {
        const struct owner *other = &all[i];
        const char *target = work_format(w, "/records/%s", other->id),
                   *search = work_format(w, "/records?search=%s", other->title),
                   *host = work_format(w, "localhost:%u", other->server->web_port);

        if (other == own)
            continue;
        tap_ok(!holds(list.body, other->title) &&
                browser_get(w, port, target).status == 404 &&
                holds(browser_get(w, port, search).body, "No record to show") &&
                !holds(today.body, other->server->fingerprint),
            "and nothing of %s's, listed, asked for or searched", other->server->handle);
        tap_ok(browser_ask(w, port, "GET", host, "/", "").status == 421,
            "nor does it answer by its address");
    }
}

static void
apart(struct work *w)
{
    struct owner owners[] = {{.server = eu, .title = "Danube"},
        {.server = ngo, .title = "Sahel"}, {.server = relief, .title = "Levant"}};

    for (size_t i = 0; i < COUNT_OF(owners); i++)
        owners[i].id = matter(w, owners[i].server, owners[i].title);
    for (size_t i = 0; i < COUNT_OF(owners); i++)
        shows_only(w, &owners[i], owners);
    tap_ok(holds(browser_get(w, (uint16_t)ngo->web_port, "/").body,
               "<bdi>ngo</bdi> is hosted by <bdi>eu"),
        "a tenant's page says who hosts it");
}

static bool
answers(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool yes;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    yes = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
    close(fd);
    return yes;
}

static void
stopped(void)
{
    tap_ok(answers((uint16_t)ngo->web_port) && server_stop(eu, SIGTERM) == 0 &&
            !answers((uint16_t)eu->web_port) && !answers((uint16_t)ngo->web_port) &&
            !answers((uint16_t)relief->web_port),
        "a stop ends all pages");
}

/* ---- What does not start ---------------------------------------------------------------------- */

/* EU with NGO hosted, and these words more. */
static void
refused(struct work *w, const char *what, int code, const char *why, const char *one,
    const char *two, const char *three, const char *four)
{
    const char *out = at(w, "refused.out"), *err = at(w, "refused.err");
    char *words[] = {(char *)"liaison", (char *)"-C", (char *)eu->folder, (char *)"serve",
        (char *)"--host", (char *)work_format(w, "%s=-", ngo->folder), (char *)one,
        (char *)two, (char *)three, (char *)four, NULL};
    struct bytes said;
    int status = -1;
    pid_t child;

    unlink(err);
    child = start(words, out, err);
    for (int i = 0; i < 500 && waitpid(child, &status, WNOHANG) != child; i++)
        usleep(20000);
    if (status == -1) { /* it did start */
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
    }
    said = get_file(w, err);
    if (!tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == code && holds(said, why) &&
                said.at[said.len - 1] == '\n' &&
                memchr(said.at, '\n', said.len - 1) == NULL,
            "%s stops the start: %s", what, why))
        printf("#   %d: %.*s\n", status, (int)said.len, (const char *)said.at);
}

static void
not_started(struct work *w)
{
    int64_t before = number_of(ASK(w, ngo, "status"), "journal");
    const char *taken, *other = work_format(w, "%s=127.0.0.1:0", relief->folder),
                       *mine = work_format(w, "%s=127.0.0.1:0", ngo->folder),
                       *named = work_format(w, "%s=mira", ngo->folder);

    relief->tenants[0] = NULL;
    server_start(w, relief);
    taken = work_format(w, "%s=127.0.0.1:%u", ngo->folder, relief->web_port);
    refused(w, "a port that is taken", 4,
        work_format(w, "%s: cannot listen at 127.0.0.1:%u", ngo->folder,
            relief->web_port),
        "--web", taken, NULL, NULL);
    refused(w, "pages open to all", 2, "is open to others", "--web",
        work_format(w, "%s=0.0.0.0:0", ngo->folder), NULL, NULL);
    refused(w, "pages of a node that is not served here", 2, "no --host names", "--web",
        other, NULL, NULL);
    refused(w, "two addresses", 2, "--web is given twice", "--web", mine, "--web", mine);
    refused(w, "a person without pages", 2, "--web-as goes with --web", "--web-as", named,
        "--web", "127.0.0.1:0");
    NEED(w, ASK(w, ngo, "person", "add", "anna").code == 0);
    refused(w, "a person whom the tenant does not name", 1,
        work_format(w, "%s: the pages act for mira", ngo->folder), "--web-as", named,
        "--web", mine);
    tap_ok(number_of(ASK(w, ngo, "status", "--as", "anna"), "journal") == before + 1,
        "and nothing was written but the person");
}

static void
acts_for(struct work *w)
{
    char *words[] = {(char *)"liaison", (char *)"-C", (char *)eu->folder, (char *)"serve",
        (char *)"--host", (char *)work_format(w, "%s=-", ngo->folder), (char *)"--web",
        (char *)work_format(w, "%s=127.0.0.1:0", ngo->folder), (char *)"--web-as",
        (char *)work_format(w, "%s=anna", ngo->folder), NULL};

    eu->pid = start(words, eu->log, eu->errors);
    for (int i = 0; i < 400; i++) {
        const char *text = "";

        usleep(20000);
        NEED(w, work_string(w, get_file(w, eu->log), &text));
        if (strstr(text, "ready\n") == NULL)
            continue;
        NEED(w, server_web_port(ngo, text, "ngo: web door"));
        break;
    }
    tap_ok(holds(browser_get(w, (uint16_t)ngo->web_port, "/").body, "as <bdi>anna</bdi>"),
        "a tenant can have pages where the host has none, for a person of its own");
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
    eu->pages = ngo->pages = relief->pages = true;
    server_start(w, eu);
    apart(w);
    stopped();
    not_started(w);
    acts_for(w);
    tap_ok(server_stop(relief, SIGTERM) == 0 && server_stop(eu, SIGTERM) == 0,
        "all end when asked");
    memset(servers_running, 0, sizeof(servers_running)); /* they lie in the work */
    work_close(w);
    return tap_end();
}
