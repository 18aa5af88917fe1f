/*
 * schedule_book: what the test itself knows of who may have what -- by the acts at desks
 * that were done, and plain sets of nodes.  It asks no node.
 *
 * Every text that is written holds a mark of its own, "MARK-0007v2-": the item's number here
 * and its version.  Whatever arrives anywhere is searched for marks.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_BOOK_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_BOOK_H

#include "engines/exchange/schedule.h"

#define BOOK_ITEMS 256
#define BOOK_VERSIONS 10
#define MARK "MARK-%04xv%u-"
#define MARK_LEN 12

/* Of masks, a bit is a node. */
struct book_item {
    char id[37]; /* empty: nobody knows whether it was written */
    const char *kind;
    int by;
    unsigned version;
    uint8_t may[BOOK_VERSIONS]; /* who may hold the text of that version */
    uint8_t told;               /* who may know that it is there */
    uint8_t direct;             /* to whom its author gave it */
    uint8_t released;           /* to whom its author has let it go on, ever */
    uint8_t held;               /* who may have held it against recall */
    uint8_t erased;             /* who has perhaps erased its own copy */
    uint8_t came;               /* who was brought its text */
    int about;                  /* who may know of that item may have this too; -1 */
    bool red;
    bool home; /* not for third countries */
    bool listed;
    uint8_t list; /* if listed: whom its author named */
    int group;    /* or its members, while they are; -1 */
    uint8_t group_in;
    bool recalled; /* by its author, who was told that it is done */
    struct hash tree;
    bool has_tree;
};
static struct book_item book[BOOK_ITEMS];
static int book_count;

static struct {
    char id[37];
    int by;
    uint8_t in;
    int64_t left[NODES]; /* since when one is surely not in it any more; 0: it may be */
} book_groups[8];
static int book_group_count;

/* A fork: whose, and where its other history lies. */
static int forker;
static const char *fork_other;

static int
book_new(const char *kind, int by)
{
    struct book_item *i = &book[book_count];

    if (book_count == BOOK_ITEMS)
        return -1;
    *i = (struct book_item){.kind = kind,
        .by = by,
        .version = 1,
        .group = -1,
        .about = -1};
    i->told = i->may[1] = BIT(by);
    return book_count++;
}

static int
book_find(const char *id)
{
    for (int i = 0; i < book_count; i++)
        if (strcmp(book[i].id, id) == 0)
            return i;
    return -1;
}

static void
book_named(int item, const char *id)
{
    snprintf(book[item].id, sizeof(book[item].id), "%s", id);
}

/* ---- Who may ------------------------------------------------------------------------------- */

/* May that node give the item to that one?  The plain rules: a partner, by the
 * author to whom it means it, by others to whom the author has let it go. */
static bool
book_may_share(const struct book_item *i, int from, int to)
{
    if (!relation[from][to].known || i->red || (i->home && relation[from][to].third))
        return false;
    if (from != i->by)
        return to == i->by || (i->released & BIT(to)) != 0;
    if (i->recalled)
        return false;
    if ((i->released & BIT(to)) != 0)
        return true;
    return (!i->listed || (i->list & BIT(to)) != 0) &&
        (i->group < 0 || (i->group_in & BIT(to)) != 0);
}

/* Those who were told of an item, and with it of what speaks of it. */
static uint8_t
book_told(const struct book_item *i)
{
    return i->about >= 0 ? (uint8_t)(i->told | book[i->about].told) : i->told;
}

/* It was given, or perhaps: from now on that node may have it, as it is and in newer
 * versions. */
static void
book_given(struct book_item *i, int by, int to)
{
    i->told |= BIT(to);
    if (by == i->by)
        i->direct |= BIT(to);
    for (unsigned v = 1; v <= i->version; v++)
        i->may[v] |= BIT(to);
}

