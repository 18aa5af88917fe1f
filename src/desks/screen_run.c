/*
 * Many names: rows are read in blocks, each block is searched by several threads, and what they
 * find is given in the order of the rows.
 *
 * A block is cut into pieces; a thread takes the next one when it is done with one.  What is
 * found of a piece does not hang on who took it, so the lines are the same for any number.
 */
#include "desks/screen_desk.h"

#include <stdatomic.h>
#include <stdlib.h>

#define BLOCK_ROWS ((size_t)8192)
#define BLOCK_BYTES ((size_t)4 << 20) /* of names, ids and numbers */
#define PIECES (BLOCK_ROWS / PIECE_ROWS)
#define LINES_MAX ((size_t)1 << 30) /* of a piece */

/* What a thread finds. */
struct found {
    struct work *w;
    struct screen_search *search;
    struct buffer lines, kept, remarks;
};

struct piece {
    struct bytes lines;
    struct bytes kept; /* of the hits, where a node keeps them */
    uint64_t found, hits, left_out, quiet, looked;
    size_t crowd;
    bool crowded;
    struct remark *remarks;
    size_t remark_count;
};

struct block {
    struct screen_run *run;
    struct work *w;
    struct seen_ids *seen;
    struct asked *rows;
    size_t count;
    struct piece *pieces;
    atomic_size_t next;
    struct work **works; /* of each thread */
};

/* ---- One name ---------------------------------------------------------------------------------- */

static bool
keep_hit(struct work *w, const struct hit *h, const struct pair *pair,
    const struct hash *name, struct buffer *to)
{
    struct json *line = json_array(w);
    struct bytes text;

    json_add(line, json_integer(w, (int64_t)h->asked->row));
    json_add(line, json_text(w, pair->list));
    json_add(line, json_text(w, pair->ref));
    json_add(line, json_integer(w, h->found->points));
    json_add(line, json_hex(w, hash_bytes(name)));
    json_add(line, json_hex(w, hash_bytes(&pair->entry)));
    json_add(line, json_bool(w, h->settled->quiet));
    TRY(json_write(w, line, &text));
    buffer_add(to, text);
    buffer_byte(to, '\n');
    return true;
}

/* What was settled is told with the row, where rows have room for it. */
static bool
remark_settled(const struct screen_run *r, struct found *f, const struct hit *h)
{
    struct bytes on = h->found->on, ref = h->found->ref;
    struct bytes says;
    const char *text;

    if (r->how.explain)
        return true;
    TRY(settled_says(f->w, h->settled, &says));
    if (says.len == 0)
        return true;
    text = work_format(f->w, "%.*s %.*s: %.*s", (int)on.len, (const char *)on.at,
        (int)ref.len, (const char *)ref.at, (int)says.len, (const char *)says.at);
    remark(&f->remarks, h->asked, text);
    return text != NULL;
}

/* In a node: held against what was settled, and kept. */
static bool
weigh(const struct screen_run *r, struct found *f, struct hit *h,
    struct pair_settled *settled)
{
    const struct settlements *known = &r->kept->settled;
    const struct screen_entry *entry;
    struct hash name;
    struct pair pair;

    TRY(screen_hit_entry(f->w, h->found, &entry) &&
        pair_of(f->w, h->asked, entry, &pair) &&
        asked_name_hash(f->w, &known->key, h->asked, &name));
    settlements_find(known, h->asked, &pair, settled);
    settlements_told(settled);
    settled->quiet = settled->quiet && !known->show;
    return keep_hit(f->w, h, &pair, &name, &f->kept) &&
        (settled->quiet || remark_settled(r, f, h));
}

/* What is quiet takes no other's place among so many hits at most. */
static bool
search_one(const struct screen_run *r, struct found *f, const struct asked *asked,
    struct piece *of)
{
    struct screen_settings how = r->settings;
    const struct screen_hit *hits;
    size_t count, all, shown = 0, quiet = 0, crowd;

