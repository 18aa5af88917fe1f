/*
 * The passphrase that protects the keys: from a file, or typed and not shown.
 */
#include "doors/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSPHRASE_MAX 1024

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

bool
passphrase_get(struct work *w, bool ask, bool twice, struct bytes *out)
{
    const char *file = getenv("LIAISON_PASSPHRASE_FILE");
    struct bytes again;

    *out = (struct bytes){0};
    if (file != NULL && *file != '\0')
        return from_file(w, file, out);
    if (!ask || !isatty(STDIN_FILENO))
        return true;
    TRY(typed(w, "Passphrase for the keys", out));
    if (!twice)
        return true;
    TRY(typed(w, "The same again", &again));
    return bytes_equal(*out, again) ||
        fail(w, FAULT_USAGE, "the two passphrases are not the same");
}
