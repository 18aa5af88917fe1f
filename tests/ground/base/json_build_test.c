/*
 * json_build_test: values built by hand, looked into, and demanded from with a reason.
 */
#include "tap.h"

static struct json *
parsed(struct work *w, const char *text)
{
    struct json *value;

    if (!json_read(w, bytes_of(text), &json_foreign, &value))
        abort();
    return value;
}

static struct bytes
written(struct work *w, const struct json *value)
{
    struct bytes out;

    return json_write(w, value, &out) ? out : bytes_of(work_why(w));
}

static void
test_build(struct work *w)
{
    struct json *object = json_object(w), *array = json_array(w);
    struct uuid id = {{1, 2, 3}};

    json_add(array, json_integer(w, 1));
    json_add(array, json_string(w, NULL));
    json_add(array, json_bool(w, true));
    json_add(array, json_null(w));
    json_put(object, "list", array);
    json_put(object, "id", json_uuid(w, &id));
    json_put(object, "at", json_time(w, 1));
    json_put(object, "hex", json_hex(w, bytes_from("\x01\xFF", 2)));
    json_put(object, "none", json_string(w, NULL));
    json_put(NULL, "x", json_null(w));
    json_add(NULL, json_null(w));
    json_add(object, json_null(w));
    json_put(array, "x", json_null(w));
    tap_is_text(written(w, object),
        "{\"at\":\"1970-01-01T00:00:00.000001Z\",\"hex\":\"01ff\","
        "\"id\":\"01020300-0000-0000-0000-000000000000\",\"list\":[1,true,null]}",
        "built in one go; NULL is left out");
}

static void
test_replace(struct work *w)
{
    struct json *object = json_object(w), *value;

    json_put(object, "a", json_integer(w, 1));
    json_put(object, "b", json_integer(w, 2));
    json_put(object, "c", json_integer(w, 3));
    json_put(object, "c", json_integer(w, 4));
    json_put(object, "a", json_integer(w, 5));
    json_put(object, "b", json_integer(w, 6));
    json_put(object, "d", value = json_integer(w, 7));
    json_put(object, "d", value);
    tap_is_text(written(w, object), "{\"a\":5,\"b\":6,\"c\":4,\"d\":7}",
        "a second one replaces");
    tap_ok(object->count == 4, "and counts once");
    json_drop(object, "d");
    json_drop(object, "a");
    json_drop(object, "x");
    json_drop(NULL, "x");
    json_put(object, "e", json_null(w));
    tap_is_text(written(w, object), "{\"b\":6,\"c\":4,\"e\":null}",
        "dropped: first and last");
    json_drop(object, "c");
    json_drop(object, "b");
    json_drop(object, "e");
    json_put(object, "f", json_null(w));
    tap_is_text(written(w, object), "{\"f\":null}", "dropped: all, and one put again");
}

static void
test_get(struct work *w)
{
    struct json *v = parsed(w, "{\"a\":{\"b\":[10,{\"c\":\"x\"}]},\"\":1,\"n\":5}");

    tap_ok(json_at(v, "a.b.0")->integer == 10 &&
            bytes_is(json_at(v, "a.b.1.c")->text, "x") && json_at(v, "n")->integer == 5 &&
            json_at(v, "")->integer == 1,
        "values at a path");
    tap_ok(json_at(v, "a.b.2") == NULL && json_at(v, "a.b.00") == NULL &&
            json_at(v, "a.b.-1") == NULL && json_at(v, "a.b.") == NULL &&
            json_at(v, "a.x.c") == NULL && json_at(v, "n.a") == NULL &&
            json_at(v, "a.b.99999999999999999999") == NULL && json_at(NULL, "a") == NULL,
        "nothing at a wrong one");
    tap_ok(json_get(v, "a") == v->first && json_get(v, "zz") == NULL &&
            json_get(NULL, "a") == NULL && json_get(json_at(v, "a.b"), "0") == NULL,
        "members by name");
    tap_ok(json_get_text(v, "n").len == 0 && json_get_text(v, "zz").len == 0 &&
            bytes_is(json_get_text(json_at(v, "a.b.1"), "c"), "x"),
        "texts, or an empty one");
}

#define REFUSED(call, want)                                              \
    do {                                                                 \
        tap_ok(!(call) && work_fault(w) == FAULT_INVALID, "refused");    \
        tap_is_text(bytes_of(work_why(w)), (want), "because: %s", want); \
        work_clear(w);                                                   \
    } while (0)

