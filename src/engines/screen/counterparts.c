/*
 * Entries that share names.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/counterparts.h"
#include "engines/screen/gather.h"

/* Who share a name of so many words and more are likely one, where no list has two who do; of more
 * lists than that nobody asks. */
#define P_WORDS 2
#define P_LISTS 16
#define P_YEARS 3 /* of birth, that lists may differ by */

struct shared {
    uint32_t entry;
    uint32_t other;
};

static int
by_entries(const void *a, const void *b)
{
    const struct shared *x = a, *y = b;

    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

/* Were they born in other years, by all that is said of that? */
static bool
born_apart(const struct held_entry *a, const struct held_entry *b)
{
    for (size_t i = 0; i < a->date_count; i++)
        for (size_t k = 0; k < b->date_count; k++)
            if (a->dates[i].from <= b->dates[k].to + P_YEARS &&
                b->dates[k].from <= a->dates[i].to + P_YEARS)
                return false;
    return a->date_count > 0 && b->date_count > 0;
}

static bool
differ(const struct held_entry *a, const struct held_entry *b)
{
    return born_apart(a, b) ||
        (a->type != SCREEN_ANY && b->type != SCREEN_ANY && a->type != b->type) ||
        (a->gender != SCREEN_GENDER_UNKNOWN && b->gender != SCREEN_GENDER_UNKNOWN &&
            a->gender != b->gender);
}

/* A form by its sounds, whatever their order. */
struct sounds {
    uint64_t all;
    uint32_t form;
};

static int
by_sounds(const void *a, const void *b)
{
    const struct sounds *x = a, *y = b;

    if (x->all != y->all)
        return x->all < y->all ? -1 : 1;
    return x->form < y->form ? -1 : x->form > y->form;
}

static uint64_t
sounds_of(const struct lexicon *x, const uint32_t *form)
{
    uint64_t all = 0;

    for (unsigned i = 0; i < form_count(form); i++) {
        uint32_t group = x->words[form_words(form)[i]].group;

        all += (uint64_t)lexicon_hash((const char *)&group, sizeof(group), 3) << 32 |
            lexicon_hash((const char *)&group, sizeof(group), 4);
    }
    return all;
}

/* Whoever has a name of these sounds, each once; 0: too many, or a list has two of them. */
static uint32_t
having(const struct lexicon *x, const struct sounds *at, size_t forms,
    struct held_entry out[P_LISTS], uint32_t entries[P_LISTS])
{
    uint32_t count = 0;

    for (size_t i = 0; i < forms; i++)
        for (uint32_t n = x->forms[at[i].form].names; n != LEXICON_NONE;
             n = x->names[n].next) {
            uint32_t k = 0;

            while (k < count && entries[k] != x->names[n].entry)
                k++;
            if (k < count)
                continue;
            if (count == P_LISTS)
                return 0;
            entries[count] = x->names[n].entry;
            held_entry(&x->held, entries[count], &out[count]);
            for (k = 0; k < count; k++)
                if (bytes_equal(out[k].list, out[count].list))
                    return 0;
            count++;
        }
    return count;
}

/* Both ways. */
static void
share(const struct lexicon *x, const struct sounds *at, size_t forms, struct buffer *to)
{
    struct held_entry of[P_LISTS];
    uint32_t entries[P_LISTS], count = having(x, at, forms, of, entries);

    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++) {
            struct shared s = {entries[i], entries[k]};

            if (i != k && !differ(&of[i], &of[k]))
                buffer_add(to, bytes_from(&s, sizeof(s)));
        }
}

static bool
share_all(struct work *part, const struct lexicon *x, struct buffer *to)
{
    struct sounds *at = work_alloc(part, (x->form_count + 1) * sizeof(*at));
    size_t count = 0, from = 0;

    TRY(at != NULL);
    for (uint32_t f = 0; f < x->form_count; f++) {
        const uint32_t *form = x->slots + x->forms[f].slots;

        if (form_count(form) >= P_WORDS)
            at[count++] = (struct sounds){sounds_of(x, form), f};
    }
    if (count > 1)
        qsort(at, count, sizeof(*at), by_sounds);
    for (size_t i = 1; i <= count; i++)
        if (i == count || at[i].all != at[from].all) {
            share(x, at + from, i - from, to);
            from = i;
        }
    return true;
}

static bool
keep(struct work *w, struct lexicon *x, const void *finds, size_t count)
{
    const struct shared *at = finds;
    size_t kept = 0, from = 0;

    x->counterpart_from =
        work_alloc(w, (x->held.count + 2) * sizeof(*x->counterpart_from));
    x->counterparts = work_alloc(w, (count + 1) * sizeof(*x->counterparts));
    TRY(x->counterpart_from != NULL && x->counterparts != NULL);
    for (size_t i = 1; i <= count; i++)
        if (i == count || by_entries(&at[i], &at[from]) != 0) {
            x->counterparts[kept++] =
                (struct lexicon_counterpart){at[from].other, (uint32_t)(i - from)};
            x->counterpart_from[at[from].entry + 1] = (uint32_t)kept;
            from = i;
        }
    for (uint32_t e = 0; e < x->held.count; e++)
        if (x->counterpart_from[e + 1] == 0)
            x->counterpart_from[e + 1] = x->counterpart_from[e];
    return true;
}

bool
counterparts_build(struct work *w, struct lexicon *x)
{
    static const struct gather how = {share_all, sizeof(struct shared), by_entries, keep};

    return gather(w, x, &how);
}

uint32_t
counterparts_shared(const struct lexicon *x, uint32_t entry, uint32_t other)
{
    for (uint32_t i = x->counterpart_from[entry]; i < x->counterpart_from[entry + 1]; i++)
        if (x->counterparts[i].entry == other)
            return x->counterparts[i].shared;
    return 0;
}
