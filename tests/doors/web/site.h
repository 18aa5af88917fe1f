/*
 * site: two organisations in one process, one of them with pages, and a canary in every
 * place of its records that no page may show.
 */
#ifndef TESTS_DOORS_WEB_SITE_H
#define TESTS_DOORS_WEB_SITE_H

#include "desks/desks.h"
#include "doors/web/browser.h"
#include "doors/web/web.h"

#define CANARY "canary-5f1d-of-a-body"
#define NASTY "<script>alert('1')</script>&amp;\\\"><b onmouseover=x>"

struct site {
    struct hall hall;
    struct hash id;
    struct site *other;
};

static struct site site_eu, site_un;

/* ---- Desks ------------------------------------------------------------------------------- */

static bool
site_call(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    struct site *from = ctx;

    return exchange_answer(from->other->hall.node, w, &from->id, bytes_of(verb), body,
        reply);
}

static bool
site_dial(struct desk *d, struct work *w, const struct peer *peer, struct road *out)
{
    (void)w;
    (void)peer;
    *out = (struct road){.ctx = d->hall == &site_eu.hall ? &site_eu : &site_un,
        .call = site_call};
    return true;
}

static void
site_hang_up(struct road *road)
{
    (void)road;
}

/* A verb with its arguments as JSON; the test ends if it fails. */
UNUSED static struct json *
site_do(struct work *w, struct site *s, const char *verb, const char *args)
{
    struct desk d = {.hall = &s->hall,
        .actor = {.person = bytes_of("ana")},
        .dial = site_dial,
        .hang_up = site_hang_up};
    struct json *answer;

    lock_take(s->hall.turn);
    d.node = s->hall.node;
    NEED(w,
        verb_run(verb_find(bytes_of(verb)), &d, w, parse(w, args), &answer) &&
            json_keep(w, answer, &answer));
    lock_give(s->hall.turn);
    return answer;
}
#define DO(w, s, verb, ...) site_do((w), (s), (verb), work_format((w), __VA_ARGS__))

UNUSED static const char *
site_text(struct work *w, const struct json *answer, const char *path)
{
    const struct json *v = json_at(answer, path);
    const char *text;

    NEED(w, v != NULL && v->type == JSON_TEXT && work_string(w, v->text, &text));
    return text;
}

/* ---- Nodes --------------------------------------------------------------------------------- */

UNUSED static void
site_open(struct work *w, struct site *s, const char *handle, uint8_t seed, bool demo)
{
    struct node_setup setup;

    fixture_setup(at(w, "%s", handle), handle, seed, &setup);
    setup.demo = demo;
    NEED(w, node_create(w, &setup, &s->id));
    s->hall.node = fixture_open(w, setup.folder);
    NEED(w, lock_open(w, &s->hall.turn));
}

UNUSED static void
site_close(struct site *s)
{
    hall_forget(&s->hall);
    node_close(s->hall.node);
    lock_close(s->hall.turn);
    s->hall = (struct hall){0};
}

static void
site_pin(struct work *w, struct site *s, const char *handle, const struct hash *id)
{
    struct bytes hex;

    NEED(w, hex_write(w, hash_bytes(id), &hex));
    DO(w, s, "peer add",
        "{\"handle\":\"%s\",\"url\":\"https://127.0.0.1:1\","
        "\"fingerprint\":\"%.*s\",\"risks\":\"none\"}",
        handle, (int)hex.len, (const char *)hex.at);
}

UNUSED static void
site_sync(struct work *w)
{
    DO(w, &site_eu, "sync", "{\"org\":\"un\"}");
    DO(w, &site_un, "sync", "{\"org\":\"eu\"}");
    DO(w, &site_eu, "sync", "{\"org\":\"un\"}");
}

/* ---- Pages --------------------------------------------------------------------------------- */

