/*
 * iati_test: the command line checks and converts files without a node, says one line a
 * finding, and its exit code says whether there was an error.
 */
#include "doors/cli/runs.h"

#define ACTIVITY                                                                       \
    "<iati-activities version=\"2.03\" xmlns:x=\"urn:x\"><!-- gone --><iati-activity " \
    "x:y=\"1\">\n<iati-identifier>A-1</iati-identifier>\n<x:z>kept</x:z>"
#define ACTIVITY_END "</iati-activity></iati-activities>\n"

static const char *
put(struct work *w, const char *name, const char *text)
{
    const char *path = at(w, "%s", name);

    put_file(path, text, strlen(text));
    return path;
}

static size_t
lines_of(struct bytes text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == '\n';
    return count;
}

static void
test_check(struct work *w)
{
    const char *rules = put(w, "rules.json",
        "{\"//iati-activity\":{\"atleast_one\":{\"cases\":[{\"paths\":[\"title\"],"
        "\"ruleInfo\":{\"id\":\"T.1\",\"severity\":\"error\",\"message\":\"No title.\"}},"
        "{\"paths\":[\"sector\"],\"ruleInfo\":{\"id\":\"T.2\",\"severity\":\"warning\","
        "\"message\":\"No sector.\"}}]}}}");
    const char *bad = put(w, "bad.xml", ACTIVITY ACTIVITY_END);
    const char *good = put(w, "good.xml", ACTIVITY "<title/>" ACTIVITY_END);
    const char *none = put(w, "none.xml", "<iati-activities><\n");
    const char *line = work_format(w,
        "%s:1: error T.1  /iati-activities/iati-activity[1]  No title.\n", bad);
    struct ran ran = run(w, "iati", "check", bad, "--rules", rules, NULL);

    tap_ok(ran.code == 1 && runs_say(ran.out, line) && ran.err.len == 0 &&
            lines_of(ran.out) == 3,
        "an error: a line with its place, and exit code 1");
    ran = run(w, "iati", "check", good, "--rules", rules, NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "warning T.2") && lines_of(ran.out) == 2,
        "a warning alone: exit code 0");
    ran = run(w, "iati", "check", good, bad, none, "--rules", rules, "--json", NULL);
    tap_ok(ran.code == 1 && ran.json != NULL && json_get(ran.json, "files")->count == 3 &&
            json_get(ran.json, "findings")->count == 4,
        "several files are one answer");
    tap_is_text(json_get_text(json_get(ran.json, "findings")->last, "id"), "xml",
        "a file that is no XML is a finding");
    tap_ok(json_get(json_get(ran.json, "findings")->last, "line")->integer == 1,
        "with its line");
    tap_is_text(json_get_text(json_get(ran.json, "findings")->first, "item"), "A-1",
        "findings name the item");
    ran = run(w, "iati", "check", good, NULL);
    tap_ok(ran.code == 2 && runs_one_line(ran.err), "nothing to check against is usage");
    ran = run(w, "iati", "check", good, "--rules", none, NULL);
    tap_ok(ran.code == 3 && runs_one_line(ran.err), "rules that are none are input");
    ran = run(w, "iati", "check", good, "--schema", at(w, "nowhere"), NULL);
    tap_ok(ran.code == 1 && runs_one_line(ran.err), "schemas that are not there: 1");
}

static void
test_convert(struct work *w)
{
    const char *from = at(w, "good.xml"), *to = at(w, "again.xml");
    struct ran ran = run(w, "iati", "convert", from, "-o", to, NULL);
    struct bytes text = {0};

    tap_ok(ran.code == 0 && runs_say(ran.out, "1 items") && file_load(w, to, 4096, &text),
        "a file is written again");
    tap_is_text(text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities xmlns:x=\"urn:x\" "
        "version=\"2.03\">\n<iati-activity x:y=\"1\">\n<iati-identifier>A-1"
        "</iati-identifier>\n<x:z>kept</x:z><title/></iati-activity>\n</"
        "iati-activities>\n",
        "whole, but for the comment");
    ran = run(w, "iati", "convert", from, "-o", to, NULL);
    tap_ok(ran.code == 1 && runs_say(ran.err, "there already"),
        "what is there is not overwritten");
    ran = run(w, "iati", "convert", at(w, "rules.json"), "-o", at(w, "new.xml"), NULL);
    tap_ok(ran.code == 3 && runs_say(ran.err, "rules.json: line 1: ") &&
            !is_there(at(w, "new.xml")),
        "what is no IATI is not written");
    ran = run(w, "iati", "convert", from, NULL);
    tap_ok(ran.code == 2, "-o is needed");
}

int
main(void)
{
    struct work *w = fixture_start();

    runs_folder = NULL;
    test_check(w);
    test_convert(w);
    work_close(w);
    return tap_end();
}
