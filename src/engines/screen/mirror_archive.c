/*
 * A mirror as bytes, and one from bytes: of who its subjects are only words, sounds and hashes of numbers.
 */
#include "engines/screen/archive.h"

bool
screen_mirror_write(struct work *w, const struct screen_mirror *m, struct bytes *out)
{
    struct archive_writing o = {.x = m->index};

    archive_count_index(&o);
    o.head.count[ARCHIVE_NUMBERS] = m->number_count;
    o.head.subjects = m->count;
    o.head.fields = (m->any.born.from != 0 ? ARCHIVE_BORN : 0) |
        (m->any.country.len > 0 ? ARCHIVE_COUNTRY : 0);
    TRY(archive_begin(w, &o, ARCHIVE_OF_SUBJECTS));
    archive_put_index(&o);
    archive_put(&o, ARCHIVE_NUMBERS, m->numbers);
    *out = archive_end(&o);
    return true;
}

bool
screen_mirror_open(struct work *w, const struct screen_index *rarity, int threshold,
    struct bytes text, struct screen_mirror **out)
{
    struct screen_mirror *m = work_alloc(w, sizeof(*m));
    struct screen_index *x = work_alloc(w, sizeof(*x));
    struct archive_opening o;
    const char *wrong;

    TRY(m != NULL && x != NULL && archive_check_head(w, text, ARCHIVE_OF_SUBJECTS, &o));
    archive_take_index(&o, x);
    x->mirror = true;
    x->lexicon.rarity = &rarity->lexicon;
    *m = (struct screen_mirror){.rarity = rarity,
        .threshold = threshold,
        .count = (uint32_t)o.head->subjects,
        .index = x,
        .numbers = archive_part(&o, ARCHIVE_NUMBERS),
        .number_count = archive_count(&o, ARCHIVE_NUMBERS)};
    if ((o.head->fields & ARCHIVE_BORN) != 0)
        m->any.born.from = 1;
    if ((o.head->fields & ARCHIVE_COUNTRY) != 0)
        m->any.country = bytes_of("XX");
    wrong = archive_mirror_wrong(m, o.head);
    if (wrong != NULL)
        return fail(w, FAULT_CORRUPT,
            "the archive is no archive of this program: its %s lead nowhere", wrong);
    *out = m;
    return archive_taken(w, x) && mirror_room(w, m) && find_open(w, x, &m->find);
}
