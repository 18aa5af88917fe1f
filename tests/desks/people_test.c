/*
 * People: who is in a compartment sees what is kept to it, and nobody else knows that it is
 * there; what is not said of a person stays as it was.
 */
#include "sit.h"

static bool
as(struct work *w, struct node *n, const char *person, const char *verb,
    const char *arguments)
{
    struct desk d = {.node = n,
        .folder = node_folder(n),
        .actor = {.person = bytes_of(person)}};
    const struct verb *v = verb_find(bytes_of(verb));

    NEED(w, v != NULL);
    last = NULL;
    return verb_run(v, &d, w, parse(w, arguments), &last);
}

static int64_t
counted(struct work *w, struct node *n, const char *person)
{
    NEED(w, as(w, n, person, "list", "{\"kind\":\"matter\"}"));
    return number("count");
}

static void
test_compartments(struct work *w, struct node *n)
{
    const char *id, *shown;

    NEED(w, as(w, n, "ana", "person add", "{\"name\":\"ana\",\"role\":\"officer\"}"));
    NEED(w,
        as(w, n, "ana", "person add",
            "{\"name\":\"bo\",\"role\":\"analyst\",\"compartment\":[\"red.7\",\"blue\"]"
            "}"));
    NEED(w,
        as(w, n, "bo", "new",
            "{\"kind\":\"matter\",\"set\":[\"core.reference=M-1\",\"core.title=M\"],"
            "\"compartment\":[\"blue\"]}"));
    id = said(w, "id");
    shown = work_format(w, "{\"id\":\"%s\",\"purpose\":\"clarification\"}", id);
    tap_ok(counted(w, n, "bo") == 1, "who is in the compartment sees that it is there");
    tap_ok(counted(w, n, "ana") == 0, "who is not does not");
    tap_good(w, as(w, n, "bo", "show", shown), "and reads it");
    tap_fault(w, FAULT_MISSING, as(w, n, "ana", "show", shown),
        "to others it is missing, like what is not there");
    NEED(w, as(w, n, "ana", "person add", "{\"name\":\"bo\",\"role\":\"clerk\"}"));
    tap_ok(counted(w, n, "bo") == 1, "another role does not take the compartments away");
    NEED(w,
        as(w, n, "ana", "person add",
            "{\"name\":\"ana\",\"compartment\":[\"blue\",\"red.7\"]}"));
    tap_ok(counted(w, n, "ana") == 1, "who is admitted sees it at once");
    NEED(w,
        as(w, n, "ana", "person add", "{\"name\":\"bo\",\"compartment\":[\"none\"]}"));
    tap_ok(counted(w, n, "bo") == 0, "who is no longer in it does not");
    tap_fault(w, FAULT_INVALID,
        as(w, n, "ana", "person add", "{\"name\":\"bo\",\"compartment\":[\"Blue One\"]}"),
        "a compartment is a code");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    test_compartments(w, n);
    return sit_end(w, n);
}