    how.bare = !r->how.explain;
    if (how.most > 0)
        how.most += (unsigned)asked->settled_count;
    screen_search(f->search, &asked->query, &how, &hits, &count, &all);
    crowd = screen_search_found(f->search);
    of->crowd = crowd > of->crowd ? crowd : of->crowd;
    of->looked++;
    for (size_t i = 0; i < count; i++) {
        struct pair_settled settled = {0};
        struct hit h = {asked, i + 1, &hits[i], &settled};

        if (r->settings.most > 0 && shown == r->settings.most)
            break;
        TRY(r->kept == NULL || weigh(r, f, &h, &settled));
        shown += !settled.quiet;
        quiet += settled.quiet;
        TRY(settled.quiet || hit_write(f->w, &f->lines, &r->how, &h));
    }
    of->found += shown > 0;
    of->hits += shown;
    of->quiet += quiet;
    of->left_out += all - shown - quiet;
    remark_asked(&f->remarks, f->search, asked, &of->crowded);
    return true;
}

static struct found
found_open(struct work *w, const struct screen_run *r, unsigned thread)
{
    return (struct found){w, r->searches[thread], buffer_open(w, LINES_MAX),
        buffer_open(w, LINES_MAX), buffer_open(w, LINES_MAX)};
}

static bool
found_take(const struct found *f, struct piece *to)
{
    to->remarks = buffer_array(&f->remarks, sizeof(*to->remarks), &to->remark_count);
    return to->remarks != NULL && buffer_bytes(&f->lines, &to->lines) &&
        buffer_bytes(&f->kept, &to->kept);
}

/* What was found of a piece, to where it goes. */
static bool
give_piece(struct work *w, struct screen_run *r, const struct piece *p)
{
    r->found += p->found;
    r->hits += p->hits;
    r->left_out += p->left_out;
    r->quiet += p->quiet;
    r->looked += p->looked;
    r->crowd = p->crowd > r->crowd ? p->crowd : r->crowd;
    r->crowded |= p->crowded;
    for (size_t i = 0; i < p->remark_count; i++)
        remark_tell(w, r, &p->remarks[i]);
    if (r->kept != NULL)
        buffer_add(&r->kept->hits, p->kept);
    return p->lines.len == 0 || r->give(w, r->ctx, p->lines);
}

/* The next one of the run.  Here, for threads ask no node. */
static bool
keep_asked(struct work *w, struct screen_run *r, struct asked *asked)
{
    asked->row = r->queries++;
    asked->settled_count = 0;
    asked->twice = false;
    asked->ahead = asked_ahead(asked, r->today);
    if (r->kept == NULL)
        return true;
    TRY(asked_hash(w, &r->kept->key, asked, &asked->subject) &&
        settlements_of(r->d, w, &r->kept->settled, asked));
    if (r->since == NULL)
        buffer_add(&r->kept->hashes, hash_bytes(&asked->subject));
    return work_ok(w);
}

bool
screen_run_one(struct work *w, struct screen_run *r, struct asked *asked)
{
    struct found f = found_open(w, r, 0);
    struct piece p = {0};

    TRY(r->give(w, r->ctx, hit_head(&r->how)) && keep_asked(w, r, asked));
    TRY(search_one(r, &f, asked, &p) && found_take(&f, &p));
    return give_piece(w, r, &p);
}

/* ---- A block ------------------------------------------------------------------------------------- */

static bool
search_piece(struct block *b, struct work *w, unsigned thread, size_t n)
{
    struct found f = found_open(w, b->run, thread);
    size_t end = (n + 1) * PIECE_ROWS;

    for (size_t i = n * PIECE_ROWS; i < end && i < b->count; i++)
        TRY(search_one(b->run, &f, &b->rows[i], &b->pieces[n]));
    return found_take(&f, &b->pieces[n]);
}

static void
search_pieces(void *ctx, unsigned thread)
{
    struct block *b = ctx;
    struct work *w = b->works[thread];
    size_t n;

    while ((n = atomic_fetch_add(&b->next, 1)) * PIECE_ROWS < b->count)
        if (!search_piece(b, w, thread, n))
            return;
}

static void
beside(const struct screen_run *r, unsigned count, void (*run)(void *ctx, unsigned n),
    void *ctx)
{
    const struct desk *d = r->d;

    if (d->beside != NULL) {
        d->beside(r->yields && d->hall != NULL ? d->hall->turn : NULL, count, run, ctx);
        return;
    }
    for (unsigned n = 0; n < count; n++)
        run(ctx, n);
}

