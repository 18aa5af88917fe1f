/*
 * worlds: the same three nodes twice, with and without what somebody may not know of; the same
 * questions to both, and what came of each: the answer, its lines, files, and what was done.
 *
 * Clock and chance are the same in both, so that what differs would be what is denied.
 * WORLDS_TELL=1 prints how each answer begins; WORLDS_DUMP=FOLDER keeps each two that differ.
 */
#ifndef TESTS_DOORS_WORLDS_H
#define TESTS_DOORS_WORLDS_H

#include "doors/cli/cli.h"
#include "engines/exchange/sim.h"

#include <dirent.h>
#include <dlfcn.h>

/* ---- Clock and chance ------------------------------------------------------------------ */

static bool worlds_stands; /* the clock does, while something is asked */
static uint64_t
    worlds_chance[128]; /* by how much is wanted: pages of keys are of their own */

static int64_t
worlds_now(void)
{
    return worlds_stands ? sim_clock : sim_clock++;
}

static int
worlds_random(void *to, size_t len)
{
    uint64_t *state = &worlds_chance[len % COUNT_OF(worlds_chance)];
    uint8_t *out = to;

    for (size_t i = 0; i < len; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        out[i] = (uint8_t)(*state >> 24);
    }
    return 0;
}

/* Before question ${n}: an hour after the one before, and what comes by chance is its own. */
static void
worlds_moment(size_t n)
{
    sim_clock = (INT64_C(1780200000) + (int64_t)n * 60) * TIME_SECOND;
    for (size_t i = 0; i < COUNT_OF(worlds_chance); i++)
        worlds_chance[i] = UINT64_C(88172645463325252) +
            (n * COUNT_OF(worlds_chance) + i) * UINT64_C(0x9E3779B97F4A7C15);
}

/* ---- What an answer takes ----------------------------------------------------------------- */

/* Steps of statements upon the databases: what is done, whatever the machine does beside.  The
 * library's own is behind this one. */
static unsigned long worlds_steps;
struct sqlite3_stmt;
int sqlite3_step(struct sqlite3_stmt *statement);

int
sqlite3_step(struct sqlite3_stmt *statement)
{
    static int (*real)(struct sqlite3_stmt * statement);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_step");
    worlds_steps++;
    return real(statement);
}

/* In one class: neither takes more than twice as much as the other, but for two steps. */
static bool
worlds_class(unsigned long a, unsigned long b)
{
    return a <= 2 * b + 2 && b <= 2 * a + 2;
}

/* No crash is tried here, and to wait for the disk would take most of the time: in the place of
 * the system's, for the libraries too. */
int
fdatasync(int fd)
{
    (void)fd;
    return 0;
}

int
fsync(int fd)
{
    (void)fd;
    return 0;
}

static void
worlds_start(void)
{
    sim_os.now = worlds_now;
    sim_os.random = worlds_random;
    worlds_moment(0);
    sim_clock = INT64_C(1780000000) * TIME_SECOND;
}

/* ---- What is asked ----------------------------------------------------------------------- */

/* Names within what is asked, by a letter: "@H" is the item that is hidden. */
static const char *worlds_names[128];

/* Quotation marks are turned: 'id':'@H'. */
static const char *
worlds_text(struct work *w, const char *from)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes text;

    for (; *from != '\0'; from++) {
        unsigned char next = (unsigned char)from[1];

        if (*from == '@' && next < 128 && worlds_names[next] != NULL) {
            buffer_text(&b, worlds_names[next]);
            from++;
        } else {
            buffer_byte(&b, *from == '\'' ? '"' : (uint8_t)*from);
        }
    }
    buffer_byte(&b, 0);
    NEED(w, buffer_bytes(&b, &text));
    return (const char *)text.at;
}

struct asked {
    const char *verb;
    const char *arguments;
};
/* Of a verb, a page or a message that is not asked. */
struct unasked {
    const char *name, *why;
};

/* ---- How much is recorded in all ----------------------------------------------------------- */

