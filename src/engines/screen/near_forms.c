/*
 * The forms that have words near to one, in order, and what is near in them.
 */
#include <string.h>

#include "engines/screen/near_forms.h"

#define NAME_SHARE 8 /* of all, what those of one name have room for */

struct near_forms {
    const struct screen_index *index;
    uint64_t size;
    /* By turns, and how much there was since the beginning. */
    uint64_t *forms;
    uint64_t formed;
    uint64_t *unsorted; /* those of one word */
    uint32_t *fill;
};

/* How many those of one word of a name may be. */
static uint64_t
share_of(const struct near_forms *n)
{
    return n->size / NAME_SHARE / TOKENS;
}

/* In how many of them it may be two words. */
static uint32_t
parted_of(const struct near_forms *n)
{
    return (uint32_t)(share_of(n) / 4);
}

bool
near_forms_open(struct work *w, const struct screen_index *x, uint64_t size,
    struct near_forms **out)
{
    struct near_forms *n = work_alloc(w, sizeof(*n));

    TRY(n != NULL);
    n->index = x;
    n->size = size;
    n->forms = work_room(w, size * sizeof(*n->forms));
    n->unsorted = work_room(w, share_of(n) * sizeof(*n->unsorted));
    n->fill = work_room(w, (share_of(n) + 2) * sizeof(*n->fill));
    *out = n;
    return n->forms != NULL && n->unsorted != NULL && n->fill != NULL;
}

bool
near_forms_stand(const struct near_forms *n, const struct near_words *of)
{
    return n->formed - of->forms_from < n->size - 2 * n->size / NAME_SHARE;
}

/* ---- Near words ---------------------------------------------------------------------------------- */

/* Hashes are spread evenly: each form is put about where it belongs, and then right there. */
static void
sort_forms(struct near_forms *n, const uint64_t *from, uint32_t count, uint64_t *to)
{
    uint32_t *fill = n->fill;

    memset(fill, 0, (count + 1) * sizeof(*fill));
    for (uint32_t i = 0; i < count; i++)
        fill[((uint64_t)near_form_hash(from[i]) * count >> 32) + 1]++;
    for (uint32_t i = 0; i < count; i++)
        fill[i + 1] += fill[i];
    for (uint32_t i = 0; i < count; i++)
        to[fill[(uint64_t)near_form_hash(from[i]) * count >> 32]++] = from[i];
    for (uint32_t i = 1; i < count; i++) {
        uint64_t one = to[i];
        uint32_t j = i;

        for (; j > 0 && to[j - 1] > one; j--)
            to[j] = to[j - 1];
        to[j] = one;
    }
}

/* A form with several near words once; how many there are. */
static uint32_t
unite_forms(uint64_t *at, uint32_t count)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t one = at[i], *last = &at[n - 1];

        if (n == 0 || near_form_hash(*last) != near_form_hash(one)) {
            at[n++] = one;
        } else if (near_form_alike(*last) > near_form_alike(one)) {
            /* What is sorted weighs no less than the one before. */
            *last = near_form(near_form_number(one), near_form_weight(one),
                (int)near_form_alike(*last));
        } else {
            *last = one;
        }
    }
    return n;
}

/* The forms of all near words, without initials or with some. */
static uint32_t
list_forms(struct near_forms *n, const struct near_words *of, bool initials, uint64_t *to)
{
    const struct lexicon *x = &n->index->lexicon;
    uint32_t count = 0;

    for (uint32_t k = 0; k < of->count; k++) {
        uint32_t word = near_word(of->at[k]);
        const struct lexicon_word *v = &x->words[word];
        const uint32_t *form = n->index->postings + v->forms;
        uint32_t from = initials ? v->plain_count : 0,
                 end = initials ? v->form_count : v->plain_count;

        for (uint32_t i = from; i < end; i++)
            n->unsorted[count++] =
                near_form(form[i], x->scores[word].weight, near_alike(of->at[k]));
    }
    sort_forms(n, n->unsorted, count, to);
    return unite_forms(to, count);
}

