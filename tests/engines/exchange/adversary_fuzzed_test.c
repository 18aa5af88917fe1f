/*
 * Every message that a partner may send, and every answer to one of ours, has a fuzz target that
 * names it, with a seed.
 */
#include <dirent.h>

#include "core/node/fixture.h"

/* Is there a seed for the target that begins with this letter, and holds that one as a frame's? */
static bool
seeded(struct work *w, const char *target, char first, char frame)
{
    const char *folder = work_format(w, "tests/fuzz/corpus/%s", target);
    DIR *d = opendir(folder);
    bool found = false;

    NEED(w, d != NULL);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        struct bytes seed;

        if (e->d_name[0] == '.')
            continue;
        seed = get_file(w, work_format(w, "%s/%s", folder, e->d_name));
        found = found ||
            (seed.len > 0 && seed.at[0] == (uint8_t)first &&
                (frame == '\0' || memchr(seed.at + 1, frame, seed.len - 1) != NULL));
    }
    closedir(d);
    return found;
}

/* The letter under which a target knows a verb: {'h', "hello"}. */
static char
letter_of(struct work *w, const char *target, struct bytes verb)
{
    struct bytes text = get_file(w, work_format(w, "tests/fuzz/%s_fuzz.c", target));
    const char *row =
        work_format(w, "', \"%.*s\"}", (int)verb.len, (const char *)verb.at);
    const uint8_t *found = memmem(text.at, text.len, row, strlen(row));

    return found != NULL ? (char)found[-1] : '\0';
}

/* Every verb that a partner may say is a target's, as it is asked and as it is answered; and so is
 * every frame of a bundle. */
static void
check_fuzzed(struct work *w)
{
    static const char *const targets[] = {"batch", "answers"};
    struct bytes rest = get_file(w, "src/engines/exchange/answer.c"), line, verb;
    unsigned verbs = 0, frames = 0, bare = 0;

    while (bytes_step(&rest, '\n', &line)) {
        if (!bytes_start(line, "    {\"") ||
            memmem(line.at, line.len, ", answer_", 9) == NULL)
            continue;
        line = bytes_from(line.at + 6, line.len - 6);
        NEED(w, bytes_step(&line, '"', &verb));
        verbs++;
        for (size_t i = 0; i < COUNT_OF(targets); i++) {
            char letter = letter_of(w, targets[i], verb);

            if (letter != '\0' && seeded(w, targets[i], letter, '\0'))
                continue;
            bare++;
            printf("#   %s_fuzz has no seed for %.*s\n", targets[i], (int)verb.len,
                (const char *)verb.at);
        }
    }
    rest = get_file(w, "src/engines/exchange/bundle_in.c");
    while (bytes_step(&rest, '\n', &line)) {
        if (!bytes_start(line, "    case '"))
            continue;
        frames++;
        bare += !seeded(w, "batch", 'u', (char)line.at[10]);
    }
    tap_ok(verbs >= 9 && frames >= 7 && bare == 0,
        "%u verbs, asked and answered, and %u frames of bundles are fuzzed", verbs,
        frames);
}

int
main(void)
{
    struct work *w = fixture_start();

    check_fuzzed(w);
    work_close(w);
    return tap_end();
}
