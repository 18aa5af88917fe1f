/*
 * Reading the command line by the table of verbs.
 */
#include "doors/cli/cli.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
user_name(struct work *w)
{
    const struct passwd *user = getpwuid(getuid());

    return user != NULL ? work_format(w, "%s", user->pw_name)
                        : work_format(w, "uid %u", (unsigned)getuid());
}

/* A path as the node would see it from anywhere; what is not there yet keeps its last name, and
 * "-" is no path. */
static bool
absolute(struct work *w, const char *path, const char **out)
{
    char here[PATH_MAX];

    *out = path;
    if (*path == '/' || strcmp(path, "-") == 0)
        return true;
    if (getcwd(here, sizeof(here)) == NULL)
        return fail_errno(w, "cannot tell the current folder");
    *out = work_format(w, "%s/%s", here, path);
    return *out != NULL;
}

static bool
absolute_all(struct work *w, const char *joined, const char **out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes text;

    for (bool more = true; more;) {
        size_t len = strcspn(joined, ",");
        const char *one = work_format(w, "%.*s", (int)len, joined);

        TRY(one != NULL && absolute(w, one, &one));
        buffer_text(&b, one);
        more = joined[len] == ',';
        joined += len + more;
        buffer_text(&b, more ? "," : "");
    }
    return buffer_bytes(&b, &text) && work_string(w, text, out);
}

static bool
put(struct work *w, const struct verb_argument *a, const char *text, struct json *into)
{
    struct json *list;

    if (!utf8_valid(bytes_of(text)) && !a->path)
        return fail(w, FAULT_USAGE, "%s: not valid UTF-8", a->form);
    if (a->path != PATH_NOT)
        TRY((a->path & PATH_JOINED) == 0 ? absolute(w, text, &text)
                                         : absolute_all(w, text, &text));
    if (!a->many) {
        if (json_get(into, a->name) != NULL)
            return fail(w, FAULT_USAGE, "%s is given twice", a->form);
        json_put(into, a->name, json_string(w, text));
        return work_ok(w);
    }
    list = json_get(into, a->name);
    if (list == NULL) {
        list = json_array(w);
        json_put(into, a->name, list);
    }
    json_add(list, json_string(w, text));
    return work_ok(w);
}

/* The next word argument that is not filled yet, or takes many. */
static const struct verb_argument *
word_argument(const struct verb *v, const struct json *given)
{
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
        if (a->type == ARGUMENT_WORD && (a->many || json_get(given, a->name) == NULL))
            return a;
    return NULL;
}

/* "--purpose" of the form "--purpose P"; a value may follow behind "=". */
static const struct verb_argument *
option_argument(const struct verb *v, const char *text, size_t len)
{
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
        if (a->type != ARGUMENT_WORD && strncmp(a->form, text, len) == 0 &&
            (a->form[len] == ' ' || a->form[len] == '\0'))
            return a;
    return NULL;
}

/* "-j4": a value that stands right behind an option of one letter. */
static const struct verb_argument *
letter_argument(const struct verb *v, const char *text)
{
    return text[1] != '-' && strlen(text) > 2 ? option_argument(v, text, 2) : NULL;
}

static bool
read_option(struct work *w, struct command *c, char **argv, int argc, int *at)
{
    const char *text = argv[*at];
    size_t len = strcspn(text, "=");
    const struct verb_argument *a = option_argument(c->verb, text, len),
                               *letter = letter_argument(c->verb, text);

    if (a == NULL && letter != NULL && letter->type == ARGUMENT_OPTION)
        return put(w, letter, text + 2, c->arguments);
    if (a == NULL)
        return fail(w, FAULT_USAGE, "%s has no option %.*s: see `liaison %s --help`",
            c->verb->name, (int)len, text, c->verb->name);
    if (a->type == ARGUMENT_FLAG) {
        if (text[len] != '\0')
            return fail(w, FAULT_USAGE, "%s takes no value", a->form);
        json_put(c->arguments, a->name, json_bool(w, true));
        return work_ok(w);
    }
    if (text[len] == '=')
        return put(w, a, text + len + 1, c->arguments);
    if (++*at >= argc)
        return fail(w, FAULT_USAGE, "%s wants a value", a->form);
    return put(w, a, argv[*at], c->arguments);
}