/* What two adjacent words of those sounds weigh in a form; 0: it has none. */
static unsigned
parted_weight(const struct lexicon *x, uint32_t form, const struct near_parts *p)
{
    const uint32_t *slots = x->slots + x->forms[form].slots, *words = form_words(slots);
    unsigned most = 0;

    for (unsigned j = 1; j < form_count(slots); j++) {
        unsigned weight = x->scores[words[j - 1]].weight + x->scores[words[j]].weight;

        if (x->words[words[j - 1]].group == p->first &&
            x->words[words[j]].group == p->second && weight > most)
            most = weight;
    }
    return most;
}

/* The forms that have both parts of a word. */
static uint32_t
list_parted(const struct near_forms *n, struct near_words *of, bool few, uint64_t *to)
{
    const struct lexicon *x = &n->index->lexicon;
    uint32_t count = 0;

    for (const struct near_parts *p = of->parts; p < of->parts + of->part_count; p++) {
        uint32_t one = lexicon_forms_of(x, p->first),
                 two = lexicon_forms_of(x, p->second);
        const struct lexicon_group *g = &x->groups[one < two ? p->first : p->second];

        for (uint32_t v = g->words; p->few == few && v < g->words + g->count; v++)
            for (uint32_t k = 0; k < x->words[v].form_count; k++) {
                uint32_t form = n->index->postings[x->words[v].forms + k];
                unsigned weight = parted_weight(x, form, p);

                if (weight == 0)
                    continue;
                if (count == parted_of(n)) {
                    of->cut = true;
                    break;
                }
                to[count++] = near_form(form, weight, SCORE_JOINED_MOST);
                if (weight > of->part_weight[few])
                    of->part_weight[few] = (uint16_t)weight;
            }
    }
    return count;
}

/* Eight bits for each, or more. */
static uint64_t *
mark_seen(struct near_words *of, uint64_t *to)
{
    uint32_t count = of->form_count[NEAR_PLAIN] + of->form_count[NEAR_INITIALS],
             words = 1;

    while (8 * words < count)
        words *= 2;
    memset(to, 0, words * sizeof(*to));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t hash = near_form_hash(of->forms[i]);

        to[hash >> 6 & (words - 1)] |= near_bits(hash);
    }
    of->seen = to;
    of->seen_mask = words - 1;
    return to + words;
}

uint64_t
near_in_form(const struct near_words *n, enum near_sort sort, uint32_t hash)
{
    const uint64_t *forms = near_forms(n, sort);
    uint32_t count = n->form_count[sort], at = (uint32_t)((uint64_t)hash * count >> 32);

    while (at < count && near_form_hash(forms[at]) < hash)
        at++;
    while (at > 0 && near_form_hash(forms[at - 1]) >= hash)
        at--;
    return at < count && near_form_hash(forms[at]) == hash ? forms[at] : 0;
}

/* Where there is room for so many in a row. */
static uint64_t *
room_for(struct near_forms *n, uint64_t count)
{
    if (n->formed % n->size + count > n->size)
        n->formed += n->size - n->formed % n->size;
    return n->forms + n->formed % n->size;
}

void
near_forms_list(struct near_forms *n, struct near_words *of)
{
    const struct lexicon *x = &n->index->lexicon;
    uint64_t all = 0, most = share_of(n), *to;

    for (uint32_t k = 0; k < of->count; k++)
        all += x->words[near_word(of->at[k])].form_count;
    /* Each, and at most 16 bits for it. */
    of->many = all + all / 4 + 1 + 2 * parted_of(n) > most;
    of->forms = to = room_for(n, of->many ? 2 * parted_of(n) + 1 : most);
    of->forms_from = n->formed;
    for (int sort = 0; sort < NEAR_SORTS; sort++) {
        if (sort >= NEAR_PARTED)
            of->form_count[sort] = list_parted(n, of, sort == NEAR_PARTED_FEW, to);
        else
            of->form_count[sort] =
                of->many ? 0 : list_forms(n, of, sort == NEAR_INITIALS, to);
        to += of->form_count[sort];
    }
    to = mark_seen(of, to);
    n->formed += (uint64_t)(to - of->forms);
}
