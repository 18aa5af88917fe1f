/*
 * lists_fuzz: code lists from hostile bytes, whatever their form.  What is no code list is refused
 * with a reason; one that is read as a record's core finds each of its codes.
 *
 * With -DPLANTED_BUG a cell that holds a quote ends the program.
 *
 *     fuzz-edges: 700
 */
#include <string.h>

#include "core/records/records.h"
#include "engines/formats/formats.h"
#include "fuzz/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
one_list(struct work *w, const struct kinds *kinds, struct bytes in)
{
    const struct codelist *list;
    struct json *core, *codes;
    struct bytes text;

    if (!list_read(w, in, &core)) {
        HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
        return;
    }
    HOLDS(json_write(w, core, &text));
    if (core->type == JSON_OBJECT && json_get(core, "name") == NULL)
        json_put(core, "name", json_string(w, "list"));
    if (core->type == JSON_OBJECT && json_get(core, "version") == NULL)
        json_put(core, "version", json_string(w, "1"));
    codes = json_get(core, "codes");
#ifdef PLANTED_BUG
    for (const struct json *c = codes != NULL ? codes->first : NULL; c != NULL;
         c = c->next)
        HOLDS(memchr(json_get_text(c, "code").at != NULL ? json_get_text(c, "code").at
                                                         : (const uint8_t *)"",
                  '"', json_get_text(c, "code").len) == NULL);
#endif
    if (core->type != JSON_OBJECT || !codelist_read(w, kinds, core, &list)) {
        HOLDS(core->type != JSON_OBJECT ||
            (work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0'));
        return;
    }
    for (const struct json *c = codes->first; c != NULL; c = c->next)
        HOLDS(codelist_find(list, json_get_text(c, "code")) == c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct kinds *kinds;
    static struct work *always;
    struct work *w = work_open(&os_real);

    HOLDS(w != NULL && xml_start(w));
    if (kinds == NULL) {
        always = work_open(&os_real);
        HOLDS(always != NULL && kinds_open(always, &kinds));
    }
    one_list(w, kinds, bytes_from(at, len));
    work_close(w);
    return 0;
}
