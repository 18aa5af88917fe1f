/*
 * Whom entries of lists may be hits of: what may reach the threshold with a subject's name, or has its
 * number, is looked at, and whoever is not cannot be one.
 */
#include "engines/screen/mirror.h"

#include <stdlib.h>
#include <string.h>

static void
touch_one(struct screen_mirror *m, uint32_t subject)
{
    if (m->is_touched[subject])
        return;
    m->is_touched[subject] = true;
    m->touched[m->touched_count++] = subject;
}

static void
touch_all(struct screen_mirror *m)
{
    for (uint32_t n = 0; n < m->count; n++)
        touch_one(m, n);
}

/* What fields may add beside the name, at the most, to any entry that has the form. */
static int
fields_of(const struct screen_mirror *m, const struct lexicon *x, uint32_t form)
{
    int most = 0;

    for (uint32_t n = x->forms[form].names; n != LEXICON_NONE; n = x->names[n].next) {
        int add = search_could_add(&m->any, x->held.read[x->names[n].entry]);

        most = add > most ? add : most;
    }
    return most;
}

/* By a form of a name that the entries have. */
static bool
touch_by_form(struct screen_mirror *m, const struct lexicon *x, uint32_t form)
{
    const struct lexicon *of = &m->index->lexicon;
    const uint32_t *at = x->slots + x->forms[form].slots, *could;
    struct tokens t = {.count = form_count(at), .whole = true};
    uint32_t count;

    for (unsigned i = 0; i < t.count; i++)
        t.at[i] = x->words[form_words(at)[i]].token;
    if (!find_could(m->find, &t, m->threshold - fields_of(m, x, form), &could, &count))
        return false;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t n = of->forms[could[k]].names; n != LEXICON_NONE;
             n = of->names[n].next)
            touch_one(m, of->names[n].entry);
    return true;
}

static void
touch_by_number(struct screen_mirror *m, struct bytes number)
{
    uint32_t hash = search_number(number), low = 0, high = m->number_count;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (m->numbers[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < m->number_count && m->numbers[low].hash == hash; low++)
        touch_one(m, m->numbers[low].subject);
}

void
mirror_touch(struct screen_mirror *m, const struct screen_index *entries)
{
    const struct lexicon *x = &entries->lexicon;
    bool good = m->index != NULL;

    for (uint32_t f = 0; good && f < x->form_count; f++)
        good = touch_by_form(m, x, f);
    if (!good) {
        touch_all(m);
        return;
    }
    for (uint32_t e = 0; e < x->held.count; e++)
        for (size_t i = 0; i < x->held.read[e]->id_count; i++)
            touch_by_number(m, x->held.read[e]->ids[i].number);
}

void
mirror_clear(struct screen_mirror *m)
{
    for (uint32_t i = 0; i < m->touched_count; i++)
        m->is_touched[m->touched[i]] = false;
    m->touched_count = 0;
}

bool
mirror_room(struct work *w, struct screen_mirror *m)
{
    m->touched = work_alloc(w, (m->count + 1) * sizeof(*m->touched));
    m->is_touched = work_alloc(w, m->count + 1);
    return m->touched != NULL && m->is_touched != NULL;
}

size_t
screen_mirror_count(const struct screen_mirror *m)
{
    return m->count;
}

/* ---- Asked from outside ------------------------------------------------------------------------------ */

static int
by_subject(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

bool
screen_mirror_touched(struct screen_mirror *m, struct work *w,
    const struct screen_list *lists, size_t count, uint32_t **subjects, size_t *touched)
{
    struct work *part = work_open(work_os(w));
    struct screen_index *x;
    bool good = part != NULL && screen_index_build_by(part, m->rarity, lists, count, &x);

    *subjects = work_alloc(w, (m->count + 1) * sizeof(**subjects));
    *touched = 0;
    if (good && *subjects != NULL) {
        mirror_touch(m, x);
        *touched = m->touched_count;
        memcpy(*subjects, m->touched, *touched * sizeof(**subjects));
        mirror_clear(m);
        if (*touched > 0)
            qsort(*subjects, *touched, sizeof(**subjects), by_subject);
    }
    return work_join(w, part, good) && *subjects != NULL;
}
