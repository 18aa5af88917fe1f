/*
 * Whether the numbers of an archive lead to where something stands: whoever wrote it, a search
 * of it reads nothing else, and ends.
 *
 * The loops have no way out: they gather what is wrong, so that they cost less than the sum.
 */
#include <string.h>

#include "engines/screen/archive.h"

struct checking {
    const struct screen_index *x;
    const uint64_t *count;
    const struct archive_list *lists;
};

static bool
is_power(uint64_t n)
{
    return n > 0 && n <= (uint64_t)1 << 31 && (n & (n - 1)) == 0;
}

/* A byte that must be a truth. */
static bool
is_truth(const bool *at)
{
    uint8_t is;

    memcpy(&is, at, sizeof(is));
    return is <= 1;
}

/* ---- Entries ---------------------------------------------------------------------------------- */

static bool
is_text(const struct checking *c, struct held_text t)
{
    return (uint64_t)t.at + t.len <= c->count[ARCHIVE_TEXTS];
}

static bool
rows_wrong(const struct checking *c)
{
    const struct held *h = &c->x->lexicon.held;
    bool wrong = false;

    for (uint32_t n = 0; n < h->count; n++) {
        const struct held_row *r = &h->rows[n];

        wrong |= !is_text(c, r->list) || !is_text(c, r->ref) ||
            !is_text(c, r->programme) || !is_text(c, r->listed) || !is_text(c, r->remark);
        wrong |= r->names > r[1].names || r->dates > r[1].dates ||
            r->countries > r[1].countries || r->ids > r[1].ids;
        wrong |= r->in >= c->count[ARCHIVE_LISTS] || r->type >= SCREEN_TYPES ||
            r->gender > SCREEN_FEMALE;
    }
    return wrong || h->rows[h->count].names > c->count[ARCHIVE_NAMES] ||
        h->rows[h->count].dates > c->count[ARCHIVE_DATES] ||
        h->rows[h->count].countries > c->count[ARCHIVE_COUNTRIES] ||
        h->rows[h->count].ids > c->count[ARCHIVE_IDS];
}

static bool
entries_wrong(const struct checking *c)
{
    const struct held *h = &c->x->lexicon.held;
    bool wrong = rows_wrong(c);

    for (uint64_t i = 0; i < c->count[ARCHIVE_NAMES]; i++)
        wrong |= !is_text(c, h->names[i].text) || h->names[i].kind >= SCREEN_KINDS;
    for (uint64_t i = 0; i < c->count[ARCHIVE_DATES]; i++)
        wrong |= !is_truth(&h->dates[i].about);
    for (uint64_t i = 0; i < c->count[ARCHIVE_COUNTRIES]; i++)
        wrong |= !is_text(c, h->countries[i]);
    for (uint64_t i = 0; i < c->count[ARCHIVE_IDS]; i++)
        wrong |= !is_text(c, h->ids[i].kind) || !is_text(c, h->ids[i].number) ||
            !is_text(c, h->ids[i].country);
    for (uint64_t i = 0; i < c->count[ARCHIVE_LISTS]; i++)
        wrong |= !is_text(c, c->lists[i].name) || !is_text(c, c->lists[i].format) ||
            !is_text(c, c->lists[i].date);
    return wrong;
}

/* ---- Names and forms ---------------------------------------------------------------------------- */

/* Each name is part of one of its entry's names; the next of its form comes before it, so that
 * there is a last one. */
static bool
names_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    const struct held *h = &l->held;
    bool wrong = false;

    for (uint32_t n = 0; n < l->name_count && !wrong; n++) {
        const struct lexicon_name *of = &l->names[n];
        const struct held_row *r = &h->rows[of->entry < h->count ? of->entry : 0];

        wrong = of->entry >= h->count || of->at >= r[1].names - r->names ||
            (of->next >= n && of->next != LEXICON_NONE) ||
            (uint64_t)of->from + of->len > h->names[r->names + of->at].text.len;
    }
    return wrong;
}

static bool
form_wrong(const struct lexicon *l, uint32_t f)
{
    const struct lexicon_form *form = &l->forms[f];
    const uint32_t *at;
    uint32_t weight = 0, left;

    if (form->slots >= l->slot_count || l->slot_count - form->slots < FORM_HEAD ||
        (form->names >= l->name_count && form->names != LEXICON_NONE))
        return true;
    at = l->slots + form->slots;
    left = l->slot_count - form->slots - FORM_HEAD;
    if (form_number(at) != f || form_count(at) == 0 || form_count(at) > TOKENS ||
        form_count(at) > left)
        return true;
    for (unsigned i = 0; i < form_count(at); i++) {
        uint32_t v = form_words(at)[i];

#ifndef PLANTED_BUG
        if (v >= l->word_count)
            return true;
#endif
        weight += l->scores[v].weight;
    }
    return weight != form_weight(at);
}