/* It tells that people work, and of nothing that is there: docs/threat-model.md says so. */
static const struct volume {
    const char *verb; /* NULL: of every verb */
    const char *member;
} volumes[] = {
    {NULL, "journal"},           /* the place of what was just made */
    {"status", "records"},       /* as its lines have it */
    {"status", "shared"},        /* entries in a partner's outbox */
    {"about", "index"},          /* its place in our log */
    {"about", "size"},           /* and how long that is */
    {"proof", "text"},           /* the same, with the path */
    {"proof", "size"},           /**/
    {"verify", "records"},       /* all of it is verified, by whom ever */
    {"verify", "parts"},         /**/
    {"verify", "erased"},        /**/
    {"verify", "entries"},       /**/
    {"verify", "blobs"},         /**/
    {"rebuild", "records"},      /* and folded */
    {"export court", "digest"},  /* over proofs, which are as long as the log */
    {"export court", "bytes"},   /**/
    {"export court", "command"}, /**/
    {"publish", "digest"},       /**/
    {"publish", "bytes"},        /**/
    {"publish", "command"},      /**/
};

/* What is made at a contact: how often there was one, and by whose chance.  A list of them is not
 * asked, and where they stand among others they are left out, and so is how many there are. */
#define CONTACT_KIND "journal-head/1"

static bool
leave_contacts(struct json *list)
{
    struct json *next, *first = list->first;
    bool any = false;

    list->first = list->last = NULL;
    list->count = 0;
    for (struct json *m = first; m != NULL; m = next) {
        next = m->next;
        m->next = NULL;
        if (bytes_is(json_get_text(m, "kind"), CONTACT_KIND))
            any = true;
        else
            json_add(list, m);
    }
    return any;
}

static void
worlds_quiet(struct json *of, const char *verb)
{
    for (size_t i = 0; i < COUNT_OF(volumes) && of->type == JSON_OBJECT; i++)
        if (volumes[i].verb == NULL || strcmp(volumes[i].verb, verb) == 0)
            json_drop(of, volumes[i].member);
    for (struct json *m = of->type == JSON_OBJECT ? of->first : NULL; m != NULL;
         m = m->next)
        if (m->type == JSON_ARRAY && leave_contacts(m)) {
            json_drop(of, "count");
            break;
        }
    /* What a partner says at a contact, by its own chance. */
    if (of->type == JSON_OBJECT && bytes_is(json_get_text(of, "kind"), "receipt/1")) {
        json_drop(of, "id");
        json_drop(of, "short");
        json_drop(of, "time");
    }
    /* Not of the node, and never twice the same. */
    if (of->type == JSON_TEXT && strcmp(verb, "doctor") == 0 &&
        memmem(of->text.at, of->text.len, " MiB of disk", 12) != NULL)
        of->text = bytes_of("disk");
    if (of->type == JSON_OBJECT || of->type == JSON_ARRAY)
        for (struct json *m = of->first; m != NULL; m = m->next)
            worlds_quiet(m, verb);
}

/* How the files that come of a verb are compared, beside their names. */
enum worlds_files { FILES_SAME, FILES_SIZES, FILES_NAMES };
static const struct {
    const char *verb;
    enum worlds_files how;
} file_ways[] = {
    {"bundle out", FILES_SIZES}, /* sealed: other bytes each time */
    {"template", FILES_SIZES},   /* an archive, with the time of its making */
    {"proof", FILES_NAMES},      /* these hold proofs, as long as the log */
    {"guest out", FILES_NAMES},  /**/
};
/* A package's proofs, and what is made over them. */
static const char *const proof_files[] = {".tlog-proof", "/bag-info.txt",
    "manifest-sha256.txt"};

static bool
is_proof_file(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(proof_files); i++)
        if (strlen(name) > strlen(proof_files[i]) &&
            strcmp(name + strlen(name) - strlen(proof_files[i]), proof_files[i]) == 0)
            return true;
    return false;
}

static enum worlds_files
files_of(const char *verb)
{
    for (size_t i = 0; i < COUNT_OF(file_ways); i++)
        if (strcmp(file_ways[i].verb, verb) == 0)
            return file_ways[i].how;
    return FILES_SAME;
}