/* The next row of whom is to be searched for. */
static bool
read_row(struct work *w, struct screen_run *r, struct query_rows *rows, struct asked *out,
    bool *found)
{
    struct screen_since *since = r->since;
    uint64_t row;

    if (since == NULL)
        return query_rows_next(rows, out, found);
    *found = since->next < since->row_count;
    if (!*found)
        return true;
    row = since->rows[since->next++];
    TRY(query_rows_pass(rows, row - r->queries) && query_rows_next(rows, out, found));
    r->queries = row;
    return *found || fail(w, FAULT_CORRUPT, "the subjects are fewer than they were");
}

static bool
read_block(struct block *b, struct query_rows *rows)
{
    size_t bytes = 0;
    bool found;

    for (b->count = 0; b->count < BLOCK_ROWS && bytes < BLOCK_BYTES; b->count++) {
        struct asked asked;

        TRY(read_row(b->w, b->run, rows, &asked, &found));
        if (!found)
            break;
        TRY(asked_keep(b->w, &asked, &b->rows[b->count]) &&
            keep_asked(b->w, b->run, &b->rows[b->count]));
        TRY(seen_before(b->w, b->seen, asked.id, &b->rows[b->count].twice));
        bytes += asked.id.len + asked.query.name.len + asked.query.number.len;
    }
    return true;
}

unsigned
screen_threads_for(size_t names, unsigned most)
{
    size_t pieces = (names + PIECE_ROWS - 1) / PIECE_ROWS;

    return pieces < most ? (unsigned)pieces : most;
}

static bool
search_block(struct work *w, struct screen_run *r, struct block *b)
{
    unsigned threads = screen_threads_for(b->count, r->threads);
    bool good = true;

    b->works = work_alloc(b->w, threads * sizeof(struct work *));
    TRY(b->works != NULL);
    for (unsigned i = 0; i < threads; i++) {
        b->works[i] = work_open(work_os(w));
        good &= b->works[i] != NULL || fail_with(w, NULL);
    }
    if (good)
        beside(r, threads, search_pieces, b);
    for (unsigned i = 0; i < threads; i++)
        good &= b->works[i] == NULL || work_ok(b->works[i]);
    for (size_t n = 0; good && n * PIECE_ROWS < b->count; n++)
        good = give_piece(w, r, &b->pieces[n]);
    for (unsigned i = 0; i < threads; i++)
        good &= work_join(w, b->works[i], b->works[i] == NULL || work_ok(b->works[i]));
    return good;
}

static bool
one_block(struct work *w, struct screen_run *r, struct query_rows *rows,
    struct seen_ids *seen, bool *more)
{
    struct block b = {.run = r, .w = work_open(work_os(w)), .seen = seen};
    bool good = b.w != NULL;

    if (good) {
        b.rows = work_alloc(b.w, BLOCK_ROWS * sizeof(*b.rows));
        b.pieces = work_alloc(b.w, PIECES * sizeof(*b.pieces));
        good = b.rows != NULL && b.pieces != NULL;
    }
    good = good && read_block(&b, rows) && (b.count == 0 || search_block(w, r, &b));
    *more = b.count > 0;
    return work_join(w, b.w, good);
}

bool
screen_run_rows(struct work *w, struct screen_run *r, struct query_rows *rows)
{
    SEEN_AUTO struct seen_ids seen = {0};

    TRY(r->give(w, r->ctx, hit_head(&r->how)));
    for (bool more = true; more;) {
        TRY(one_block(w, r, rows, &seen, &more));
        if (r->since != NULL && !more)
            r->queries = r->all; /* nobody else has to be looked at */
        if (r->d->progress != NULL && r->all > 0)
            r->d->progress(r->d->progress_ctx, "screened", r->queries, r->all);
    }
    return true;
}

bool
screen_run_open(struct work *w, struct screen_run *r)
{
    r->remarks = json_array(w);
    TRY(screen_today(r->d, w, &r->today));
    if (r->searches != NULL)
        return work_ok(w);
    r->searches = work_alloc(w, r->threads * sizeof(struct screen_search *));
    TRY(r->searches != NULL);
    for (unsigned i = 0; i < r->threads; i++)
        TRY(screen_search_open(w, r->index, &r->searches[i]));
    return work_ok(w);
}
