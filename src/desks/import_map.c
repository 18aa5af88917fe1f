/*
 * Which column goes to which field: by a person's map, or by the tag.
 */
#include "desks/import_desk.h"

#include <string.h>

/* Tags of who does what where, and their fields; N counts the columns that go to one list.  For
 * a field of ours the first row that has it is its tag. */
static const struct said {
    const char *tag;
    const char *path;
    const char *also; /* what the tag says besides */
    const char *says;
} said[] = {
    {"#meta+id", "id", NULL, NULL},
    {"#meta+version", "version", NULL, NULL},
    {"#activity+name", "core.title", NULL, NULL},
    {"#activity", "core.title", NULL, NULL},
    {"#activity+code", "core.identifier", NULL, NULL},
    {"#activity+id", "core.identifier", NULL, NULL},
    {"#description", "core.description", NULL, NULL},
    {"#activity+description", "core.description", NULL, NULL},
    {"#status", "core.status", NULL, NULL},
    {"#status+code", "core.status", NULL, NULL},
    {"#org", "core.participating.N.name", NULL, NULL},
    {"#org+name", "core.participating.N.name", NULL, NULL},
    {"#org+type", "core.participating.N.type", NULL, NULL},
    {"#org+role", "core.participating.N.role", NULL, NULL},
    {"#org+code", "core.participating.N.ref", NULL, NULL},
    {"#org+impl", "core.participating.N.name", "core.participating.N.role",
        "implementing"},
    {"#org+funder", "core.participating.N.name", "core.participating.N.role", "funder"},
    {"#org+id+node", "core.participating.N.org", NULL, NULL},
    {"#sector", "core.themes.N", NULL, NULL},
    {"#subsector", "core.themes.N", NULL, NULL},
    {"#sector+code", "core.sectors.N.code", NULL, NULL},
    {"#country", "core.countries.N.name", NULL, NULL},
    {"#country+name", "core.countries.N.name", NULL, NULL},
    {"#country+code", "core.countries.N.code", NULL, NULL},
    {"#region", "core.regions.N.name", NULL, NULL},
    {"#region+name", "core.regions.N.name", NULL, NULL},
    {"#region+code", "core.regions.N.code", NULL, NULL},
    {"#loc", "core.locations.N.name", NULL, NULL},
    {"#loc+name", "core.locations.N.name", NULL, NULL},
    {"#loc+code", "core.locations.N.code", NULL, NULL},
    {"#loc+level", "core.locations.N.level", NULL, NULL},
    {"#adm1", "core.locations.N.name", "core.locations.N.level", "1"},
    {"#adm1+name", "core.locations.N.name", "core.locations.N.level", "1"},
    {"#adm1+code", "core.locations.N.code", "core.locations.N.level", "1"},
    {"#adm2", "core.locations.N.name", "core.locations.N.level", "2"},
    {"#adm2+name", "core.locations.N.name", "core.locations.N.level", "2"},
    {"#adm2+code", "core.locations.N.code", "core.locations.N.level", "2"},
    {"#adm3", "core.locations.N.name", "core.locations.N.level", "3"},
    {"#adm3+name", "core.locations.N.name", "core.locations.N.level", "3"},
    {"#adm3+code", "core.locations.N.code", "core.locations.N.level", "3"},
    {"#date+start", "core.planned.from", NULL, NULL},
    {"#date+end", "core.planned.to", NULL, NULL},
};

/* A status as tables have it in words, by IATI's code. */
static const char *const statuses[][2] = {{"planned", "1"}, {"pipeline", "1"},
    {"ongoing", "2"}, {"on-going", "2"}, {"under way", "2"}, {"implementation", "2"},
    {"finalisation", "3"}, {"completed", "4"}, {"closed", "4"}, {"cancelled", "5"},
    {"canceled", "5"}, {"suspended", "6"}};

struct bytes
import_word(const char *path, struct bytes cell)
{
    for (size_t i = 0; i < COUNT_OF(statuses) && strcmp(path, "core.status") == 0; i++)
        if (cell.len == strlen(statuses[i][0]) &&
            strncasecmp((const char *)cell.at, statuses[i][0], cell.len) == 0)
            return bytes_of(statuses[i][1]);
    return cell;
}

/* ---- Tags of our own tables ------------------------------------------------------------------------ */

/* "core.themes.3" as "core.themes.N". */
static const char *
with_n(struct work *w, const char *path)
{
    size_t head = strcspn(path, "0123456789");
    size_t digits = strspn(path + head, "0123456789");

    if (head == 0 || path[head - 1] != '.' || digits == 0)
        return path;
    return work_format(w, "%.*sN%s", (int)head, path, path + head + digits);
}

/* "core.budgets.0.value-date" as "#field+core_budgets_0_value__date", where no other tag says
 * it. */
const char *
import_tag(struct work *w, const char *path)
{
    const char *general = with_n(w, path);
    struct buffer b = buffer_open(w, 4096);
    struct bytes out;

    for (size_t i = 0; i < COUNT_OF(said) && general != NULL; i++)
        if (strcmp(said[i].path, general) == 0)
            return said[i].tag;
    buffer_text(&b, "#field+");
    for (; *path != '\0'; path++)
        buffer_text(&b,
            *path == '.'       ? "_"
                : *path == '-' ? "__"
                               : (const char[]){*path, '\0'});
    buffer_byte(&b, '\0');
    return buffer_bytes(&b, &out) ? (const char *)out.at : NULL;
}