UNUSED static const char *const strict[] = {
    ("Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cross-Origin-Opener-Policy: same-origin",
};

UNUSED static bool
is_strict(const struct got *g)
{
    bool good = true;

    for (size_t i = 0; i < COUNT_OF(strict); i++)
        good = good && has_header(g, strict[i]);
    return good;
}

/* 200, sound, strict, and no mark-up of others. */
UNUSED static struct got
site_page(struct work *w, uint16_t port, const char *target)
{
    struct got g = browser_get(w, port, target);
    const char *why = page_wrong(g.body);

    if (!tap_ok(g.status == 200 && why == NULL, "%s is a sound page", target))
        printf("#   status %d, %s\n", g.status, why != NULL ? why : "");
    tap_ok(is_strict(&g) && has_header(&g, "Cache-Control: no-store") &&
            has_header(&g, "Content-Type: text/html; charset=utf-8"),
        "and strict");
    tap_ok(!holds(g.body, "<script") && !holds(g.body, "<b ") && !holds(g.body, "<i>"),
        "and shows no mark-up of others");
    return g;
}

UNUSED static const char *
target(struct work *w, const char *format, const char *id)
{
    const char *out = work_format(w, "%s%s", format, id);

    NEED(w, out != NULL);
    return out;
}

/* ---- Records --------------------------------------------------------------------------------- */

/* What the pages of EU are asked for. */
struct story {
    const char *assessment; /* ours, with a nasty title; shared, asked about, read */
    const char *evidence;
    const char *received; /* a partner's, that nobody here has read */
    const char *hidden;   /* behind a compartment that nobody here is in */
};

static const char *
site_write(struct work *w, struct site *s, const char *title, const char *terms)
{
    const char *path = at(w, "body.json"), *text;

    text = work_format(w,
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"%s\"}],"
        "\"topic\":\"" CANARY
        "\",\"language\":\"en\",\"judgements\":[{\"text\":[{\"lang\":\"en\","
        "\"text\":\"" CANARY
        "\"}]}]},\"source\":{\"note\":[{\"lang\":\"en\",\"text\":\"" CANARY "\"}]}%s}",
        title, terms);
    NEED(w, text != NULL);
    put_file(path, text, strlen(text));
    return site_text(w,
        DO(w, s, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\","
            "\"tlp\":\"amber\",\"purpose\":[\"trial\"]}",
            path),
        "id");
}

/* One that the node itself may not list: written past the desk. */
static const char *
site_hide(struct work *w, struct site *s)
{
    struct json *terms = fixture_terms(w, s->hall.node), *needed = json_array(w);
    struct draft d = {.kind = "matter/1"};
    struct receipt r;
    struct bytes id;

    json_add(needed, json_string(w, "alpha"));
    json_put(terms, "need_to_know", needed);
    draft_part(&d, "core", parse(w, "{\"title\":" TEXT("Hidden river") "}"));
    draft_part(&d, "terms", terms);
    NEED(w, node_make(s->hall.node, w, &d, 1, &r) && uuid_write(w, &r.id, &id));
    return work_format(w, "%.*s", (int)id.len, (const char *)id.at);
}

UNUSED static struct story
site_story(struct work *w)
{
    const char *file = at(w, "<i>&'letter'.txt");
    struct story t;

    site_pin(w, &site_eu, "un", &site_un.id);
    site_pin(w, &site_un, "eu", &site_eu.id);
    put_file(file, CANARY "\n", strlen(CANARY) + 1);
    t.evidence = site_text(w,
        DO(w, &site_eu, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\","
            "\"purpose\":[\"trial\"],\"acquired\":\"" CANARY "\"}",
            file),
        "items.0.id");
    t.assessment = site_write(w, &site_eu, "River " NASTY,
        work_format(w, ",\"links\":{\"evidence\":[\"%s\"]}", t.evidence));
    t.hidden = site_hide(w, &site_eu);
    DO(w, &site_eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", t.assessment,
        t.evidence);
    t.received = site_write(w, &site_un, "Border " NASTY, "");
    DO(w, &site_un, "share", "{\"id\":[\"%s\"],\"to\":\"eu\"}", t.received);
    site_sync(w);
    DO(w, &site_un, "ask",
        "{\"org\":\"eu\",\"about\":\"%s\",\"text\":\"Which " NASTY "?\","
        "\"urgency\":\"8h\"}",
        t.assessment);
    DO(w, &site_un, "opine", "{\"id\":\"%s\",\"text\":\"We differ\"}", t.assessment);
    DO(w, &site_eu, "ask",
        "{\"org\":\"un\",\"about\":\"%s\",\"text\":\"Ours?\","
        "\"urgency\":\"72h\"}",
        t.assessment);
    site_sync(w);
    DO(w, &site_eu, "show", "{\"id\":\"%s\",\"purpose\":\"trial\"}", t.assessment);
    return t;
}

#endif
