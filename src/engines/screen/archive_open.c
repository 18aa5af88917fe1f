/*
 * An archive as the index that it was made of, without reading more of it than its numbers.
 */
#include <string.h>

#include "engines/screen/archive.h"

bool
screen_archive_begins(struct bytes text)
{
    return bytes_start(text, ARCHIVE_MAGIC);
}

/* ---- Is it one of ours, and whole? ------------------------------------------------------------ */

bool
archive_check_head(struct work *w, struct bytes text, enum archive_of of,
    struct archive_opening *o)
{
    static const uint8_t none[sizeof(((struct archive_head *)NULL)->none)];
    const struct archive_head *h = (const void *)text.at;

    if (!screen_archive_begins(text))
        return fail(w, FAULT_INVALID, "this is no archive of lists");
    if (text.len < sizeof(*h) || text.len % ARCHIVE_STEP != 0)
        return fail(w, FAULT_CORRUPT, "the archive is cut off: make it again");
    if (h->order != ARCHIVE_ORDER || h->format != ARCHIVE_FORMAT ||
        memcmp(h->made_by, archive_made_by, sizeof(h->made_by)) != 0)
        return fail(w, FAULT_INVALID,
            "the archive was made by another version of the program, or on another sort "
            "of machine: make it again");
    if (!archive_place(h->count, &o->places) || o->places.size != text.len)
        return fail(w, FAULT_CORRUPT, "the archive is cut off: make it again");
    if (h->of != of)
        return fail(w, FAULT_INVALID, "the archive is of something else");
    if (h->sum != archive_sum(text) || memcmp(h->none, none, sizeof(none)) != 0)
        return fail(w, FAULT_CORRUPT, "the archive is damaged: make it again");
    o->text = text;
    o->head = h;
    return true;
}

/* ---- Its parts ---------------------------------------------------------------------------------- */

/* What a search only reads is not const, for who builds an index writes it; the pages of an
 * archive cannot be written to. */
void *
archive_part(const struct archive_opening *o, int p)
{
    return (void *)(uintptr_t)(o->text.at + o->places.at[p]);
}

uint32_t
archive_count(const struct archive_opening *o, int p)
{
    return o->head->count[p] > UINT32_MAX ? UINT32_MAX : (uint32_t)o->head->count[p];
}

/* How many bits tell so many apart. */
static unsigned
bits_of(uint32_t many)
{
    unsigned bits = 0;

    while (bits < 31 && (1U << bits) < many)
        bits++;
    return bits;
}

/* Entries are of lists alone, and so is what these teach. */
static void
take_entries(const struct archive_opening *o, struct lexicon *l)
{
    l->held = (struct held){.count = archive_count(o, ARCHIVE_ROWS) - 1,
        .rows = archive_part(o, ARCHIVE_ROWS),
        .names = archive_part(o, ARCHIVE_NAMES),
        .dates = archive_part(o, ARCHIVE_DATES),
        .countries = archive_part(o, ARCHIVE_COUNTRIES),
        .ids = archive_part(o, ARCHIVE_IDS),
        .texts = archive_part(o, ARCHIVE_TEXTS)};
    l->spelling_from = archive_part(o, ARCHIVE_SPELLINGS_FROM);
    l->spellings = archive_part(o, ARCHIVE_SPELLINGS);
    l->counterpart_from = archive_part(o, ARCHIVE_COUNTERPARTS_FROM);
    l->counterparts = archive_part(o, ARCHIVE_COUNTERPARTS);
}

void
archive_take_index(const struct archive_opening *o, struct screen_index *x)
{
    x->lexicon = (struct lexicon){.names = archive_part(o, ARCHIVE_LEXICON_NAMES),
        .name_count = archive_count(o, ARCHIVE_LEXICON_NAMES),
        .forms = archive_part(o, ARCHIVE_FORMS),
        .form_count = archive_count(o, ARCHIVE_FORMS),
        .slots = archive_part(o, ARCHIVE_SLOTS),
        .slot_count = archive_count(o, ARCHIVE_SLOTS),
        .words = archive_part(o, ARCHIVE_WORDS),
        .scores = archive_part(o, ARCHIVE_SCORES),
        .word_count = archive_count(o, ARCHIVE_WORDS),
        .groups = archive_part(o, ARCHIVE_GROUPS),
        .group_count = archive_count(o, ARCHIVE_GROUPS),
        .word_table = archive_part(o, ARCHIVE_WORD_TABLE),
        .group_table = archive_part(o, ARCHIVE_GROUP_TABLE),
        .group_seen = archive_part(o, ARCHIVE_GROUP_SEEN),
        .word_mask = archive_count(o, ARCHIVE_WORD_TABLE) - 1,
        .group_mask = archive_count(o, ARCHIVE_GROUP_TABLE) - 1};
    x->postings = archive_part(o, ARCHIVE_POSTINGS);
    for (int s = 0; s < INDEX_KEY_SORTS; s++)
        x->keys[s] = (struct index_keys){.bits = bits_of(
                                             archive_count(o, ARCHIVE_KEYS_FROM + s) - 1),
            .from = archive_part(o, ARCHIVE_KEYS_FROM + s),
            .at = archive_part(o, ARCHIVE_KEYS_AT + s),
            .seen = archive_part(o, ARCHIVE_KEYS_SEEN + s),
            .seen_mask = archive_count(o, ARCHIVE_KEYS_SEEN + s) * 8 - 1};
}

bool
archive_taken(struct work *w, struct screen_index *x)
{
    for (uint32_t g = 0; g < x->lexicon.group_count; g++)
        x->lexicon.syllables |= x->lexicon.groups[g].sound.syllable;
    return index_weigh(w, x);
}

static bool
take_lists(struct work *w, const struct archive_opening *o, const struct held *h,
    struct screen_archive *out)
{
    const struct archive_list *from = archive_part(o, ARCHIVE_LISTS);
    struct screen_list *lists;
    struct screen_source *sources;

    out->count = archive_count(o, ARCHIVE_LISTS);
    lists = work_alloc(w, (out->count + 1) * sizeof(*lists));
    sources = work_alloc(w, (out->count + 1) * sizeof(*sources));
    TRY(lists != NULL && sources != NULL);
    for (size_t i = 0; i < out->count; i++) {
        lists[i] = (struct screen_list){.name = held_text(h, from[i].name),
            .format = held_text(h, from[i].format),
            .date = held_text(h, from[i].date),
            .count = from[i].entries,
            .names = from[i].names,
            .nameless = from[i].nameless};
        sources[i].size = from[i].size;
        memcpy(sources[i].sha256.at, from[i].sha256, sizeof(sources[i].sha256.at));
    }
    out->lists = lists;
    out->sources = sources;
    return true;
}

bool
screen_archive_open(struct work *w, struct bytes text, struct screen_archive *out)
{
    struct screen_index *x = work_alloc(w, sizeof(*x));
    struct archive_opening o;
    const char *wrong;

    TRY(x != NULL && archive_check_head(w, text, ARCHIVE_OF_LISTS, &o));
    archive_take_index(&o, x);
    take_entries(&o, &x->lexicon);
    wrong = archive_wrong(x, o.head, archive_part(&o, ARCHIVE_LISTS));
    if (wrong != NULL)
        return fail(w, FAULT_CORRUPT,
            "the archive is no archive of this program: its %s lead nowhere", wrong);
    TRY(take_lists(w, &o, &x->lexicon.held, out) && archive_taken(w, x));
    x->lexicon.held.lists = out->lists;
    x->lexicon.held.list_count = out->count;
    out->index = x;
    return true;
}
