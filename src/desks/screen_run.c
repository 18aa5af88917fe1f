/*
 * Many names: rows are read in blocks, each block is searched by several threads, and what they
 * find is given in the order of the rows.
 *
 * A block is cut into pieces; a thread takes the next one when it is done with one.  What is
 * found of a piece does not hang on who took it, so the lines are the same for any number.
 */
#include "desks/screen_desk.h"

#include <stdatomic.h>

#define PIECE_ROWS 64
#define BLOCK_ROWS ((size_t)8192)
#define BLOCK_BYTES ((size_t)4 << 20) /* of names, ids and numbers */
#define PIECES (BLOCK_ROWS / PIECE_ROWS)
#define LINES_MAX ((size_t)1 << 30) /* of a piece */
#define REMARKS_MAX 20              /* that are told; all are counted */

struct remark {
    const struct asked *asked;
    const char *text;
};

struct piece {
    struct bytes lines;
    struct bytes kept; /* of the hits, where a node keeps them */
    uint64_t found, hits, left_out;
    struct remark remarks[PIECE_ROWS];
    size_t remark_count;
};

struct block {
    struct screen_run *run;
    struct work *w;
    struct asked *rows;
    size_t count;
    struct piece *pieces;
    atomic_size_t next;
    struct work **works; /* of each thread */
};

/* ---- One name ---------------------------------------------------------------------------------- */

/* Is there anything in it that is compared?  Most names say so by their first letter. */
static bool
has_words(struct bytes name)
{
    struct text_words words;

    for (size_t i = 0; i < name.len && name.at[i] < 0x80; i++)
        if ((name.at[i] | 32) >= 'a' && (name.at[i] | 32) <= 'z')
            return true;
    text_words(name, &words);
    return words.count > 0;
}

static const char *
remark_of(const struct screen_search *s, const struct asked *asked)
{
    const char *said = screen_search_remark(s);

    if (!has_words(asked->query.name))
        return "nothing in the name can be compared: it was not screened";
    if (said != NULL && bytes_is(bytes_of(said), "cut"))
        return "the name is longer than what is compared: its end was not looked at";
    if (said != NULL)
        return "more entries reach the threshold than can be shown";
    return NULL;
}

static bool
keep_hit(struct work *w, uint64_t row, const struct screen_hit *h, struct buffer *to)
{
    struct json *line = json_array(w);
    struct bytes text;

    json_add(line, json_integer(w, (int64_t)row));
    json_add(line, json_text(w, h->entry->list));
    json_add(line, json_text(w, h->entry->ref));
    json_add(line, json_integer(w, h->points));
    TRY(json_write(w, line, &text));
    buffer_add(to, text);
    buffer_byte(to, '\n');
    return true;
}

/* ${row} counts the names of the run from 0. */
static bool
search_one(struct work *w, const struct screen_run *r, struct screen_search *s,
    const struct asked *asked, uint64_t row, struct buffer *to, struct buffer *kept,
    struct piece *of)
{
    const struct screen_hit *hits;
    const char *remark;
    size_t count, all;

    screen_search(s, &asked->query, &r->settings, &hits, &count, &all);
    of->found += count > 0;
    of->hits += count;
    of->left_out += all - count;
    for (size_t i = 0; i < count; i++)
        TRY(hit_write(w, to, &r->how, asked, i + 1, &hits[i]) &&
            (r->kept == NULL || keep_hit(w, row, &hits[i], kept)));
    remark = remark_of(s, asked);
    if (remark != NULL)
        of->remarks[of->remark_count++] = (struct remark){asked, remark};
    return true;
}

static void
put_remark(struct work *w, struct screen_run *r, const struct remark *m)
{
    struct json *one;
    struct bytes id;

    r->remarked++;
    if (r->remarked > REMARKS_MAX || !work_keep(w, m->asked->id, &id))
        return;
    one = json_object(w);
    if (m->asked->line > 0)
        json_put(one, "line", json_integer(w, m->asked->line));
    json_put(one, "id", json_text(w, id));
    json_put(one, "text", json_string(w, m->text));
    json_add(r->remarks, one);
}

/* What was found of a piece, to where it goes. */
static bool
give_piece(struct work *w, struct screen_run *r, const struct piece *p)
{
    r->found += p->found;
    r->hits += p->hits;
    r->left_out += p->left_out;
    for (size_t i = 0; i < p->remark_count; i++)
        put_remark(w, r, &p->remarks[i]);
    if (r->kept != NULL)
        buffer_add(&r->kept->hits, p->kept);
    return p->lines.len == 0 || r->give(w, r->ctx, p->lines);
}

static bool
keep_asked(struct work *w, struct screen_run *r, const struct asked *asked)
{
    struct hash hash;

    if (r->kept == NULL)
        return true;
    TRY(asked_hash(w, &r->kept->key, asked, &hash));
    buffer_add(&r->kept->hashes, hash_bytes(&hash));
    return work_ok(w);
}

