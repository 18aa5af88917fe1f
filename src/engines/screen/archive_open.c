/*
 * An archive as the index that it was made of, without reading more of it than its numbers.
 */
#include <string.h>

#include "engines/screen/archive.h"

struct opening {
    struct bytes text;
    const struct archive_head *head;
    struct archive_places places;
};

bool
screen_archive_begins(struct bytes text)
{
    return bytes_start(text, ARCHIVE_MAGIC);
}

/* ---- Is it one of ours, and whole? ------------------------------------------------------------ */

static bool
check_head(struct work *w, struct bytes text, struct opening *o)
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
    if (h->sum != archive_sum(text) || memcmp(h->none, none, sizeof(none)) != 0)
        return fail(w, FAULT_CORRUPT, "the archive is damaged: make it again");
    o->text = text;
    o->head = h;
    return true;
}

/* ---- Its parts ---------------------------------------------------------------------------------- */

/* What a search only reads is not const, for who builds an index writes it; the pages of an
 * archive cannot be written to. */
static void *
part(const struct opening *o, int p)
{
    return (void *)(uintptr_t)(o->text.at + o->places.at[p]);
}

static uint32_t
count(const struct opening *o, int p)
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

static void
take_index(const struct opening *o, struct screen_index *x)
{
    struct lexicon *l = &x->lexicon;

    *l = (struct lexicon){.held = {.count = count(o, ARCHIVE_ROWS) - 1,
                              .rows = part(o, ARCHIVE_ROWS),
                              .names = part(o, ARCHIVE_NAMES),
                              .dates = part(o, ARCHIVE_DATES),
                              .countries = part(o, ARCHIVE_COUNTRIES),
                              .ids = part(o, ARCHIVE_IDS),
                              .texts = part(o, ARCHIVE_TEXTS)},
        .names = part(o, ARCHIVE_LEXICON_NAMES),
        .name_count = count(o, ARCHIVE_LEXICON_NAMES),
        .forms = part(o, ARCHIVE_FORMS),
        .form_count = count(o, ARCHIVE_FORMS),
        .slots = part(o, ARCHIVE_SLOTS),
        .slot_count = count(o, ARCHIVE_SLOTS),
        .words = part(o, ARCHIVE_WORDS),
        .scores = part(o, ARCHIVE_SCORES),
        .word_count = count(o, ARCHIVE_WORDS),
        .groups = part(o, ARCHIVE_GROUPS),
        .group_count = count(o, ARCHIVE_GROUPS),
        .word_table = part(o, ARCHIVE_WORD_TABLE),
        .group_table = part(o, ARCHIVE_GROUP_TABLE),
        .group_seen = part(o, ARCHIVE_GROUP_SEEN),
        .spelling_from = part(o, ARCHIVE_SPELLINGS_FROM),
        .spellings = part(o, ARCHIVE_SPELLINGS),
        .counterpart_from = part(o, ARCHIVE_COUNTERPARTS_FROM),
        .counterparts = part(o, ARCHIVE_COUNTERPARTS),
        .word_mask = count(o, ARCHIVE_WORD_TABLE) - 1,
        .group_mask = count(o, ARCHIVE_GROUP_TABLE) - 1};
    x->postings = part(o, ARCHIVE_POSTINGS);
    for (int s = 0; s < ARCHIVE_KEY_SORTS; s++)
        x->keys[s] =
            (struct index_keys){.bits = bits_of(count(o, ARCHIVE_KEYS_FROM + s) - 1),
                .from = part(o, ARCHIVE_KEYS_FROM + s),
                .at = part(o, ARCHIVE_KEYS_AT + s),
                .seen = part(o, ARCHIVE_KEYS_SEEN + s),
                .seen_mask = count(o, ARCHIVE_KEYS_SEEN + s) * 8 - 1};
}

static bool
take_lists(struct work *w, const struct opening *o, const struct held *h,
    struct screen_archive *out)
{
    const struct archive_list *from = part(o, ARCHIVE_LISTS);
    struct screen_list *lists;
    struct screen_source *sources;

    out->count = count(o, ARCHIVE_LISTS);
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
    struct opening o;
    const char *wrong;

    TRY(x != NULL && check_head(w, text, &o));
    take_index(&o, x);
    wrong = archive_wrong(x, o.head, part(&o, ARCHIVE_LISTS));
    if (wrong != NULL)
        return fail(w, FAULT_CORRUPT,
            "the archive is no archive of this program: its %s lead nowhere", wrong);
    TRY(index_weigh(w, x) && take_lists(w, &o, &x->lexicon.held, out));
    for (uint32_t g = 0; g < x->lexicon.group_count; g++)
        x->lexicon.syllables |= x->lexicon.groups[g].sound.syllable;
    x->lexicon.held.lists = out->lists;
    x->lexicon.held.list_count = out->count;
    out->index = x;
    return true;
}
