/*
 * json_suite_test: 318 parser cases of JSONTestSuite, read as strictly as we mean to.
 */
#include <dirent.h>

#include "tap.h"

/* Accepted for records: what is written is canonical, and stays as it is. */
static bool
round_trips(struct work *w, const struct json *value)
{
    struct json_limits strict = json_foreign;
    struct bytes once, twice;
    struct json *again;

    strict.canonical = true;
    return json_write(w, value, &once) && json_read(w, once, &strict, &again) &&
        json_equal(value, again) && json_write(w, again, &twice) &&
        bytes_equal(once, twice);
}

/* Whether the verdict on one case is the right one. */
static bool
judged_well(struct work *w, const char *name, struct bytes text, char *verdict)
{
    struct json *value;
    bool accepted;
    struct bytes bytes;

    /* As a record: refused, or byte for byte what we would write. */
    if (json_read(w, text, &json_record, &value) &&
        (!json_write(w, value, &bytes) || !bytes_equal(bytes, text)))
        return false;
    work_clear(w);
    accepted = json_read(w, text, &json_foreign, &value);
    *verdict = accepted ? 'y' : 'n';
    if (!accepted && work_fault(w) != FAULT_INVALID)
        return false;
    if (accepted && !round_trips(w, value))
        return false;
    /* The one place where we are stricter than the suite on purpose. */
    if (strncmp(name, "y_object_duplicated_key", 23) == 0)
        return !accepted && strstr(work_why(w), "twice") != NULL;
    return name[0] == 'i' || name[0] == *verdict;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int
main(void)
{
    const char *archive = TAP_NEED_DATA("records/json-test-suite.tar.xz");
    char folder[] = "/tmp/json-suite-XXXXXX";
    char command[8192], place[128];
    struct dirent **entries = NULL;
    int count, cases = 0, left_open = 0, accepted = 0;

    if (mkdtemp(folder) == NULL)
        abort();
    snprintf(command, sizeof(command), "tar -xJf '%s' -C %s", archive, folder);
    if (system(command) != 0)
        abort();
    snprintf(place, sizeof(place), "%s/jts", folder);
    count = scandir(place, &entries, NULL, by_name);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct work *w = work_open(&os_real);
        size_t len = strlen(name);
        char path[512];
        struct bytes text;
        char verdict = 'n';
        bool good;

        if (len > 5 && strcmp(name + len - 5, ".json") == 0) {
            snprintf(path, sizeof(path), "%s/%s", place, name);
            if (!file_load(w, path, 10 << 20, &text))
                abort();
            good = judged_well(w, name, text, &verdict);
            tap_ok(good, "%c %s: %s", verdict, name, work_why(w));
            cases++;
            left_open += name[0] == 'i';
            accepted += name[0] == 'i' && verdict == 'y';
        }
        work_close(w);
        free(entries[i]);
    }
    free(entries);
    tap_ok(cases == 318, "all %d cases; of %d left open %d are accepted", cases,
        left_open, accepted);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    if (system(command) != 0)
        abort();
    return tap_end();
}
