/*
 * What the importing of tables consists of: fields by path, columns, organisations' names.
 */
#ifndef DESKS_IMPORT_DESK_H
#define DESKS_IMPORT_DESK_H

#include "desks/desk_inner.h"
#include "engines/formats/formats.h"

/* What a cell holds of a field. */
enum cell_sort {
    CELL_NONE, /* there is no such field, or it is no single value */
    CELL_TEXT,
    CELL_LANG_TEXT, /* of one language */
    CELL_TRUTH,
    CELL_INTEGER
};
/* A path is "core.participating.0.name": numbers count the items of a list, and "from" and "to"
 * are the days of an uncertain date. */
const struct json *field_schema(const struct kind *k, const char *path);
enum cell_sort field_sort(struct work *w, const struct kind *k, const char *path);
/* As a cell shows it; nothing where it is not there. */
struct bytes field_get(struct work *w, const struct json *parts, const char *path,
    enum cell_sort sort, struct bytes lang);
/* Put a cell into the field, or with an empty one take it away. */
bool field_put(struct work *w, struct json *parts, const char *path, enum cell_sort sort,
    struct bytes lang, struct bytes cell) MUST;
/* Take out what holds nothing. */
void field_tidy(struct json *value);

/* A column, and the field it goes to. */
struct import_column {
    struct bytes title;
    struct bytes tag;
    const char *path; /* a field's, "id" or "version"; NULL: it is not taken */
    enum cell_sort sort;
    const struct json *schema; /* the field's */
    const struct json *says;   /* what fields beside it hold then, or NULL */
    bool names;                /* names organisations that can be joined to ids */
};
/* By ${map} (title or tag to path; an empty path leaves it out), else by the tag. */
bool import_columns(struct work *w, const struct kind *k, const struct table_column *from,
    size_t count, const struct json *map, struct import_column **out) MUST;
/* Put a cell into its field, and what its tag says besides beside it. */
bool import_put(struct work *w, const struct kind *k, const struct import_column *c,
    struct bytes lang, struct bytes cell, struct json *parts) MUST;
/* The tag of a field, for a table of ours: what import_columns finds it by. */
const char *import_tag(struct work *w, const struct kind *k, const char *path);
/* The column beside a name that holds the organisation's id. */
const char *import_org_path(struct work *w, const struct kind *k, const char *path);

/* Organisations known here whose name or handle is just this, but for the case of letters:
 * [{"org","id","why"}]. */
bool import_proposals(struct desk *d, struct work *w, struct bytes name,
    struct json **out) MUST;

#endif