static void
test_need(struct work *w)
{
    static const char *const names[] = {"t", "i", "d", "h", "u", "when", NULL};
    struct json *v = parsed(w,
        "{\"t\":\"x\",\"i\":7,\"d\":1.5,\"u\":\"01020300-0000-0000-0000-00000000000a\","
        "\"h\":\"00000000000000000000000000000000000000000000000000000000000000ff\","
        "\"when\":\"1970-01-01T00:00:00.000001Z\"}");
    struct json *out = NULL;
    struct bytes text = {NULL, 0};
    struct hash hash = {{0}};
    struct uuid id = {{0}};
    int64_t n = 0;

    tap_ok(json_need(w, v, "t", JSON_TEXT, &out) && json_need_text(w, v, "t", &text) &&
            json_need_integer(w, v, "i", 7, 7, &n) && json_need_hash(w, v, "h", &hash) &&
            json_need_uuid(w, v, "u", &id) && json_need_time(w, v, "when", &n) &&
            json_need(w, v, "d", JSON_DOUBLE, &out) && json_only(w, v, names),
        "what is demanded is there");
    tap_ok(bytes_is(text, "x") && n == 1 && hash.at[31] == 0xFF && id.at[15] == 10,
        "as it is");
    tap_ok(json_need(w, v, "i", JSON_DOUBLE, &out) && out->real == 7,
        "an integer is a number");
    REFUSED(json_need(w, v, "x", JSON_TEXT, &out), "\"x\" is missing");
    REFUSED(json_need(w, NULL, "x", JSON_TEXT, &out), "\"x\" is missing");
    REFUSED(json_need(w, v, "d", JSON_INTEGER, &out), "\"d\" is not an integer");
    REFUSED(json_need_text(w, v, "i", &text), "\"i\" is not a text");
    REFUSED(json_need_integer(w, v, "i", 8, 9, &n), "\"i\" is not between 8 and 9");
    REFUSED(json_need_integer(w, v, "i", -9, 6, &n), "\"i\" is not between -9 and 6");
    REFUSED(json_need_hash(w, v, "t", &hash), "\"t\" is not 32 bytes in lower-case hex");
    REFUSED(json_need_uuid(w, v, "t", &id), "\"t\" is not a UUID in lower case");
    REFUSED(json_need_time(w, v, "t", &n),
        "\"t\" is not a time YYYY-MM-DDThh:mm:ss.ffffffZ");
    REFUSED(json_only(w, parsed(w, "{\"t\":1,\"a\\nb\":2}"), names),
        "\"a\\x0ab\" has no place here");
    REFUSED(json_only(w, out, names), "not an object");
}

static void
test_equal(struct work *w)
{
    static const char *const same[][2] = {{"1", "1.0"}, {"0", "-0.0"}, {"[]", "[ ]"},
        {"{\"a\":1,\"b\":[2]}", "{\"b\":[2],\"a\":1}"}, {"\"\\u0061\"", "\"a\""}};
    static const char *const other[][2] = {{"1", "2"}, {"1", "true"}, {"null", "false"},
        {"[]", "{}"}, {"[1]", "[1,1]"}, {"[1,2]", "[2,1]"}, {"{\"a\":1}", "{\"b\":1}"},
        {"{\"a\":1,\"b\":2}", "{\"a\":1}"}, {"\"1\"", "1"}, {"1.5", "1"},
        {"\"a\"", "\"b\""}, {"true", "false"}, {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}"},
        {"\"\"", "null"}};

    for (size_t i = 0; i < COUNT_OF(same); i++)
        tap_ok(json_equal(parsed(w, same[i][0]), parsed(w, same[i][1])), "%s is %s",
            same[i][0], same[i][1]);
    for (size_t i = 0; i < COUNT_OF(other); i++)
        tap_ok(!json_equal(parsed(w, other[i][0]), parsed(w, other[i][1])) &&
                !json_equal(parsed(w, other[i][1]), parsed(w, other[i][0])),
            "%s is not %s", other[i][0], other[i][1]);
    tap_ok(json_equal(NULL, NULL) && !json_equal(NULL, json_null(w)),
        "NULL is only NULL");
}

/* A kept value needs nothing of the text it was read from. */
static void
test_keep(struct work *w)
{
    char text[] = "{\"name\":[\"text\",{}]}";
    struct json *read, *kept;

    if (!json_read(w, bytes_of(text), &json_foreign, &read) || !json_keep(w, read, &kept))
        abort();
    memset(text, 'X', sizeof(text) - 1);
    tap_is_text(written(w, kept), "{\"name\":[\"text\",{}]}", "kept");
    tap_is_text(written(w, read), "{\"XXXX\":[\"XXXX\",{}]}", "(read: lent)");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    test_build(w);
    test_replace(w);
    test_get(w);
    test_need(w);
    test_equal(w);
    test_keep(w);
    work_close(w);
    return tap_end();
}
