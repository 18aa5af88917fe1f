/*
 * People: who is in a compartment sees what is kept to it, and nobody else knows that it is
 * there; what is not said of a person stays as it was.  Where four eyes are wanted one person
 * proposes, and another's signature does it.
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

/* ---- Four eyes ------------------------------------------------------------------------ */

static bool
waits(struct work *w, struct node *n, const char *who, const char *verb,
    const char *arguments, const char **proposal)
{
    NEED(w, as(w, n, who, verb, arguments));
    *proposal = said(w, "id");
    return *said(w, "waits") != '\0';
}

static bool
signs(struct work *w, struct node *n, const char *who, const char *id)
{
    return as(w, n, who, "sign", work_format(w, "{\"id\":\"%s\"}", id));
}

static void
test_four_eyes(struct work *w, struct node *n)
{
    const char *id, *erase, *other, *one, *two, *show;

    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"on\",\"act\":\"erase\"}"));
    NEED(w, as(w, n, "ana", "four-eyes", "{\"act\":\"recall\"}"));
    tap_ok(strcmp(said(w, "four_eyes"), "off") == 0, "each act apart");
    NEED(w, as(w, n, "ana", "new", "{\"kind\":\"matter\",\"set\":[\"core.title=F\"]}"));
    id = said(w, "id");
    show = work_format(w, "{\"id\":\"%s\",\"purpose\":\"clarification\"}", id);
    erase = work_format(w, "{\"id\":\"%s\",\"reason\":\"over\"}", id);
    other = work_format(w, "{\"id\":\"%s\",\"reason\":\"other\"}", id);
    tap_ok(waits(w, n, "ana", "erase", erase, &one), "one person proposes to erase");
    NEED(w, as(w, n, "ana", "show", show));
    tap_ok(strcmp(said(w, "state"), "in force") == 0, "nothing is erased");
    tap_ok(waits(w, n, "ana", "erase", erase, &two) && strcmp(one, two) == 0,
        "said twice it is one proposal");
    tap_fault(w, FAULT_DENIED, signs(w, n, "ana", one), "who proposed it does not agree");
    tap_ok(waits(w, n, "bo", "erase", other, &two) && strcmp(one, two) != 0,
        "another reason is another proposal");
    NEED(w, as(w, n, "bo", "status", "{}"));
    tap_ok(number("to_sign_count") != 0 && json_get(last, "to_sign") != NULL &&
            json_get(last, "to_sign")->count >= 2,
        "they stand among what is to be signed");
    tap_good(w, signs(w, n, "bo", one), "a second person agrees");
    tap_ok(strcmp(said(w, "done"), "erase") == 0, "and it is done at once");
    NEED(w, as(w, n, "ana", "show", show));
    tap_ok(strcmp(said(w, "state"), "erased") == 0, "it is erased");
    tap_fault(w, FAULT_DENIED, signs(w, n, "ana", one), "and not to be signed again");

    NEED(w, as(w, n, "ana", "new", "{\"kind\":\"matter\",\"set\":[\"core.title=G\"]}"));
    erase = work_format(w, "{\"id\":\"%s\",\"reason\":\"over\"}", said(w, "id"));
    NEED(w, waits(w, n, "ana", "erase", erase, &one));
    NEED(w,
        as(w, n, "ana", "move",
            work_format(w, "{\"id\":\"%s\",\"move\":\"drop\"}", one)));
    tap_fault(w, FAULT_DENIED, signs(w, n, "bo", one), "what was dropped is not signed");
    NEED(w, as(w, n, "ana", "four-eyes", "{\"on\":\"off\",\"act\":\"erase\"}"));
    two = said(w, "id");
    tap_ok(waits(w, n, "ana", "erase", erase, &one), "one person does not turn it off");
    NEED(w, signs(w, n, "bo", two));
    tap_ok(as(w, n, "ana", "erase", erase) && *said(w, "erased") != '\0',
        "two do, and then one erases");
}

/* ---- A key that was stolen --------------------------------------------------------------- */

static const char *
root_file(struct work *w)
{
    const struct hash root = fixture_seed(1), next = fixture_seed(2);
    struct bytes a, b;
    const char *path = at(w, "roots.json"), *text;

    NEED(w, hex_write(w, hash_bytes(&root), &a) && hex_write(w, hash_bytes(&next), &b));
    text = work_format(w, "{\"next\":\"%.*s\",\"root\":\"%.*s\",\"what\":\"root-keys\"}",
        (int)b.len, (const char *)b.at, (int)a.len, (const char *)a.at);
    put_file(path, text, strlen(text));
    return path;
}

static void
test_revoked(struct work *w, struct node *n)
{
    const char *root = root_file(w);

    tap_fault(w, FAULT_USAGE,
        as(w, n, "ana", "key revoke",
            work_format(w,
                "{\"key\":\"log\",\"root\":\"%s\",\"reason\":\"stolen\",\"since\":"
                "\"2026-06-01\"}",
                root)),
        "a log key signs no records");
    now_is += TIME_DAY;
    NEED(w,
        as(w, n, "ana", "new", "{\"kind\":\"matter\",\"set\":[\"core.title=Late\"]}"));
    NEED(w, as(w, n, "ana", "person add", "{\"name\":\"cy\"}"));
    NEED(w,
        as(w, n, "ana", "key revoke",
            work_format(w,
                "{\"key\":\"node\",\"root\":\"%s\",\"reason\":\"stolen\",\"since\":"
                "\"2026-06-16\"}",
                root)));
    tap_ok(number("confirm_count") == 1 &&
            strcmp(said(w, "confirm.0.title"), "Late") == 0,
        "what a stolen key signed since that day is listed, to be confirmed anew");
    now_is += TIME_DAY;
    NEED(w,
        as(w, n, "ana", "key revoke",
            work_format(w,
                "{\"key\":\"node\",\"root\":\"%s\",\"reason\":\"stolen\",\"since\":"
                "\"2026-06-01\"}",
                root)));
    tap_ok(number("confirm_count") == 0, "of that key, not of the one before");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    test_compartments(w, n);
    test_four_eyes(w, n);
    test_revoked(w, n);
    return sit_end(w, n);
}