bool
screen_run_one(struct work *w, struct screen_run *r, const struct asked *asked)
{
    struct buffer b = buffer_open(w, LINES_MAX), kept = buffer_open(w, LINES_MAX);
    struct piece p = {0};

    TRY(r->give(w, r->ctx, hit_head(&r->how)) && keep_asked(w, r, asked));
    TRY(search_one(w, r, r->searches[0], asked, r->queries++, &b, &kept, &p));
    TRY(buffer_bytes(&b, &p.lines) && buffer_bytes(&kept, &p.kept));
    return give_piece(w, r, &p);
}

/* ---- A block ------------------------------------------------------------------------------------- */

static bool
search_piece(struct block *b, struct work *w, struct screen_search *s, size_t n)
{
    struct buffer lines = buffer_open(w, LINES_MAX), kept = buffer_open(w, LINES_MAX);
    size_t end = (n + 1) * PIECE_ROWS;

    for (size_t i = n * PIECE_ROWS; i < end && i < b->count; i++)
        TRY(search_one(w, b->run, s, &b->rows[i], b->run->queries + i, &lines, &kept,
            &b->pieces[n]));
    return buffer_bytes(&lines, &b->pieces[n].lines) &&
        buffer_bytes(&kept, &b->pieces[n].kept);
}

static void
search_pieces(void *ctx, unsigned thread)
{
    struct block *b = ctx;
    struct work *w = b->works[thread];
    size_t n;

    while ((n = atomic_fetch_add(&b->next, 1)) * PIECE_ROWS < b->count)
        if (!search_piece(b, w, b->run->searches[thread], n))
            return;
}

static void
beside(const struct desk *d, unsigned count, void (*run)(void *ctx, unsigned n),
    void *ctx)
{
    if (d->beside != NULL) {
        d->beside(count, run, ctx);
        return;
    }
    for (unsigned n = 0; n < count; n++)
        run(ctx, n);
}

static bool
read_block(struct block *b, struct query_rows *rows)
{
    size_t bytes = 0;
    bool found;

    for (b->count = 0; b->count < BLOCK_ROWS && bytes < BLOCK_BYTES; b->count++) {
        struct asked asked;

        TRY(query_rows_next(rows, &asked, &found));
        if (!found)
            break;
        TRY(asked_keep(b->w, &asked, &b->rows[b->count]) &&
            keep_asked(b->w, b->run, &asked));
        bytes += asked.id.len + asked.query.name.len + asked.query.number.len;
    }
    return true;
}

static bool
search_block(struct work *w, struct screen_run *r, struct block *b)
{
    unsigned threads = r->threads;
    bool good = true;

    if (b->count < threads * PIECE_ROWS)
        threads = (unsigned)((b->count + PIECE_ROWS - 1) / PIECE_ROWS);
    b->works = work_alloc(b->w, threads * sizeof(struct work *));
    TRY(b->works != NULL);
    for (unsigned i = 0; i < threads; i++) {
        b->works[i] = work_open(work_os(w));
        good &= b->works[i] != NULL || fail_with(w, NULL);
    }
    if (good)
        beside(r->d, threads, search_pieces, b);
    for (unsigned i = 0; i < threads; i++)
        good &= b->works[i] == NULL || work_ok(b->works[i]);
    for (size_t n = 0; good && n * PIECE_ROWS < b->count; n++)
        good = give_piece(w, r, &b->pieces[n]);
    for (unsigned i = 0; i < threads; i++)
        good &= work_join(w, b->works[i], b->works[i] == NULL || work_ok(b->works[i]));
    return good;
}

static bool
one_block(struct work *w, struct screen_run *r, struct query_rows *rows, bool *more)
{
    struct block b = {.run = r, .w = work_open(work_os(w))};
    bool good = b.w != NULL;

    if (good) {
        b.rows = work_alloc(b.w, BLOCK_ROWS * sizeof(*b.rows));
        b.pieces = work_alloc(b.w, PIECES * sizeof(*b.pieces));
        good = b.rows != NULL && b.pieces != NULL;
    }
    good = good && read_block(&b, rows) && (b.count == 0 || search_block(w, r, &b));
    r->queries += b.count;
    *more = b.count > 0;
    return work_join(w, b.w, good);
}

bool
screen_run_rows(struct work *w, struct screen_run *r, struct query_rows *rows)
{
    TRY(r->give(w, r->ctx, hit_head(&r->how)));
    for (bool more = true; more;) {
        TRY(one_block(w, r, rows, &more));
        if (r->d->progress != NULL && r->all > 0)
            r->d->progress(r->d->progress_ctx, "screened", r->queries, r->all);
    }
    return true;
}

bool
screen_run_open(struct work *w, struct screen_run *r)
{
    r->remarks = json_array(w);
    r->searches = work_alloc(w, r->threads * sizeof(struct screen_search *));
    TRY(r->searches != NULL);
    for (unsigned i = 0; i < r->threads; i++)
        TRY(screen_search_open(w, r->index, &r->searches[i]));
    return work_ok(w);
}