/* ---- Files ---------------------------------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
file_said(struct work *w, const char *path, const char *shown, enum worlds_files how,
    struct buffer *to)
{
    struct bytes text = get_file(w, path), hex;
    struct hash hash;

    if (is_proof_file(shown))
        how = FILES_NAMES;
    buffer_format(to, "file %s", shown);
    if (how != FILES_NAMES)
        buffer_format(to, " %zu", text.len);
    if (how == FILES_SAME) {
        NEED(w, sha256(w, text, &hash) && hex_write(w, hash_bytes(&hash), &hex));
        buffer_format(to, " %.*s", (int)hex.len, (const char *)hex.at);
    }
    buffer_byte(to, '\n');
}

/* All that lies below a folder, in order. */
static void
files_said(struct work *w, const char *folder, const char *shown, enum worlds_files how,
    struct buffer *to)
{
    char *names[1024];
    size_t count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);

    NEED(w, dir != NULL);
    while ((entry = readdir(dir)) != NULL && count < COUNT_OF(names))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            names[count++] = strdup(entry->d_name);
    closedir(dir);
    if (count > 0)
        qsort(names, count, sizeof(*names), by_text);
    for (size_t i = 0; i < count; i++) {
        const char *path = work_format(w, "%s/%s", folder, names[i]);
        const char *name = work_format(w, "%s/%s", shown, names[i]);
        struct stat about;

        NEED(w, path != NULL && name != NULL && stat(path, &about) == 0);
        if (S_ISDIR(about.st_mode))
            files_said(w, path, name, how, to);
        else
            file_said(w, path, name, how, to);
        free(names[i]);
    }
}

/* ---- One question ----------------------------------------------------------------------------- */

static int64_t
journal_of(struct work *w, struct sim *s)
{
    struct log_head journal;

    NEED(w, store_log(node_store(s->node), w, STORE_JOURNAL, &journal));
    return (int64_t)journal.size;
}

/* What came of it: the answer, its lines, its files; or what was refused, and how the program
 * would end; and what was recorded of it.  ${*steps}: what it took. */
static struct bytes
worlds_ask(struct work *w, struct sim *s, const struct asked *q, size_t n,
    unsigned long *steps)
{
    struct work *own = work_open(&sim_os);
    struct buffer b = buffer_open(w, (size_t)1 << 26);
    const char *folder = at(w, "out");
    struct json *answer = NULL;
    struct bytes text;
    int64_t before = journal_of(w, s);

    scratch_remove(folder);
    NEED(w, own != NULL && mkdir(folder, 0755) == 0);
    worlds_names['F'] = at(w, "out/file");
    worlds_moment(n);
    worlds_stands = true;
    worlds_steps = 0;
    if (sim_try(own, s, q->verb, worlds_text(own, q->arguments), &answer)) {
        const struct verb *v = verb_find(bytes_of(q->verb));

        NEED(own, json_keep(own, answer, &answer));
        worlds_quiet(answer, q->verb);
        NEED(own, json_write(own, answer, &text));
        buffer_add(&b, text);
        buffer_byte(&b, '\n');
        if (v->lines != NULL) {
            NEED(own, lines_write(own, v->lines, answer, &text));
            buffer_add(&b, text);
        }
    } else {
        buffer_format(&b, "%s %s: %s, exit %d\n", fault_face(work_fault(own))->name,
            work_rule(own) != NULL ? work_rule(own) : "", work_why(own),
            fault_face(work_fault(own))->exit_code);
        work_clear(own);
    }
    *steps = worlds_steps;
    worlds_stands = false;
    files_said(own, folder, "", files_of(q->verb), &b);
    buffer_format(&b, "%lld recorded\n", (long long)(journal_of(w, s) - before));
    work_close(own);
    NEED(w, buffer_bytes(&b, &text));
    return text;
}

/* Where two differ first, a line of each. */
static void
worlds_show(const char *which, struct bytes text, size_t from)
{
    size_t start = from > 120 ? from - 120 : 0;
    size_t len = text.len - start < 320 ? text.len - start : 320;

    printf("#   %s: ", which);
    for (size_t i = 0; i < len; i++)
        putchar(text.at[start + i] == '\n' ? ' ' : text.at[start + i]);
    printf("\n");
}

static void
worlds_same(struct bytes without, struct bytes with, const char *world, const char *door,
    const char *asked)
{
    size_t from = 0;

    if (tap_ok(bytes_equal(without, with), "%s: %s %s", world, door, asked))
        return;
    while (from < without.len && from < with.len && without.at[from] == with.at[from])
        from++;
    if (getenv("WORLDS_DUMP") != NULL) {
        static int number;
        char name[2][256];

        snprintf(name[0], 256, "%s/fail-%d-without", getenv("WORLDS_DUMP"), ++number);
        snprintf(name[1], 256, "%s/fail-%d-with", getenv("WORLDS_DUMP"), number);
        put_file(name[0], without.at, without.len);
        put_file(name[1], with.at, with.len);
        printf("#   dump %d\n", number);
    }
    worlds_show("without", without, from);
    worlds_show("with   ", with, from);
}

#endif