static void
book_newer(struct book_item *i)
{
    if (i->version + 1 == BOOK_VERSIONS)
        return;
    i->may[i->version + 1] |= i->may[i->version];
    i->version++;
    if (i->group >= 0)
        i->may[i->version] &= (uint8_t)(book_groups[i->group].in | BIT(i->by));
}

/* ---- What arrives ----------------------------------------------------------------------------- */

/* The next mark in a text, and where to go on. */
static bool
next_mark(struct bytes *text, int *item, unsigned *version)
{
    for (;;) {
        const uint8_t *found =
            text->len >= MARK_LEN ? memmem(text->at, text->len, "MARK-", 5) : NULL;
        char at[MARK_LEN + 1] = "";

        if (found == NULL || text->at + text->len - found < MARK_LEN)
            return false;
        memcpy(at, found, MARK_LEN);
        *text = bytes_from(found + 5, text->len - (size_t)(found + 5 - text->at));
        if (sscanf(at, "MARK-%4xv%1u-", (unsigned *)item, version) == 2 && *item >= 0 &&
            *item < book_count)
            return true;
    }
}

/* Does the author go on giving what it has recalled, or to who left its group? */
static bool
still_gives(const struct book_item *i, int from, int to)
{
    if (from != i->by || from == forker)
        return true;
    if (i->recalled)
        return false;
    return i->group < 0 || (i->released & BIT(to)) != 0 ||
        ((i->group_in & BIT(to)) != 0 && (book_groups[i->group].in & BIT(to)) != 0);
}

static void
book_texts(int from, int to, struct bytes body)
{
    unsigned version;
    int item;

    while (next_mark(&body, &item, &version)) {
        struct book_item *i = &book[item];

        if (((i->about >= 0 ? book_told(i) : i->may[version]) & BIT(to)) == 0)
            wrong("the text of item %d version %u, a %s by %s, goes from %s to %s", item,
                version, i->kind, handles[i->by], handles[from], handles[to]);
        else if (!still_gives(i, from, to))
            wrong("%s still gives item %d, a %s, to %s", handles[from], item, i->kind,
                handles[to]);
        i->came |= BIT(to);
    }
}

/* Is it news to one who is in the group, for which it is, no more? */
static bool
after_leaving(const struct book_item *i, int from, int to, int64_t time)
{
    int64_t left = i->group >= 0 ? book_groups[i->group].left[to] : 0;

    return left != 0 && time > left && from == i->by && from != forker &&
        (i->released & BIT(to)) == 0;
}

/* Every record of a batch on its way, as its recipient can read it. */
static void
book_seen(struct work *w, struct sim *from, struct sim *to, const struct record *r,
    struct bytes body)
{
    int there = index_of(to), item;
    struct bytes id;

    book_texts(index_of(from), there, body);
    NEED(w, uuid_write(w, &r->id, &id));
    item = book_find(work_format(w, "%.*s", (int)id.len, (const char *)id.at));
    if (item < 0)
        return;
    counted[judge_any_part(r) ? DELIVERIES : HEADERS]++;
    if (after_leaving(&book[item], index_of(from), there, r->time))
        wrong("%s tells %s, which left its group, of a newer version of item %d",
            from->handle, to->handle, item);
    if ((book_told(&book[item]) & BIT(there)) == 0)
        wrong("%s tells %s of item %d, a %s by %s", from->handle, to->handle, item,
            book[item].kind, handles[book[item].by]);
}

/* Content is asked for and given by its tree. */
static void
book_content(int to, const struct hash *tree)
{
    counted[CONTENTS]++;
    for (int n = 0; n < book_count; n++) {
        const struct book_item *i = &book[n];
        uint8_t may = 0;

        if (!i->has_tree || !hash_equal(&i->tree, tree))
            continue;
        for (unsigned v = 1; v <= i->version; v++)
            may |= i->may[v];
        if ((may & BIT(to)) == 0)
            wrong("the content of item %d goes to %s", n, handles[to]);
        return;
    }
    wrong("content that nobody wrote goes to %s", handles[to]);
}

#endif