/* Options that every verb has. */
static bool
read_common(struct work *w, struct command *c, char **argv, int argc, int *at,
    bool *taken)
{
    const char *text = argv[*at];

    *taken = true;
    if (strcmp(text, "--json") == 0) {
        c->json = true;
    } else if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
        c->help = true;
    } else if (strcmp(text, "-C") == 0 || strcmp(text, "--as") == 0) {
        if (*at + 1 >= argc)
            return fail(w, FAULT_USAGE, "%s wants a value", text);
        ++*at;
        if (text[1] == 'C')
            c->folder = argv[*at];
        else
            c->person = argv[*at];
    } else {
        *taken = false;
    }
    return true;
}

/* Nothing of that name: perhaps half of one, or the word that other programs know. */
static bool
no_verb(struct work *w, const char *word)
{
    struct buffer b = buffer_open(w, 1024);
    size_t len = strlen(word);
    struct bytes halves;

    for (size_t i = 0; verb_at(i) != NULL; i++)
        if (strncmp(verb_at(i)->name, word, len) == 0 && verb_at(i)->name[len] == ' ')
            buffer_format(&b, " `%s`", verb_at(i)->name);
    TRY(buffer_bytes(&b, &halves));
    if (halves.len > 0)
        return fail(w, FAULT_USAGE, "%s is half a command:%.*s", word, (int)halves.len,
            (const char *)halves.at);
    return fail(w, FAULT_USAGE, "there is no command %s: see `liaison --help`", word);
}

/* A verb of two words, "key backup", or of one. */
static bool
read_verb(struct work *w, struct command *c, char **argv, int argc, int *at)
{
    const char *one = strcmp(argv[*at], "--version") == 0 ? "version" : argv[*at], *two;

    if (*at + 1 < argc) {
        two = work_format(w, "%s %s", one, argv[*at + 1]);
        if (two == NULL)
            return false;
        c->verb = verb_find(bytes_of(two));
        *at += c->verb != NULL;
    }
    if (c->verb == NULL)
        c->verb = verb_find(bytes_of(one));
    return c->verb != NULL || no_verb(w, argv[*at]);
}

static bool
read_word(struct work *w, struct command *c, const char *text)
{
    const struct verb_argument *a = word_argument(c->verb, c->arguments);

    if (a == NULL)
        return fail(w, FAULT_USAGE, "%s: %s is one word too many", c->verb->name, text);
    return put(w, a, text, c->arguments);
}

bool
command_read(struct work *w, int argc, char **argv, struct command *out)
{
    bool taken, words_only = false;

    *out = (struct command){.folder = getenv("LIAISON_DIR"),
        .person = getenv("LIAISON_PERSON")};
    out->arguments = json_object(w);
    for (int at = 1; at < argc; at++) {
        const char *text = argv[at];

        if (!words_only && strcmp(text, "--") == 0) {
            words_only = true;
            continue;
        }
        if (!words_only) {
            TRY(read_common(w, out, argv, argc, &at, &taken));
            if (taken)
                continue;
        }
        if (out->verb == NULL)
            TRY(read_verb(w, out, argv, argc, &at));
        else if (!words_only && text[0] == '-' && text[1] != '\0')
            TRY(read_option(w, out, argv, argc, &at));
        else
            TRY(read_word(w, out, text));
    }
    if (out->person == NULL)
        out->person = user_name(w);
    return out->person != NULL && out->arguments != NULL;
}

bool
command_wants_input(const struct command *c)
{
    for (const struct verb_argument *a = c->verb->arguments; a->name != NULL; a++) {
        const struct json *given = json_get(c->arguments, a->name);

        if ((a->path & PATH_INPUT) == 0 || given == NULL)
            continue;
        if (given->type == JSON_TEXT && bytes_is(given->text, "-"))
            return true;
        for (const struct json *i = json_first(given); i != NULL; i = i->next)
            if (i->type == JSON_TEXT && bytes_is(i->text, "-"))
                return true;
    }
    return false;
}
