/*
 * What is handed in and cannot be meant: a pipe in the place of a letter, a name with control
 * characters, a partner under a second name; each is refused in a line, and nothing is made.
 */
#include "tests/desks/sit.h"

#include <sys/stat.h>

static void
pipes(struct work *w)
{
    const char *pipe = at(w, "pipe");

    NEED(w, mkfifo(pipe, 0600) == 0);
    tap_fault(w, FAULT_INVALID,
        sit(w, NULL, "guest show", work_format(w, "{\"file\":\"%s\"}", pipe)),
        "a pipe is no letter, and nobody waits for it");
    tap_fault(w, FAULT_INVALID,
        sit(w, NULL, "guest show", work_format(w, "{\"file\":\"%s\"}", scratch)),
        "nor is a folder");
    tap_fault(w, FAULT_MISSING,
        sit(w, NULL, "guest show", work_format(w, "{\"file\":\"%s\"}", at(w, "none"))),
        "nor what is not there");
}

static bool
init(struct work *w, const char *handle, const char *name)
{
    return sit(w, NULL, "init",
        work_format(w,
            "{\"dir\":\"%s\",\"handle\":\"%s\",\"name\":\"%s\",\"no-passphrase\":true}",
            at(w, "%s", handle), handle, name));
}

static void
names(struct work *w)
{
    static const char *const bad[] = {"A\\nB", "A\\u001b[31mB", "\\tA", "A\\u007f",
        "A\\u0085B"};

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        tap_fault(w, FAULT_INVALID, init(w, "bad", bad[i]), "no name: %s", bad[i]);
    tap_ok(!is_there(at(w, "bad")) && !is_there(at(w, "bad.root-keys")),
        "and nothing is made");
    tap_fault(w, FAULT_INVALID,
        sit(w, NULL, "guest init",
            work_format(w,
                "{\"file\":\"%s\",\"handle\":\"ngo\",\"name\":\"A\\nB\","
                "\"no-passphrase\":true}",
                at(w, "ngo.keys"))),
        "no guest's name either");
    tap_ok(!is_there(at(w, "ngo.keys")), "and nothing is made");
    tap_good(w, init(w, "good", "B\\u00fcro \\u00c0 \\u7b2c\\u4e00"),
        "letters of all sorts are");
}

static bool
add(struct work *w, struct node *n, const char *handle, struct bytes fingerprint,
    const char *more)
{
    return sit(w, n, "peer add",
        work_format(w, "{\"handle\":\"%s\",\"url\":\"-\",\"fingerprint\":\"%.*s\"%s}",
            handle, (int)fingerprint.len, (const char *)fingerprint.at, more));
}

static bool
is_called(struct work *w, struct node *n, const char *handle)
{
    NEED(w, sit(w, n, "peer list", "{}"));
    return number("count") == 1 && strcmp(said(w, "items.0.handle"), handle) == 0;
}

static void
partners(struct work *w, struct node *n)
{
    struct hash org = fixture_seed(9);
    struct bytes fingerprint;

    NEED(w, fingerprint_write(w, &org, &fingerprint));
    tap_good(w, add(w, n, "un", fingerprint, ""), "a partner is pinned");
    tap_good(w, add(w, n, "un", fingerprint, ",\"risks\":\"none\""),
        "and again, as assessed");
    tap_fault(w, FAULT_CONFLICT, add(w, n, "who", fingerprint, ""),
        "under another name it is not, without a word");
    tap_ok(is_called(w, n, "un"), "it keeps its name");
    tap_good(w, add(w, n, "who", fingerprint, ",\"rename\":true"), "with one it is");
    tap_ok(is_called(w, n, "who"), "called so");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    pipes(w);
    names(w);
    partners(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
