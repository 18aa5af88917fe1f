/*
 * quality: the measures of screening, as one table and as JSON.
 *
 *     quality OUT.json [QUERIES]     that many by the index and without it (1,000)
 *
 * Reads lists/ and screen-dev/ below LIAISON_DATA, packed or not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/text/text.h"
#include "tools/quality/quality.h"

#define QUERIES 1000
#define CORPUS "lists/merged/names_2026.tsv"

static bool
of_un(const void *ctx, const struct screen_entry *e, const struct screen_name *n)
{
    (void)ctx;
    (void)n;
    return bytes_is(e->list, "UN");
}

static bool
corpus_read(struct quality *q)
{
    struct screen_file file = {.called = CORPUS};

    return data_load(q, CORPUS, &file.text) &&
        screen_list_read(q->w, &file, 1, &q->corpus) &&
        list_keep_names(q->w, &q->corpus, of_un, NULL, &q->un);
}

static bool
measure_all(struct quality *q, size_t queries)
{
    struct search whole, published;

    return corpus_read(q) && search_open(&q->corpus, 1, q->w, &whole) &&
        data_lists(q, q->published) && search_open(q->published, 4, q->w, &published) &&
        measure_recall(q) && measure_alerts(q, &whole, &published) && measure_pairs(q) &&
        measure_scripts(q) && measure_left_out(q) && measure_same(q, &whole, queries);
}

int
main(int argc, char **argv)
{
    struct quality q = {.w = work_open(&os_real), .data = getenv("LIAISON_DATA")};
    size_t queries = argc > 2 ? strtoul(argv[2], NULL, 10) : QUERIES;

    if (q.w == NULL || argc < 2 || argc > 3) {
        fprintf(stderr, "usage: quality OUT.json [QUERIES]\n");
        return 2;
    }
    if (q.data == NULL || *q.data == '\0') {
        fprintf(stderr,
            "quality: LIAISON_DATA is not set: it names the folder of the sets\n");
        return 2;
    }
    q.measures = buffer_open(q.w, 1 << 20);
    q.notes = buffer_open(q.w, 1 << 20);
    if (!screen_start(q.w) || !measure_all(&q, queries) || !table_print(&q) ||
        !table_write(&q, argv[1])) {
        fprintf(stderr, "quality: %s\n", work_why(q.w));
        return 1;
    }
    work_close(q.w);
    return 0;
}
