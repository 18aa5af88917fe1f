/*
 * Code lists as their publisher writes them, and which list is used where.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats_inner.h"

#define FILE_MAX ((size_t)16 << 20)
#define FILES_MAX 2000

struct list {
    struct code_list face; /* first, so that one is the other */
    struct bytes *codes;   /* sorted */
};

/* Its path in two: "//iati-activity", which many share, and what is below that. */
struct mapping {
    struct bytes head_text;
    const struct path *head;
    const struct path *path;
    const struct code_list *found; /* while it is asked */
    const struct path *condition;  /* NULL: always */
    struct bytes list;
    const char *id;
    struct mapping *next;
};

struct codes {
    struct code_list *lists;
    struct mapping *mappings;
    size_t count;
    size_t mapping_count;
};

static int
order(const void *a, const void *b)
{
    return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* ---- Lists ---------------------------------------------------------------------------------------- */

static bool
is_true(struct bytes text)
{
    return bytes_is(text, "1") || bytes_is(text, "true");
}

static bool
read_codes(struct work *w, const struct xml *items, struct list *l)
{
    size_t count = 0;

    for (const struct xml *i = xml_child(items, "codelist-item"); i != NULL;
         i = xml_next(i, "codelist-item"))
        count++;
    l->codes = work_alloc(w, count * sizeof(*l->codes));
    TRY(l->codes != NULL);
    for (const struct xml *i = xml_child(items, "codelist-item"); i != NULL;
         i = xml_next(i, "codelist-item")) {
        const struct xml *code = xml_child(i, "code");
        struct bytes text;

        if (code == NULL)
            return fail(w, FAULT_INVALID, "line %u: an item has no code", i->line);
        TRY(xml_text(w, code, &text));
        l->codes[l->face.count++] = xml_trim(text);
    }
    qsort(l->codes, l->face.count, sizeof(*l->codes), order);
    return true;
}

static bool
read_list(struct work *w, struct codes *c, const struct xml *root)
{
    const struct xml *items = xml_child(root, "codelist-items");
    struct list *l = work_alloc(w, sizeof(*l));

    TRY(l != NULL);
    l->face.name = xml_get(root, "name");
    l->face.complete = is_true(xml_get(root, "complete"));
    if (l->face.name.len == 0 || items == NULL)
        return fail(w, FAULT_INVALID, "line %u: the code list lacks a name or its items",
            root->line);
    if (codes_list(c, l->face.name) != NULL)
        return fail(w, FAULT_INVALID, "the code list %.*s is here twice",
            (int)l->face.name.len, (const char *)l->face.name.at);
    TRY(read_codes(w, items, l));
    c->count += l->face.count;
    l->face.next = c->lists;
    c->lists = &l->face;
    return true;
}

/* ---- Mappings ------------------------------------------------------------------------------------- */

static bool
read_mapping_path(struct work *w, struct bytes text, struct mapping *m)
{
    size_t len = 2;

    while (bytes_start(text, "//") && len < text.len && text.at[len] != '/' &&
        text.at[len] != '[')
        len++;
    if (len < 3 || len + 1 >= text.len || text.at[len] != '/' ||
        text.at[len + 1] == '/') {
        m->head_text = text;
        return path_read(w, text, false, &m->head) &&
            path_read(w, bytes_of("."), false, &m->path);
    }
    m->head_text = bytes_from(text.at, len);
    return path_read(w, m->head_text, false, &m->head) &&
        path_read(w, bytes_from(text.at + len + 1, text.len - len - 1), false, &m->path);
}

static bool
read_mapping(struct work *w, const struct xml *x, struct mapping *m)
{
    const struct xml *path = xml_child(x, "path"), *list = xml_child(x, "codelist"),
                     *condition = xml_child(x, "condition");
    struct bytes text;

    if (path == NULL || list == NULL || xml_get(list, "ref").len == 0)
        return fail(w, FAULT_INVALID, "line %u: a mapping lacks its path or its list",
            x->line);
    TRY(xml_text(w, path, &text) && read_mapping_path(w, xml_trim(text), m));
    if (condition != NULL)
        TRY(xml_text(w, condition, &text) &&
            path_read(w, xml_trim(text), false, &m->condition));
    m->list = xml_get(list, "ref");
    m->id = work_format(w, "code-%.*s", (int)m->list.len, (const char *)m->list.at);
    return m->id != NULL;
}

static bool
read_mappings(struct work *w, struct codes *c, const struct xml *root)
{
    struct mapping **end = &c->mappings;

    for (const struct xml *x = xml_child(root, "mapping"); x != NULL;
         x = xml_next(x, "mapping")) {
        *end = work_alloc(w, sizeof(**end));
        TRY(*end != NULL && read_mapping(w, x, *end));
        end = &(*end)->next;
        c->mapping_count++;
    }
    return true;
}

/* ---- Folders ---------------------------------------------------------------------------------------- */

static bool
read_file(struct work *w, struct codes *c, const char *path)
{
    struct bytes text;
    struct xml *root;
    bool good;

    TRY(file_load(w, path, FILE_MAX, &text));
    good = xml_read(w, text, &xml_foreign, &root);
    if (good && xml_is(root, "codelist"))
        good = read_list(w, c, root);
    else if (good && xml_is(root, "mappings"))
        good = read_mappings(w, c, root);
    return good || fail_in(w, "%s", path);
}

static int
order_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
folder_end(DIR **d)
{
    if (*d != NULL)
        closedir(*d);
}

/* The *.xml of a folder, in an order that does not change. */
static bool
read_names(struct work *w, const char *folder, const char **names, size_t *count)
{
    __attribute__((cleanup(folder_end))) DIR *d = opendir(folder);
    const struct dirent *e;

    *count = 0;
    if (d == NULL && errno == ENOENT)
        return true;
    if (d == NULL)
        return fail_errno(w, "cannot read the folder %s", folder);
    while ((e = readdir(d)) != NULL) {
        size_t len = strlen(e->d_name);

        if (len < 5 || strcmp(e->d_name + len - 4, ".xml") != 0)
            continue;
        if (*count == FILES_MAX)
            return fail(w, FAULT_INVALID, "%s holds more than %d files", folder,
                FILES_MAX);
        names[*count] = work_format(w, "%s/%s", folder, e->d_name);
        TRY(names[(*count)++] != NULL);
    }
    qsort(names, *count, sizeof(*names), order_names);
    return true;
}

bool
codes_read(struct work *w, const char *folder, struct codes **out)
{
    static const char *const below[] = {"", "/embedded", "/non-embedded"};
    const char **names = work_alloc(w, FILES_MAX * sizeof(*names));

    *out = work_alloc(w, sizeof(**out));
    TRY(names != NULL && *out != NULL);
    for (size_t i = 0; i < COUNT_OF(below); i++) {
        const char *path = work_format(w, "%s%s", folder, below[i]);
        size_t count;

        TRY(path != NULL && read_names(w, path, names, &count));
        for (size_t n = 0; n < count; n++)
            TRY(read_file(w, *out, names[n]));
    }
    if ((*out)->lists == NULL || (*out)->mappings == NULL)
        return fail(w, FAULT_INVALID,
            "%s holds no code lists with their mapping.xml: give the folder that the "
            "publisher's files were put in",
            folder);
    return true;
}

const struct code_list *
codes_lists(const struct codes *c)
{
    return c->lists;
}

const struct code_list *
codes_list(const struct codes *c, struct bytes name)
{
    const struct code_list *l = c->lists;

    while (l != NULL && !bytes_equal(l->name, name))
        l = l->next;
    return l;
}

bool
codes_have(const struct code_list *list, struct bytes code)
{
    const struct list *l = (const struct list *)list;

    return bsearch(&code, l->codes, l->face.count, sizeof(code), order) != NULL;
}

size_t
codes_count(const struct codes *c)
{
    return c->count;
}

size_t
codes_mappings(const struct codes *c)
{
    return c->mapping_count;
}

/* ---- Checking ---------------------------------------------------------------------------------------- */

/* One place where a code stands. */
static bool
check_place(struct judge *j, const struct mapping *m, const struct code_list *list,
    struct place at)
{
    const struct xml *owner = at.attribute != NULL ? at.at : at.at->parent;
    bool asked = true;
    struct bytes code;
    const char *text;

    if (m->condition != NULL)
        TRY(path_true(&j->k, m->condition, (struct place){.at = owner}, &asked));
    if (!asked)
        return true;
    TRY(place_text(&j->k, at, &code));
    if (codes_have(list, at.attribute != NULL ? code : xml_trim(code)))
        return true;
    text = work_format(j->w, "%.*s is not in the code list %.*s",
        (int)(code.len < 80 ? code.len : 80), (const char *)code.at, (int)list->name.len,
        (const char *)list->name.at);
    return text != NULL &&
        judge_find(j, m->id, list->complete ? IATI_ERROR : IATI_WARNING, at, text);
}

/* Places that outlive the walk that found them. */
static bool
kept_places(struct judge *j, const struct path *p, struct place from, struct places *out)
{
    struct place *kept;

    TRY(path_places(&j->k, p, from, out));
    if (out->count == 0)
        return true;
    kept = work_alloc(j->w, out->count * sizeof(*kept));
    TRY(kept != NULL);
    memcpy(kept, out->at, out->count * sizeof(*kept));
    out->at = kept;
    return true;
}

/* All mappings that begin as this one does, at one place after the other: what is looked at
 * for one is still near for the next. */
static bool
check_from(struct judge *j, const struct mapping *first)
{
    struct places heads, found;

    TRY(kept_places(j, first->head, (struct place){0}, &heads));
    for (size_t h = 0; h < heads.count; h++)
        for (const struct mapping *m = first; m != NULL; m = m->next) {
            if (m->found == NULL || !bytes_equal(m->head_text, first->head_text))
                continue;
            TRY(kept_places(j, m->path, heads.at[h], &found));
            for (size_t i = 0; i < found.count; i++)
                TRY(check_place(j, m, m->found, found.at[i]));
        }
    return true;
}

bool
codes_check(struct judge *j)
{
    struct mapping *all = j->with->codes->mappings;

    for (struct mapping *m = all; m != NULL; m = m->next) {
        m->found = codes_list(j->with->codes, m->list);
        j->to->rules_left += m->found == NULL;
    }
    for (const struct mapping *m = all; m != NULL; m = m->next) {
        const struct mapping *before = all;

        while (before != m && !bytes_equal(before->head_text, m->head_text))
            before = before->next;
        if (before == m)
            TRY(check_from(j, m));
    }
    return true;
}
