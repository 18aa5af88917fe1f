/*
 * Content on its way, and the program killed at any point of it, at either end: what had come is not
 * sent again, but for one piece at most; and in the end it is there, byte for byte.
 *
 * Between the two stands a relay that counts what the giving end sends, and that kills.
 */
#include "doors/peer/servers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define PIECE (1024 * 1024)
#define PIECES 40
/* Beside pieces: handshake, greeting, records, what TLS and HTTP add. */
#define TALK (96 * 1024)

static struct server *eu, *un;

/* ---- The relay ------------------------------------------------------------------------------ */

/* Shared with its process. */
static struct {
    uint64_t given;   /* bytes from eu's end, since it was set to 0 */
    uint64_t kill_at; /* when so many were given; 0: nobody is killed */
    unsigned wait;    /* microseconds more */
    pid_t victim;     /* 0: it was killed */
} * relay;

static int
listen_on(uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
        listen(fd, 16) != 0 || getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        printf("Bail out! no relay\n");
        exit(99);
    }
    *port = ntohs(at.sin_port);
    return fd;
}

static bool
pass_on(int to, const uint8_t *at, size_t len)
{
    while (len > 0) {
        ssize_t put = send(to, at, len, MSG_NOSIGNAL);

        if (put <= 0)
            return false;
        at += put;
        len -= (size_t)put;
    }
    return true;
}

static void
count(size_t len)
{
    relay->given += len;
    if (relay->kill_at == 0 || relay->given < relay->kill_at || relay->victim == 0)
        return;
    usleep(relay->wait);
    kill(relay->victim, SIGKILL);
    relay->victim = 0;
}

/* One connection, until either end is gone. */
static void
carry(int near, unsigned port)
{
    static uint8_t part[16384];
    struct sockaddr_in at = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int far = socket(AF_INET, SOCK_STREAM, 0);
    struct pollfd ends[2] = {{near, POLLIN, 0}, {far, POLLIN, 0}};
    bool good = far >= 0 && connect(far, (struct sockaddr *)&at, sizeof(at)) == 0;

    while (good && poll(ends, 2, -1) > 0) {
        for (int i = 0; i < 2 && good; i++) {
            ssize_t got;

            if (ends[i].revents == 0)
                continue;
            got = recv(ends[i].fd, part, sizeof(part), 0);
            if (got > 0 && i == 1)
                count((size_t)got);
            good = got > 0 && pass_on(ends[1 - i].fd, part, (size_t)got);
        }
    }
    close(far);
    close(near);
}

static pid_t
relay_start(unsigned to, uint16_t *port)
{
    int fd = listen_on(port);
    pid_t child = fork();

    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            int near = accept(fd, NULL, NULL);

            if (near >= 0)
                carry(near, to);
        }
    }
    close(fd);
    return child;
}

/* ---- How much has come ---------------------------------------------------------------------- */

static uint64_t come; /* pieces, while they are on their way */

static int
look_at(const char *path, const struct stat *about, int what, struct FTW *ftw)
{
    size_t len = strlen(path);

    (void)ftw;
    if (what == FTW_F && len > 7 && strcmp(path + len - 7, ".coming") == 0)
        come += (uint64_t)about->st_size / PIECE;
    return 0;
}

static uint64_t
pieces_here(struct work *w)
{
    come = 0;
    nftw(work_format(w, "%s/main/vault", un->folder), look_at, 8, FTW_PHYS);
    return come;
}

/* ---- Rounds ----------------------------------------------------------------------------------- */

static unsigned killed[2];
static unsigned in_pieces; /* of them, while content was on its way */
static uint64_t most;      /* that was sent for nothing */
static unsigned rounds;

static void
give_more(struct work *w, unsigned round)
{
    const size_t len = PIECES * PIECE - 300000;
    const char *path = at(w, "film");
    uint8_t *content = malloc(len);
    uint64_t state = round + 1;
    const char *id;

    for (size_t i = 0; i < len; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        content[i] = (uint8_t)(state >> 56);
    }
    put_file(path, content, len);
    free(content);
    id = text_of(w, ASK(w, eu, "ingest", path, "--tlp", "amber", "--purpose", "work"),
        "items.0.id");
    if (ASK(w, eu, "share", id, "--to", "un").code != 0) {
        printf("Bail out! it cannot be shared\n");
        exit(99);
    }
    unlink(path);
}

