/*
 * Help, made from the table of verbs.
 */
#include "doors/cli/cli.h"

#include <string.h>

#define HELP_MAX (256 * 1024)

static void
add_usage(struct buffer *b, const struct verb *v)
{
    buffer_format(b, "liaison %s", v->name);
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++) {
        const char *dots = a->many ? " ..." : "";

        if (a->type == ARGUMENT_SECRET)
            continue;
        if (a->required)
            buffer_format(b, " %s%s", a->form, dots);
        else
            buffer_format(b, " [%s%s]", a->form, dots);
    }
    buffer_text(b, "\n");
}

static void
add_verb(struct buffer *b, const struct verb *v)
{
    add_usage(b, v);
    buffer_format(b, "\n%c%s.\n\n",
        v->does[0] >= 'a' && v->does[0] <= 'z' ? v->does[0] - 32 : v->does[0],
        v->does + 1);
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
        if (a->type != ARGUMENT_SECRET)
            buffer_format(b, "  %-24s %s\n", a->form, a->help);
    buffer_format(b, "  %-24s %s\n", "--json", "the answer as JSON");
}

static void
add_all(struct buffer *b)
{
    buffer_text(b,
        "liaison: cooperation between organisations that have no common operator\n\n"
        "  liaison [-C DIR] [--as PERSON] [--json] COMMAND ...\n\n");
    for (size_t i = 0; verb_at(i) != NULL; i++)
        buffer_format(b, "  %-16s %s\n", verb_at(i)->name, verb_at(i)->does);
    buffer_text(b,
        "\n  liaison COMMAND --help      what it takes\n\n"
        "  -C DIR                      the node's folder, else LIAISON_DIR\n"
        "  --as PERSON                 who acts, else LIAISON_PERSON, else the user\n"
        "  LIAISON_PASSPHRASE_FILE     where the keys' passphrase stands\n"
        "  LIAISON_PERSON_PASSPHRASE_FILE  where that of one's own keys stands\n\n"
        "Exit: 0 done; 1 denied, missing, conflict, busy or a proof that fails; 2 "
        "usage;\n"
        "3 unreadable input; 4 disk, memory, network; 5 done, and somebody has to "
        "look.\n");
}

bool
help_write(struct work *w, const struct verb *v, struct bytes *out)
{
    struct buffer b = buffer_open(w, HELP_MAX);

    if (v != NULL)
        add_verb(&b, v);
    else
        add_all(&b);
    return buffer_bytes(&b, out);
}
