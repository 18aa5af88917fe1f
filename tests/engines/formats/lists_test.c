/*
 * lists_test: code lists as their publishers write them, and as people write tables.
 */
#include <dirent.h>

#include "core/records/records.h"
#include "tests/engines/formats/fixture.h"

static const struct {
    const char *text, *core;
} read_as[] = {
    {"code,name\nA,One\nB,Two\n",
        "{\"codes\":[{\"code\":\"A\",\"name\":[{\"lang\":\"en\",\"text\":\"One\"}]},"
        "{\"code\":\"B\",\"name\":[{\"lang\":\"en\",\"text\":\"Two\"}]}]}"},
    {"\xEF\xBB\xBF"
     "code,fr,to\r\n\"A, b\",\"Un \"\"e\"\"\",2026-01-01\r\n\r\nB,Deux,",
        "{\"codes\":[{\"code\":\"A, b\",\"name\":[{\"lang\":\"fr\",\"text\":\"Un "
        "\\\"e\\\"\"}],\"to\":\"2026-01-01\"},{\"code\":\"B\",\"name\":[{\"lang\":\"fr\","
        "\"text\":\"Deux\"}]}]}"},
    {"<codelist name='AidType-category'><codelist-items><codelist-item "
     "activation-date='2020-01-01' withdrawal-date='2021-02-03T00:00:00'><code> 1 </code>"
     "<name><narrative>N</narrative><narrative xml:lang='fr'>M</narrative></name>"
     "</codelist-item></codelist-items></codelist>",
        "{\"codes\":[{\"code\":\"1\",\"from\":\"2020-01-01\",\"name\":[{\"lang\":\"en\","
        "\"text\":\"N\"},{\"lang\":\"fr\",\"text\":\"M\"}],\"to\":\"2021-02-03\"}],"
        "\"label\":[{\"lang\":\"en\",\"text\":\"AidType-category\"}],\"name\":"
        "\"aid-type-category\"}"},
    {" {\"name\": \"x\"}", "{\"name\":\"x\"}"},
};

static const char *const unread[] = {"", "A,One\n", "code\nA\n", "code,name\nA\n",
    "code,name\nA,b,c\n", "code,name\n\"A,b\n", "{", "<codelist", "<other/>",
    "<codelist name='x'/>",
    "<codelist name='x'><codelist-items><codelist-item/></codelist-items></codelist>",
    "code,name\n\xff,b\n"};

static void
test_forms(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(read_as); i++) {
        struct json *core;
        struct bytes text = {0};

        if (list_read(w, bytes_of(read_as[i].text), &core) && json_write(w, core, &text))
            tap_is_text(text, read_as[i].core, "%.30s", read_as[i].text);
        else
            tap_ok(false, "%.30s: %s", read_as[i].text, work_why(w));
    }
    for (size_t i = 0; i < COUNT_OF(unread); i++) {
        struct json *core;

        tap_ok(!list_read(w, bytes_of(unread[i]), &core) &&
                work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0',
            "refused: %.40s: %s", unread[i], work_why(w));
        work_clear(w);
    }
}

/* The publisher's lists are good ones here, and lose no code; but for one that has a code
 * twice, and says so. */
static void
test_published(struct work *w)
{
    static const char *const folders[] = {"embedded", "non-embedded"};
    size_t lists = 0, codes = 0, bad = 0, twice = 0;
    struct kinds *kinds;

    if (tap_data("coordination") == NULL) {
        printf("ok %d # SKIP LIAISON_DATA is not set\n", ++tap_count);
        return;
    }
    if (!kinds_open(w, &kinds))
        exit(1);
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *folder =
            scratch_text("%s/iati-codelists/%s", tap_data("coordination"), folders[i]);
        DIR *d = opendir(folder);
        const struct dirent *e;

        while (d != NULL && (e = readdir(d)) != NULL) {
            const struct codelist *list;
            struct json *core;

            if (strstr(e->d_name, ".xml") == NULL)
                continue;
            lists++;
            if (list_read(w,
                    data(w, scratch_text("iati-codelists/%s/%s", folders[i], e->d_name)),
                    &core)) {
                json_put(core, "version", json_string(w, "1"));
                codes += json_get(core, "codes")->count;
                if (codelist_read(w, kinds, core, &list))
                    continue;
            }
            printf("# %s: %s\n", e->d_name, work_why(w));
            twice += strstr(work_why(w), " twice") != NULL;
            work_clear(w);
            bad++;
        }
        if (d != NULL)
            closedir(d);
    }
    tap_ok(lists > 50 && codes > 5000 && bad == twice && twice <= 1,
        "%zu lists of the publisher, %zu codes, %zu not taken", lists, codes, bad);
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    if (w == NULL || !xml_start(w))
        return 1;
    test_forms(w);
    test_published(w);
    work_close(w);
    return tap_end();
}