/* One contact of un's, cut short by the death of one of them or not; is all there then? */
static bool
contact(struct work *w, bool at_giver, bool late)
{
    char *words[] = {(char *)"liaison", (char *)"-C", (char *)un->folder, (char *)"sync",
        (char *)"eu", (char *)"--json", NULL};
    uint64_t before = pieces_here(w), after, again;
    int status, gone;
    pid_t child;

    relay->given = 0;
    relay->wait = late ? chance(60000) : chance(3000);
    relay->kill_at = late ? UINT64_MAX : 1 + chance(3 * PIECE);
    if (late)
        relay->kill_at = (PIECES - before > 2 ? 2 : PIECES - before) * PIECE;
    child = start(words, at(w, "sync.out"), at(w, "sync.err"));
    relay->victim = at_giver ? eu->pid : child;
    waitpid(child, &status, 0);
    relay->kill_at = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return relay->victim != 0; /* else the giver died when all was said */
    if (at_giver && relay->victim == 0) {
        waitpid(eu->pid, &gone, 0);
        server_start(w, eu);
    }
    killed[at_giver] += relay->victim == 0;
    after = pieces_here(w);
    in_pieces += after > 0 && after < PIECES && relay->victim == 0;
    if (after < before) /* it was complete, and lies in its pack */
        return false;
    again = relay->given - (after - before) * PIECE;
    if (again > most && relay->given > (after - before) * PIECE)
        most = again;
    return false;
}

int
main(void)
{
    unsigned wanted = getenv("LIAISON_TORTURE") != NULL ? 1000 : WATCHED ? 6 : 20;
    unsigned contacts = 0;
    uint16_t port;
    struct work *w;
    pid_t between;

    program = getenv("LIAISON_PROGRAM");
    if (program == NULL || access(program, X_OK) != 0) {
        printf("1..0 # SKIP LIAISON_PROGRAM is not set\n");
        return 0;
    }
    w = fixture_start();
    chance_start();
    relay = mmap(NULL, sizeof(*relay), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
        -1, 0);
    NEED(w, relay != MAP_FAILED);
    eu = server_new(w, "eu");
    un = server_made(w, "un");
    between = relay_start(eu->port, &port);
    NEED(w,
        ASK(w, eu, "peer", "add", "un", "-", "--fingerprint", un->fingerprint, "--risks",
            "none")
                    .code == 0 &&
            ASK(w, un, "peer", "add", "eu", work_format(w, "https://127.0.0.1:%u", port),
                "--fingerprint", eu->fingerprint, "--risks", "none")
                    .code == 0);
    while (killed[0] + killed[1] < wanted && contacts < 20 * wanted) {
        bool whole = false;

        give_more(w, rounds++);
        for (; killed[0] + killed[1] < wanted && !whole; contacts++)
            whole = contact(w, contacts % 2 == 1, contacts % 5 == 4);
    }
    tap_ok(killed[0] > wanted / 4 && killed[1] > wanted / 4 && in_pieces > wanted / 3,
        "killed %u times taking and %u giving, %u of these amid content", killed[0],
        killed[1], in_pieces);
    tap_ok(most > 0 && most <= PIECE + TALK,
        "never more than a piece was sent again: %llu bytes with all talk",
        (unsigned long long)most);
    tap_ok(ASK(w, un, "sync", "eu").code == 0, "they meet undisturbed");
    tap_ok(pieces_here(w) == 0 &&
            number_of(ASK(w, un, "verify", "--deep"), "blobs") == (int64_t)rounds,
        "%u contents are there, byte for byte", rounds);
    tap_ok(ASK(w, eu, "verify", "--deep").code == 0, "and where they came from");
    kill(between, SIGKILL);
    server_stop(eu, SIGTERM);
    memset(servers_running, 0, sizeof(servers_running)); /* they lie in the work */
    work_close(w);
    return tap_end();
}