static bool
forms_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong = false;

    for (uint32_t f = 0; f < l->form_count && !wrong; f++)
        wrong = form_wrong(l, f);
    return wrong;
}

static bool
postings_wrong(const struct checking *c)
{
    bool wrong = false;

    for (uint64_t i = 0; i < c->count[ARCHIVE_POSTINGS]; i++)
        wrong |= c->x->postings[i] >= c->x->lexicon.form_count;
    return wrong;
}

/* ---- Words and sounds ------------------------------------------------------------------------------ */

static bool
words_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong = l->word_count > LEXICON_WORDS;

    for (uint32_t v = 0; v < l->word_count; v++) {
        const struct lexicon_word *word = &l->words[v];
        const struct score_word *s = &l->scores[v];

        wrong |= word->token.len > SOUND_MAX || word->token.class >= TOKEN_CLASSES ||
            word->token.script >= TEXT_SCRIPTS || word->group >= l->group_count;
        wrong |= (uint64_t)word->forms + word->form_count > c->count[ARCHIVE_POSTINGS] ||
            word->plain_count > word->form_count;
        wrong |= s->class >= TOKEN_CLASSES || s->weight > score_word_most() ||
            s->bits > score_word_most() || s->len > SOUND_MAX ||
            s->traits >= SCORE_TRAITS;
    }
    return wrong;
}

static bool
groups_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong = false;

    for (uint32_t g = 0; g < l->group_count; g++) {
        const struct lexicon_group *group = &l->groups[g];

        wrong |= group->sound.len > SOUND_MAX || group->sound.bones > SOUND_MAX ||
            !is_truth(&group->sound.abjad) || !is_truth(&group->sound.syllable) ||
            (uint64_t)group->words + group->count > l->word_count;
    }
    return wrong;
}

/* Where what each of ${many} has begins, and the last of it ends. */
static bool
from_wrong(const uint32_t *from, uint32_t many, uint64_t count)
{
    bool wrong = false;

    for (uint32_t i = 0; i < many; i++)
        wrong |= from[i] > from[i + 1];
    return wrong || from[many] > count;
}

static bool
spellings_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong =
        from_wrong(l->spelling_from, l->group_count, c->count[ARCHIVE_SPELLINGS]);

    for (uint64_t i = 0; i < c->count[ARCHIVE_SPELLINGS]; i++)
        wrong |= l->spellings[i].group >= l->group_count;
    return wrong;
}

static bool
counterparts_wrong(const struct checking *c)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong =
        from_wrong(l->counterpart_from, l->held.count, c->count[ARCHIVE_COUNTERPARTS]);

    for (uint64_t i = 0; i < c->count[ARCHIVE_COUNTERPARTS]; i++)
        wrong |= l->counterparts[i].entry >= l->held.count;
    return wrong;
}

/* All that is in a table is there, and something is free: there a search of it ends. */
static bool
table_wrong(const uint32_t *table, uint64_t size, uint32_t many)
{
    bool wrong = !is_power(size), free = false;

    for (uint64_t i = 0; i < size; i++) {
        wrong |= table[i] >= many && table[i] != LEXICON_NONE;
        free |= table[i] == LEXICON_NONE;
    }
    return wrong || !free;
}

static bool
keys_wrong(const struct checking *c, enum index_key_sort sort)
{
    const struct index_keys *k = &c->x->keys[sort];
    uint64_t count = c->count[ARCHIVE_KEYS_AT + sort],
             buckets = c->count[ARCHIVE_KEYS_FROM + sort] - 1;
    const struct lexicon *l = &c->x->lexicon;
    uint32_t owners = sort == INDEX_LETTERS || sort == INDEX_PARTED ? l->word_count
        : sort == INDEX_JOINED                                      ? l->form_count
                                                                    : l->group_count;
    bool wrong = !is_power(buckets) || buckets < 2 || buckets > (uint64_t)1 << 24 ||
        !is_power(c->count[ARCHIVE_KEYS_SEEN + sort]) ||
        c->count[ARCHIVE_KEYS_SEEN + sort] > (uint64_t)1 << 28;

    for (uint64_t b = 0; b < buckets && !wrong; b++)
        wrong |= k->from[b] > k->from[b + 1];
    wrong = wrong || k->from[buckets] > count;
    for (uint64_t i = 0; i < count; i++)
        wrong |= k->at[i].of >= owners;
    return wrong;
}

