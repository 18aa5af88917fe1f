/*
 * A mirror: the names of who is asked for, in which a name of a list is searched for.  What is found
 * may reach the threshold when it is asked for, and whatever is not found cannot.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

static void
take(struct find *s, uint32_t form)
{
    if (s->form_seen[form] == s->search)
        return;
    s->form_seen[form] = s->search;
    s->could[s->could_count++] = form;
}

/* May the word be taken for two, in a name of so many? */
static bool
is_parted(const struct token *t, unsigned count)
{
    struct sound first, second;

    for (unsigned at = 1; at < t->len; at++)
        if (score_parted(t, count, at, &first, &second))
            return true;
    return false;
}

static void
take_parted(struct find *s, uint32_t word)
{
    const struct lexicon_word *v = &s->x->words[word];

    for (uint32_t k = v->forms; k < v->forms + v->form_count; k++) {
        uint32_t f = s->index->postings[k];

        if (is_parted(&v->token, form_count(s->x->slots + s->x->forms[f].slots)))
            take(s, f);
    }
}

/* Forms with a word for two of the list's, or with some for one of them: these are few, and no bound
 * is asked. */
static void
take_joined(struct find *s)
{
    const struct index_keys *joined = &s->index->keys[INDEX_JOINED],
                            *parted = &s->index->keys[INDEX_PARTED];
    struct sound sound[2];

    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct token *t = &s->tokens.at[i];
        uint32_t key, at, end;

        sound[1] = sound[0];
        sound_of(t->letter, t->len, (enum text_script)t->script, &sound[0]);
        key = index_key_sound(&sound[0]);
        for (end = index_keys_at(joined, key, &at); at < end; at++)
            if (joined->at[at].key == key)
                take(s, joined->at[at].of);
        if (i == 0)
            continue;
        key = index_key_sounds(&sound[1], &sound[0]);
        for (end = index_keys_at(parted, key, &at); at < end; at++)
            if (parted->at[at].key == key)
                take_parted(s, parted->at[at].of);
    }
}

bool
find_could(struct find *s, const struct tokens *listed, int threshold,
    const uint32_t **forms, uint32_t *count)
{
    bool whole = true;

    find_ask_words(s, listed);
    find_weigh(s);
    if (listed->count > 0) {
        take_joined(s);
        find_by_index(s, threshold);
    }
    for (unsigned i = 0; i < listed->count; i++)
        whole &= !s->near[i]->cut;
    *forms = s->could;
    *count = s->could_count;
    return whole;
}
