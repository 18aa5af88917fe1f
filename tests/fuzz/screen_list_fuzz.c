/*
 * screen_list_fuzz: lists of any format from hostile bytes; several files of one list are parted
 * by a line of a form feed.  What is read keeps its promises -- every entry has a reference and
 * a primary name, dates are sound, countries have two letters -- and is read again the same;
 * what is not read says why.
 *
 * With -DPLANTED_BUG a name that a list gives twice of one entry stands there twice.
 *
 *     fuzz-edges: 1900
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/screen.h"
#include "ground/xml/xml.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

#define FILES 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The files of an input. */
static size_t
part(const uint8_t *data, size_t size, struct screen_file files[FILES])
{
    size_t count = 0;

    while (count < FILES) {
        const uint8_t *at = size > 0 ? memmem(data, size, "\n\f\n", 3) : NULL;
        size_t len = at != NULL && count + 1 < FILES ? (size_t)(at - data) + 1 : size;

        files[count++] = (struct screen_file){bytes_from(data, len), "list"};
        if (len == size)
            break;
        data += len + 2;
        size -= len + 2;
    }
    return count;
}

static void
check_names(const struct screen_entry *e)
{
    HOLDS(e->name_count > 0 && e->names[0].kind == SCREEN_PRIMARY);
    for (size_t i = 0; i < e->name_count; i++) {
        HOLDS(e->names[i].text.len > 0 && utf8_valid(e->names[i].text));
        HOLDS(i == 0 || e->names[i].kind != SCREEN_PRIMARY);
        for (size_t n = 0; n < i && i < 50; n++)
            HOLDS(!bytes_equal(e->names[i].text, e->names[n].text));
    }
}

static void
check_entry(const struct screen_entry *e)
{
    HOLDS(e->ref.len > 0 && e->type < SCREEN_TYPES && e->gender <= SCREEN_FEMALE);
    check_names(e);
    for (size_t i = 0; i < e->date_count; i++) {
        const struct screen_date *d = &e->dates[i];

        HOLDS(d->from >= 1800 && d->to >= d->from && d->to <= 2200);
        HOLDS(d->month <= 12 && d->day <= 31 && (d->month > 0 || d->day == 0));
        HOLDS(d->from == d->to || d->day == 0);
    }
    for (size_t i = 0; i < e->country_count; i++)
        HOLDS(e->countries[i].len == 2);
    for (size_t i = 0; i < e->id_count; i++)
        HOLDS(e->ids[i].number.len > 0 &&
            (e->ids[i].country.len == 0 || e->ids[i].country.len == 2));
    HOLDS(e->listed.len == 0 || e->listed.len == 10);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);
    struct screen_file files[FILES];
    size_t count = part(data, size, files);
    struct screen_list list, again;
    struct bytes one, other;

    HOLDS(w != NULL && xml_start(w));
    if (screen_list_read(w, files, count, &list)) {
        HOLDS(list.count > 0 && screen_list_read(w, files, count, &again) &&
            again.count == list.count && again.names == list.names);
        for (size_t i = 0; i < list.count; i++) {
            check_entry(&list.entries[i]);
            HOLDS(screen_entry_write(w, &list.entries[i], &one) &&
                screen_entry_write(w, &again.entries[i], &other) &&
                bytes_equal(one, other));
        }
    } else {
        HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
    }
    work_close(w);
    return 0;
}
