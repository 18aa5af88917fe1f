/*
 * The passphrase that protects the keys: from a file, or typed and not shown.
 *
 * A folder of such files, named as the nodes' folders are, is for a server of several nodes:
 * organisations do not share a passphrase.
 */
#include "doors/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define PASSPHRASE_MAX 1024
#define SHOWN_MAX 256

static bool
from_file(struct work *w, const char *path, struct bytes *out)
{
    TRY(file_load(w, path, PASSPHRASE_MAX, out));
    while (
        out->len > 0 && (out->at[out->len - 1] == '\n' || out->at[out->len - 1] == '\r'))
        out->len--;
    return out->len > 0 || fail(w, FAULT_USAGE, "%s holds no passphrase", path);
}

/* One line from the terminal, without echo. */
static bool
typed(struct work *w, const char *prompt, struct bytes *out)
{
    char line[PASSPHRASE_MAX];
    struct termios was, quiet;
    bool got;

    fprintf(stderr, "%s: ", prompt);
    fflush(stderr);
    if (tcgetattr(STDIN_FILENO, &was) != 0)
        return fail_errno(w, "cannot read a passphrase here");
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    got = fgets(line, sizeof(line), stdin) != NULL;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
    fprintf(stderr, "\n");
    if (!got)
        return fail(w, FAULT_USAGE, "no passphrase was given");
    line[strcspn(line, "\n")] = '\0';
    got = work_keep(w, bytes_of(line), out);
    explicit_bzero(line, sizeof(line));
    return got;
}

/* The last name of a path, be there slashes behind it or not. */
static const char *
last_name(struct work *w, const char *path)
{
    size_t end = strlen(path), from;

    while (end > 1 && path[end - 1] == '/')
        end--;
    for (from = end; from > 0 && path[from - 1] != '/';)
        from--;
    return work_format(w, "%.*s", (int)(end - from), path + from);
}

/* Where a node's passphrase stands; ${*out} is NULL where none is named for it. */
static bool
find_file(struct work *w, const char *folder, const char **out)
{
    const char *named = getenv("LIAISON_PASSPHRASE_FILE");
    struct stat about;

    *out = NULL;
    if (named == NULL || *named == '\0')
        return true;
    *out = named;
    if (stat(named, &about) != 0 || !S_ISDIR(about.st_mode))
        return true;
    if (folder != NULL) {
        *out = work_format(w, "%s/%s", named, last_name(w, folder));
        TRY(work_ok(w));
    }
    if (folder == NULL || access(*out, F_OK) != 0)
        *out = NULL;
    return true;
}

bool
passphrase_get(struct work *w, const char *folder, bool ask, bool twice,
    struct bytes *out)
{
    const char *file, *shown;
    struct bytes again;

    *out = (struct bytes){0};
    TRY(find_file(w, folder, &file));
    if (file != NULL)
        return from_file(w, file, out);
    if (!ask || !isatty(STDIN_FILENO))
        return true;
    TRY(text_display(w, bytes_of(folder != NULL ? folder : ""), SHOWN_MAX, &shown));
    TRY(typed(w, work_format(w, "Passphrase for the keys of %s", shown), out));
    if (!twice)
        return true;
    TRY(typed(w, "The same again", &again));
    return bytes_equal(*out, again) ||
        fail(w, FAULT_USAGE, "the two passphrases are not the same");
}

/* Does it ask for keys of a person, and not only where that is said? */
static bool
wants_secret(const struct command *c)
{
    bool secret = false, unlocks = false;

    for (const struct verb_argument *a = c->verb->arguments; a->name != NULL; a++) {
        secret = secret || a->type == ARGUMENT_SECRET;
        unlocks = unlocks || strcmp(a->name, "unlock") == 0;
    }
    return secret && (!unlocks || json_get(c->arguments, "unlock") != NULL);
}

bool
passphrase_of_person(struct work *w, struct command *c)
{
    const char *file = getenv("LIAISON_PERSON_PASSPHRASE_FILE"), *shown;
    struct bytes secret = {0}, again;

    if (!wants_secret(c))
        return true;
    if (file != NULL && *file != '\0') {
        TRY(from_file(w, file, &secret));
    } else if (isatty(STDIN_FILENO)) {
        TRY(text_display(w, bytes_of(c->person), SHOWN_MAX, &shown));
        TRY(typed(w, work_format(w, "Passphrase of %s", shown), &secret));
        if (strcmp(c->verb->name, "person key") == 0) {
            TRY(typed(w, "The same again", &again));
            if (!bytes_equal(secret, again))
                return fail(w, FAULT_USAGE, "the two passphrases are not the same");
        }
    }
    if (!utf8_valid(secret))
        return fail(w, FAULT_USAGE, "a person's passphrase is valid UTF-8");
    if (secret.len > 0)
        json_put(c->arguments, "secret", json_text(w, secret));
    return work_ok(w);
}
