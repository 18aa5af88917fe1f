/*
 * Bundles whose frames were reordered, doubled or left out, and bundles that are read in
 * another order than they were written: refused, never half, and the sound ones bring
 * everything.
 */
#include "engines/exchange/hostile.h"

void raw_copy(const char *from, const char *to);

#define FRAMES 64

struct bundle {
    struct bytes head; /* the line, and the envelope */
    struct bytes frames[FRAMES];
    size_t count;
};

static size_t
length_at(struct bytes text, size_t at_byte)
{
    const uint8_t *f = text.at + at_byte;

    return (size_t)f[0] << 24 | (size_t)f[1] << 16 | (size_t)f[2] << 8 | f[3];
}

static struct bundle
split(struct bytes text)
{
    size_t line = strlen("liaison/v1/volume\n");
    struct bundle b = {.head = bytes_from(text.at, line + 4 + length_at(text, line))};
    size_t at_byte = b.head.len;

    while (at_byte < text.len && b.count < FRAMES) {
        size_t len = length_at(text, at_byte) + 4;

        b.frames[b.count++] = bytes_from(text.at + at_byte, len);
        at_byte += len;
    }
    if (at_byte != text.len) {
        printf("Bail out! frames of %zu bytes in %zu\n", at_byte, text.len);
        exit(99);
    }
    return b;
}

static void
write_frames(const char *path, const struct bundle *b)
{
    FILE *f = fopen(path, "w");

    fwrite(b->head.at, 1, b->head.len, f);
    for (size_t i = 0; i < b->count; i++)
        fwrite(b->frames[i].at, 1, b->frames[i].len, f);
    fclose(f);
}

static bool
read_in(struct stage *t, const char *file)
{
    struct work *w = work_open(&sim_os);
    struct json *answer;
    bool good = sim_try(w, t->un, "bundle in",
             work_format(w, "{\"file\":[\"%s\"]}", file), &answer),
         told = good || work_why(w)[0] != '\0';

    work_close(w);
    return told && good;
}

/* What a bundle has to bring: the log up to its end, and the content. */
static bool
all_here(struct stage *t)
{
    struct work *w = t->w;
    const char *got = at(w, "got");
    struct log_head outbox, inbox;

    unlink(got);
    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    NEED(w, node_inbox(t->un->node, w, &t->eu->id, outbox.origin, &inbox));
    sim_do(w, t->un, "show", "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}",
        t->evidence_id, got);
    return inbox.size == outbox.size &&
        bytes_equal(get_file(w, got), get_file(w, at(w, "photo")));
}

/* The node as it was before the bundle, which is changed in some way, and read before
 * the sound one. */
static size_t tried, taken, broken;

static void
try(struct stage *t, const struct bundle *b, const char *sound)
{
    struct work *w = t->w;

    write_frames(at(w, "spoiled"), b);
    sim_close(t->un);
    raw_copy(at(w, "un-before"), t->un->folder);
    sim_open(w, t->un);
    tried++;
    taken += read_in(t, at(w, "spoiled"));
    broken += !sim_holds(w, t->un);
    broken += !read_in(t, sound) || !all_here(t) || !sim_holds(w, t->un);
}

static void
frames(struct stage *t, const char *sound)
{
    struct bundle whole = split(get_file(t->w, sound)), b;

    tap_ok(whole.count > 7, "a bundle of %zu frames", whole.count);
    for (size_t i = 0; i + 1 < whole.count; i++) {
        struct bytes other;

        b = whole; /* two of them swapped */
        other = b.frames[i];
        b.frames[i] = b.frames[i + 1];
        b.frames[i + 1] = other;
        try(t, &b, sound);
        b = whole; /* one of them twice */
        memmove(&b.frames[i + 1], &whole.frames[i],
            (whole.count - i) * sizeof(b.frames[0]));
        b.count++;
        try(t, &b, sound);
        b = whole; /* one of them not there */
        memmove(&b.frames[i], &whole.frames[i + 1],
            (whole.count - i - 1) * sizeof(b.frames[0]));
        b.count--;
        try(t, &b, sound);
    }
    b = whole; /* backwards, but for the end */
    for (size_t i = 0; i + 1 < whole.count; i++)
        b.frames[i] = whole.frames[whole.count - 2 - i];
    try(t, &b, sound);
    tap_ok(broken == 0 && taken == 0,
        "%zu bundles with frames in disorder: %zu taken, and none broke anything", tried,
        taken);
}

/* Three bundles, each with what is new; the third is read first, and then the others. */
static void
bundles(struct stage *t)
{
    struct work *w = t->w;
    static const int orders[][3] = {{2, 0, 1}, {1, 0, 2}, {2, 1, 0}, {0, 2, 1}};
    size_t good = 0, whole = 0;

    sim_close(t->un);
    raw_copy(at(w, "un-before"), t->un->folder);
    sim_open(w, t->un);
    for (int i = 0; i < 3; i++) {
        stage_share(t, t->eu, t->un,
            stage_id(w,
                &(struct stored){.id = fixture_matter(w, t->eu->node, "Next").id}));
        sim_do(w, t->eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}",
            at(w, "next-%d", i));
    }
    for (size_t o = 0; o < COUNT_OF(orders); o++) {
        sim_close(t->un);
        raw_copy(at(w, "un-before"), t->un->folder);
        sim_open(w, t->un);
        for (int i = 0; i < 3; i++)
            (void)read_in(t, at(w, "next-%d", orders[o][i]));
        good += sim_holds(w, t->un);
        for (int i = 0; i < 3; i++)
            (void)read_in(t, at(w, "next-%d", i));
        whole += all_here(t) && sim_holds(w, t->un);
    }
    tap_ok(good == COUNT_OF(orders) && whole == COUNT_OF(orders),
        "read in another order, bundles leave the node whole (%zu), and bring all in the "
        "end (%zu)",
        good, whole);
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t = stage_open(w, 2500000);
    const char *sound = at(w, "sound");

    stage_share(&t, t.eu, t.un,
        stage_id(w, &(struct stored){.id = fixture_matter(w, t.eu->node, "One").id}));
    sim_do(w, t.eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", sound);
    sim_close(t.un);
    raw_copy(t.un->folder, at(w, "un-before"));
    sim_open(w, t.un);
    frames(&t, sound);
    bundles(&t);
    sim_end();
    work_close(w);
    return tap_end();
}