/* And back; NULL where it is no such tag. */
static const char *
own_path(struct work *w, struct bytes tag)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes out;

    if (!bytes_start(tag, "#field+"))
        return NULL;
    for (size_t i = strlen("#field+"); i < tag.len; i++) {
        bool dash = tag.at[i] == '_' && i + 1 < tag.len && tag.at[i + 1] == '_';

        buffer_byte(&b, dash ? '-' : tag.at[i] == '_' ? '.' : tag.at[i]);
        i += dash;
    }
    buffer_byte(&b, '\0');
    return buffer_bytes(&b, &out) ? (const char *)out.at : NULL;
}

/* ---- Columns ----------------------------------------------------------------------------------------- */

/* Columns that go to a list: which of its items is being filled, and with what. */
struct filling {
    const char *list; /* "core.participating." */
    size_t item;
    struct bytes leaves[16]; /* the paths that this item has already */
    size_t leaf_count;
    const char *says;
};

/* A path whose N is the item now being filled; another one begins where this one has the leaf
 * already, or says something else. */
static const char *
place(struct work *w, struct filling filling[], size_t most, const char *path,
    const char *says)
{
    const char *n = strstr(path, ".N");
    size_t head = n != NULL ? (size_t)(n - path) + 1 : 0, at = 0;
    bool other = false;

    if (n == NULL)
        return path;
    while (at < most && filling[at].list != NULL &&
        (strncmp(filling[at].list, path, head) != 0 || filling[at].list[head] != 'N'))
        at++;
    if (at == most)
        return NULL;
    filling[at].list = filling[at].list != NULL ? filling[at].list : path;
    for (size_t i = 0; i < filling[at].leaf_count; i++)
        other = other || bytes_is(filling[at].leaves[i], path);
    other = other ||
        (filling[at].says != NULL && says != NULL && strcmp(filling[at].says, says) != 0);
    if (other || filling[at].leaf_count == COUNT_OF(filling[at].leaves)) {
        filling[at].item++;
        filling[at].leaf_count = 0;
        filling[at].says = NULL;
    }
    filling[at].leaves[filling[at].leaf_count++] = bytes_of(path);
    filling[at].says = says != NULL ? says : filling[at].says;
    return work_format(w, "%.*s%zu%s", (int)head, path, filling[at].item, n + 2);
}

static const struct said *
find_said(struct bytes tag)
{
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (bytes_is(tag, said[i].tag))
            return &said[i];
    return NULL;
}

const char *
import_org_path(struct work *w, const struct kind *k, const char *path)
{
    size_t len = strlen(path);
    const char *org;

    if (len < 5 || strcmp(path + len - 5, ".name") != 0)
        return NULL;
    org = work_format(w, "%.*s.org", (int)(len - 5), path);
    return org != NULL && field_sort(w, k, org) == CELL_TEXT ? org : NULL;
}

/* What a person's map says of it; NULL: nothing. */
static const struct json *
mapped(const struct json *map, const struct table_column *c)
{
    const struct json *by = json_get_bytes(map, c->title);

    return by == NULL && c->tag.len > 0 ? json_get_bytes(map, c->tag) : by;
}

static bool
one_column(struct work *w, const struct kind *k, const struct json *map,
    const struct table_column *from, struct filling filling[], size_t most,
    struct import_column *to)
{
    const struct json *by = map != NULL ? mapped(map, from) : NULL;
    const struct said *s = find_said(from->tag);

    to->title = from->title;
    to->tag = from->tag;
    if (by != NULL) {
        if (by->type != JSON_TEXT)
            return fail(w, FAULT_INVALID,
                "a map has texts: what a column is called, and "
                "the path of a field");
        TRY(work_string(w, by->text, &to->path));
        if (*to->path == '\0') {
            to->path = NULL;
            return true;
        }
        to->path = place(w, filling, most, to->path, NULL);
    } else if (s != NULL) {
        to->path = place(w, filling, most, s->path, s->says);
        if (s->also != NULL && to->path != NULL) {
            /* In the same item of the list. */
            const char *leaf = strrchr(s->also, '.');
            const char *end = strrchr(to->path, '.');

            to->also = work_format(w, "%.*s%s", (int)(end - to->path), to->path, leaf);
            to->says = s->says;
        }
    }
    if (to->path == NULL && by == NULL)
        to->path = own_path(w, from->tag);
    if (to->path == NULL || strcmp(to->path, "id") == 0 ||
        strcmp(to->path, "version") == 0)
        return work_ok(w);
    to->sort = field_sort(w, k, to->path);
    if (to->sort == CELL_NONE && by != NULL)
        return fail(w, FAULT_INVALID, "%s is no single field of %.*s", to->path,
            (int)kind_name(k).len, (const char *)kind_name(k).at);
    if (to->sort == CELL_NONE)
        to->path = NULL;
    to->names = to->path != NULL && import_org_path(w, k, to->path) != NULL;
    return work_ok(w);
}

bool
import_columns(struct work *w, const struct kind *k, const struct table_column *from,
    size_t count, const struct json *map, struct import_column **out)
{
    struct filling filling[16] = {{0}};

    *out = work_alloc(w, (count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < count; i++)
        TRY(one_column(w, k, map, &from[i], filling, COUNT_OF(filling), &(*out)[i]));
    return true;
}