/* ---- All ------------------------------------------------------------------------------------------- */

/* What the loops above lean on. */
static bool
counts_wrong(const struct checking *c, int sorts)
{
    const uint64_t *count = c->count;
    bool wrong = count[ARCHIVE_SCORES] != count[ARCHIVE_WORDS] ||
        count[ARCHIVE_GROUP_SEEN] != LEXICON_SEEN / 8;

    for (int p = 0; p < ARCHIVE_PARTS; p++)
        wrong |= count[p] > UINT32_MAX - 1;
    for (int s = 0; s < INDEX_KEY_SORTS; s++)
        wrong |= (count[ARCHIVE_KEYS_FROM + s] == 0) != (s >= sorts);
    return wrong;
}

static bool
counts_of_lists_wrong(const struct checking *c)
{
    const uint64_t *count = c->count;

    return counts_wrong(c, ARCHIVE_LIST_SORTS) || count[ARCHIVE_ROWS] == 0 ||
        count[ARCHIVE_LISTS] > UINT8_MAX ||
        count[ARCHIVE_SPELLINGS_FROM] != count[ARCHIVE_GROUPS] + 1 ||
        count[ARCHIVE_COUNTERPARTS_FROM] != count[ARCHIVE_ROWS];
}

/* Words with their sounds, tables and keys; NULL: nothing is wrong. */
static const char *
index_wrong(const struct checking *c, int sorts)
{
    const struct lexicon *l = &c->x->lexicon;

    if (words_wrong(c))
        return "words";
    if (groups_wrong(c))
        return "sounds";
    if (forms_wrong(c) || postings_wrong(c))
        return "forms";
    if (table_wrong(l->word_table, c->count[ARCHIVE_WORD_TABLE], l->word_count) ||
        table_wrong(l->group_table, c->count[ARCHIVE_GROUP_TABLE], l->group_count))
        return "tables";
    for (int s = 0; s < sorts; s++)
        if (keys_wrong(c, (enum index_key_sort)s))
            return "keys";
    return NULL;
}

const char *
archive_wrong(const struct screen_index *x, const struct archive_head *head,
    const struct archive_list *lists)
{
    const struct checking c = {x, head->count, lists};

    if (counts_of_lists_wrong(&c))
        return "counts";
    if (entries_wrong(&c))
        return "entries";
    if (names_wrong(&c))
        return "names";
    if (spellings_wrong(&c))
        return "spellings";
    if (counterparts_wrong(&c))
        return "counterparts";
    return index_wrong(&c, ARCHIVE_LIST_SORTS);
}

/* ---- A mirror --------------------------------------------------------------------------------------- */

static bool
counts_of_mirror_wrong(const struct checking *c, const struct screen_mirror *m,
    const struct archive_head *head)
{
    const uint64_t *count = c->count;
    bool wrong = counts_wrong(c, INDEX_KEY_SORTS) || head->subjects != m->count ||
        head->subjects > MIRROR_MOST;

    for (int p = ARCHIVE_LISTS; p <= ARCHIVE_TEXTS; p++)
        wrong |= count[p] != 0;
    for (int p = ARCHIVE_SPELLINGS_FROM; p <= ARCHIVE_COUNTERPARTS; p++)
        wrong |= count[p] != 0;
    return wrong;
}

/* Each is of a subject; the next of its form comes before it. */
static bool
subjects_wrong(const struct checking *c, const struct screen_mirror *m)
{
    const struct lexicon *l = &c->x->lexicon;
    bool wrong = false;

    for (uint32_t n = 0; n < l->name_count; n++)
        wrong |= l->names[n].entry >= m->count ||
            (l->names[n].next >= n && l->names[n].next != LEXICON_NONE);
    for (uint32_t n = 0; n < m->number_count; n++)
        wrong |= m->numbers[n].subject >= m->count;
    return wrong;
}

const char *
archive_mirror_wrong(const struct screen_mirror *m, const struct archive_head *head)
{
    const struct checking c = {.x = m->index, .count = head->count};

    if (counts_of_mirror_wrong(&c, m, head))
        return "counts";
    if (subjects_wrong(&c, m))
        return "subjects";
    return index_wrong(&c, INDEX_KEY_SORTS);
}
