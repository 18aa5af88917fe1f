/*
 * What several desks do alike.
 */
#ifndef DESKS_DESK_INNER_H
#define DESKS_DESK_INNER_H

#include "desks/desks.h"

/* page.c: one page of many, from --limit, --after, --newest and --skip. */
struct page {
    size_t limit;
    bool back; /* the newest first */
    size_t skip;
    bool after; /* only what comes after this place */
    int64_t after_key;
    struct uuid after_id;
    size_t shown;
    int64_t last_key;
    struct uuid last_id;
    bool more; /* there is something behind the last one */
};
/* A number that may be given with an option; what ${out} says stays where it is not. */
bool desk_count(struct work *w, const struct json *args, const char *name, uint64_t most,
    size_t *out) MUST;
bool desk_page(struct work *w, const struct json *args, struct page *out) MUST;
/* The second page of an answer: its place is an argument, and a member, of another name. */
bool desk_page_of(struct work *w, const struct json *args, const char *after,
    struct page *out) MUST;
void page_put_as(struct work *w, const struct page *p, const char *name, struct json *to);
/* Is it on the page?  Asked of one after another, in their order. */
bool page_takes(struct page *p, int64_t key, const struct uuid *id);
/* "next", the place to go on after, where there is more. */
void page_put(struct work *w, const struct page *p, struct json *to);

/* dated.c: of many that have a day, the first that a page wants, and one more. */
struct dated {
    int64_t record;
    struct uuid id;
    int32_t day; /* DAY_NEVER: none that can be told */
    int what;    /* whatever the list tells them apart by */
};
struct dated_list {
    struct page page;
    struct dated *first; /* in order */
    size_t kept, room;
};
bool dated_open(struct work *w, const struct page *page, struct dated_list *out) MUST;
void dated_keep(struct dated_list *l, const struct dated *one);

/* cells.c: what a kind's view shows of a record, a text for each of its fields; blank where one
 * may not read it.  desk_shows: what they are called, [{"path","label"}]. */
struct json *desk_shows(struct work *w, const struct kind *kind, const struct json *show);
bool desk_cells(struct desk *d, struct work *w, const struct json *show,
    const struct stored *s, struct json **out) MUST;
/* A record as a page or form lays it out: [{"label","fields":[{"path","label","text"}]}]. */
bool desk_sections(struct desk *d, struct work *w, const struct json *view,
    const struct stored *s, struct json **out) MUST;

/* axes.c: what records of a kind can be counted by, [{"path","label"}]; and what a view counts
 * by: its rows and columns, or the one axis it has. */
bool desk_axes(struct desk *d, struct work *w, const struct kind *kind,
    struct json **out) MUST;
bool desk_axes_of(struct desk *d, struct work *w, const struct kind *kind,
    const struct json *view, struct json **out) MUST;

/* The record an argument names, if the asker may know of it. */
bool desk_find(struct desk *d, struct work *w, const struct json *args, const char *name,
    struct stored *out) MUST;
/* {"id","version","kind","hash","time","journal"} of what was made. */
struct json *desk_receipt(struct work *w, const char *kind, const struct receipt *r);
/* The argument's text, empty when it was not given. */
struct bytes desk_text(const struct json *args, const char *name);
/* Nothing, or nothing but blanks. */
bool desk_blank(struct bytes text);
bool desk_flag(const struct json *args, const char *name);
/* The same by its id, or the beginning of one. */
bool desk_find_id(struct desk *d, struct work *w, struct bytes id,
    struct stored *out) MUST;
/* Terms from --terms FILE, --tlp, --purpose, ...; the default where nothing is said. */
bool desk_terms(struct desk *d, struct work *w, const struct json *args,
    const struct json **out) MUST;
/* For what is made from these records: where nothing is said, as strict as each of another's. */
bool desk_terms_from(struct desk *d, struct work *w, const struct json *args,
    const struct stored sources[], size_t count, const struct json **out) MUST;

/* roles.c: FAULT_DENIED where a verb is for holders of a role, and who acts is none.  And why an
 * act is refused for that; NULL: it is not. */
bool desk_need_role(struct desk *d, struct work *w, const char *verb,
    const struct json *args) MUST;
bool desk_role_refuses(struct desk *d, struct work *w, enum terms_act act,
    const char **why) MUST;
/* "roles": those that are held or are to begin; ${ending}: that end within 30 days. */
bool desk_roles(struct desk *d, struct work *w, bool ending, struct json *to) MUST;
/* keys.c: does that file hold this organisation's root keys?  FAULT_DENIED when not. */
bool desk_root_ours(struct desk *d, struct work *w, struct bytes path) MUST;

/* derive.c: the records that a draft is made from, by its links. */
bool desk_sources(struct desk *d, struct work *w, const struct draft *draft,
    struct stored **out, size_t *count) MUST;
/* May it be made from what its links from number ${from} on say, and say the grades that it says
 * and ${before}, or NULL, did not?  A denial has its rule. */
bool desk_may_make(struct desk *d, struct work *w, const struct draft *draft, size_t from,
    const struct record *before) MUST;
/* "path=value", as the kind's field takes it: a number, a truth, a date, text for people; what
 * begins like JSON is JSON, but for plain texts.  ${move}: the fields are what that move
 * brings; empty: the record's.  ${kind} may be NULL. */
bool desk_set(struct work *w, const struct kind *kind, struct bytes move,
    struct json *object, struct bytes assignment) MUST;
/* moves.c: what can be done where an item stands, by one who may move it; no node is asked. */
enum moves_wanted { MOVES_ANY, MOVES_SIGNED, MOVES_ASKED };
/* The moves of that sort that one could make now, as a list with commas, and the last of them;
 * what one has to bring can still be said. */
bool moves_possible(struct work *w, const struct standing *at, const struct mover *who,
    enum moves_wanted wanted, struct bytes *one, struct bytes *list, size_t *count) MUST;
/* FAULT_USAGE where its kind has no moves. */
bool moves_any(struct work *w, const struct standing *at, struct bytes kind) MUST;
/* The one move that is to be signed. */
bool moves_to_sign(struct work *w, const struct standing *at, const struct mover *who,
    struct bytes *move) MUST;
/* The core of a record of kind move/1, from the arguments "set" and "note", and from who makes
 * it, where it brings that along; FAULT_DENIED where it would not count.  ${said}: what is told
 * of it. */
struct moving {
    struct bytes move, from, stage;
};
bool moves_say(struct work *w, const struct standing *at, const struct mover *who,
    struct bytes person, struct bytes move, const struct json *args, struct json **core,
    struct moving *said) MUST;
void moves_said(struct work *w, const struct moving *said, struct json *to);
/* needs.c: the records that a move names, as its kind needs them: [{"needs","id","state","why"}],
 * where ${why} is empty if it is as needed.  ${*met}: all of them are. */
bool desk_needs(struct desk *d, struct work *w, const struct json *move,
    const struct stored *item, const struct json *fill, struct json **out,
    bool *met) MUST;
/* FAULT_DENIED where they are not. */
bool desk_met(struct desk *d, struct work *w, const struct kind *kind,
    const struct stored *item, struct bytes move, const struct json *fill) MUST;
/* Give a record's body the number that its kind wants, where it has none: by its terms the next
 * one, or one by chance.  ${*next} is 0 at first, and counts on over those that are made
 * together. */
bool desk_number(struct desk *d, struct work *w, const struct kind *kind,
    const struct json *terms, int64_t *next, struct json *body) MUST;
/* Whoever writes an object of that schema stands in its fields of format "person", whatever was
 * given there; nobody, where nobody is known. */
bool desk_writer(struct work *w, const struct json *schema, struct bytes person,
    struct json *object) MUST;
/* The same of a draft; and what breaks a rule of severity "error" of its kind is not made:
 * FAULT_INVALID with the rule's own words. */
bool desk_judge(struct desk *d, struct work *w, const struct kind *kind,
    struct draft *draft) MUST;
/* perhaps.c: records that the asker may know of and that are perhaps the same thing as the
 * draft: [{"id","title","fields"}]. */
bool desk_perhaps(struct desk *d, struct work *w, const struct kind *kind,
    const struct draft *draft, struct json **out) MUST;
/* The same of one of many, added to what is told of all of them, up to 1,000: each says
 * ${where} its draft stood, "row": 3. */
bool desk_perhaps_each(struct desk *d, struct work *w, const struct kind *kind,
    const struct draft *draft, const char *where, int64_t at, struct json *to) MUST;
/* An organisation by handle or id, as this node knows it. */
bool desk_org(struct desk *d, struct work *w, struct bytes name, struct hash *out) MUST;
/* fork.c: whose logs were proved to have forked, and what partners did not prove, into an answer. */
bool desk_forks(struct desk *d, struct work *w, struct json *into) MUST;
/* A group by id, that the asker may know of; FAULT_MISSING in the words for an organisation, too. */
bool desk_group(struct desk *d, struct work *w, struct bytes name,
    struct stored *out) MUST;
struct json *desk_org_name(struct desk *d, struct work *w, const struct hash *org);

/* contacts.c: what was seen of a partner while the node is served, put ${into} its line; NULL: of
 * those who are none, as "strangers". */
bool contact_json(struct desk *d, struct work *w, const struct hash *org,
    struct json *into) MUST;
/* title.c: what a record is called without being read; NULL when nothing is here. */
struct json *desk_title(struct desk *d, struct work *w, const struct stored *s);
/* The title that a record has of its own; empty: none. */
bool desk_title_of(struct work *w, const struct kind *kind, const struct record *r,
    struct bytes *out) MUST;
/* show.c: its "parts" and "links", as far as they are here. */
void desk_contents(struct work *w, const struct record *r, struct json *to);
/* May the asker know of it?  What one may not know of is not counted either (P10). */
bool desk_may_list(struct desk *d, struct work *w, const struct stored *s,
    bool *yes) MUST;
/* Put its "state": "in force", "recalled", "erased", "waiting" or "quarantined". */
bool desk_state(struct desk *d, struct work *w, const struct stored *s,
    struct json *to) MUST;
/* A kind by its name; "assessment" is short for assessment/1. */
bool desk_kind(struct desk *d, struct work *w, struct bytes name,
    const struct kind **out) MUST;
/* four_eyes.c: since when a second person is to agree to an act, "settle", "recall", ...;
 * INT64_MAX: none is. */
bool four_eyes_since(struct desk *d, struct work *w, const char *act, int64_t *out) MUST;
/* Before such an act is done: ${*go}, it may be.  Else it was proposed, and the answer says so. */
struct second {
    const char *act;
    const char *link; /* by which what comes of it leads to the item */
    const struct stored *item;
};
bool desk_second(struct desk *d, struct work *w, const struct second *s,
    const struct json *args, bool *go, struct json **answer) MUST;
/* A proposal was just agreed to: do it, in the name of who agreed. */
bool desk_agreed(struct desk *d, struct work *w, const struct stored *proposal,
    struct json **answer) MUST;

/* people.c: keep the keys of who acts for so long; FAULT_DENIED without the passphrase. */
bool desk_unlock_for(struct desk *d, struct work *w, const struct json *args,
    int64_t minutes, int64_t *until) MUST;
/* What people call a kind, in English. */
struct json *desk_label(struct desk *d, struct work *w, struct bytes kind);
/* The shortest of a few beginnings of an id that nothing else here begins with. */
struct json *desk_short(struct desk *d, struct work *w, const struct uuid *id);
/* A path as an answer can say it: it may hold any bytes. */
struct json *desk_path(struct work *w, const char *path);
/* A text for people, in the language of the desk: English until it is asked. */
struct json *desk_said(struct work *w, struct bytes text);
/* A text for people in English, or in its first language; empty, or NULL, where there is none. */
struct bytes desk_english(const struct json *text);
struct json *desk_words(struct work *w, const struct json *text);
/* What the "label" of a kind, a field, a state ... says; ${otherwise} where there is none. */
struct bytes desk_label_of(const struct json *of, struct bytes otherwise);
/* footnote.c: add what the names in a record have to have beside them, {"label","text"} of each,
 * once. */
bool desk_footnotes(struct desk *d, struct work *w, const struct record *r,
    struct json *to) MUST;
/* clock.c: the kinds of questions; NULL behind the last. */
const char *desk_question(size_t n);
bool desk_is_question(struct bytes kind);
/* When the answer to a question with that core is due; and how long that is, or "late". */
int64_t desk_deadline(const struct json *core, int64_t asked_at);
struct json *desk_left(struct work *w, int64_t due, int64_t now);
/* When it was answered by the one who was asked; 0: not yet. */
bool desk_answered(struct desk *d, struct work *w, const struct uuid *id,
    const struct hash *asked, int64_t *out) MUST;
/* Of a question or an answer, "due" and "clock", what is left or how late it was; else nothing. */
bool desk_clock(struct desk *d, struct work *w, const struct stored *s,
    struct json *to) MUST;
/* hit.c: is anything held on what a hit question names that its asker may be told of?  ${held}
 * is for those who are here: all that matches, [{"id","title","verdict","rule"}]. */
bool desk_hit(struct desk *d, struct work *w, const struct peer *to,
    const struct json *core, bool *told, struct json **held) MUST;
/* Questions whose clocks run: "to_answer" and "asked", put into an answer. */
bool desk_questions(struct desk *d, struct work *w, struct json *into) MUST;
/* ledger.c: recalls of ours that a holder has not answered, or not in time; put into an answer. */
bool desk_recalls(struct desk *d, struct work *w, bool overdue, const char *name,
    struct json *into) MUST;
/* recall.c: "to_decide", what was made here from what a partner recalled; put into an answer. */
bool desk_undecided(struct desk *d, struct work *w, struct json *into) MUST;
/* expire.c: "expires", what ends by its terms within 30 days, and "clock", whether a partner has
 * confirmed ours; with ${apply} what has ended is erased, and old seal keys are destroyed. */
bool desk_expire(struct desk *d, struct work *w, bool apply, struct json *into) MUST;
/* erase.c: of a list, and of subjects, no copy stays that was only made to be at hand. */
bool desk_forget_copies(struct desk *d, struct work *w, const struct stored *s) MUST;
/* What waits for our organisation's signature: "to_sign", a page of it. */
bool desk_signatures(struct desk *d, struct work *w, const struct json *args,
    struct json *into) MUST;
/* What waits for somebody, and how partners stand; put into an answer. */
bool desk_today(struct desk *d, struct work *w, const struct json *args,
    struct json *into) MUST;
/* What people are to type for an organisation: the argument "handle". */
bool desk_handle(struct work *w, const struct json *args, const char **out) MUST;
/* What an organisation calls itself, one line: the argument "name". */
bool desk_name(struct work *w, const struct json *args, struct bytes *out) MUST;
/* Root keys as a file of their own, 0600: to be kept off the machine. */
bool desk_write_roots(struct work *w, const struct node_setup *setup,
    const char *path) MUST;
/* A record of ours, and its parts to be changed in place, where it may be corrected; and the
 * draft of the next version that they make, which lends from ${old}. */
bool desk_old(struct desk *d, struct work *w, const struct stored *old, struct record **r,
    struct json **parts) MUST;
bool desk_newer(struct desk *d, struct work *w, const struct stored *old,
    const struct record *r, const struct json *parts, struct draft *out) MUST;
/* Facts of ACT_EXPORT for a file that says nothing of its terms; and of ACT_ENTER, for the
 * purpose that nobody states. */
void desk_facts_file(struct facts *f);
void desk_facts_enter(struct facts *f);
/* explain_facts.c: the facts of that mask in words, [{"fact","value"}]. */
bool desk_facts_say(struct desk *d, struct work *w, const struct facts *f, uint32_t which,
    struct json **out) MUST;
/* May it be put into a file that says nothing of its terms?  A denial is the fault. */
bool desk_may_put_out(struct desk *d, struct work *w, const struct stored *s) MUST;
/* Log that records were put out, a reading each; before the file is there. */
bool desk_log_out(struct desk *d, struct work *w, const struct stored out[], size_t count,
    const char *purpose) MUST;
/* A new file, synced with its folder; FAULT_CONFLICT when one of that name is there. */
bool desk_file_free(struct work *w, const char *path) MUST;
bool desk_file_new(struct work *w, const char *path, mode_t mode, struct bytes text) MUST;
/* What somebody hands in as a file, which is one: a pipe could be waited for without end. */
bool desk_file_load(struct work *w, const char *path, size_t max, struct bytes *out) MUST;
/* What a file is called, without the folders it lies in. */
struct bytes desk_file_name(const char *path);
/* The same as a record says it: {"display","hex"}. */
struct json *desk_file_called(struct work *w, const char *path);
/* Make one record and give its receipt as the answer. */
bool desk_make(struct desk *d, struct work *w, const struct draft *draft,
    struct json **answer) MUST;

/* flow.c: "stage" and "stands", what its moves made of it; with ${derive} what its kind reckons from
 * that, too, which only who reads the record is told.  Nothing, where it has no flow. */
bool desk_stands(struct desk *d, struct work *w, const struct stored *s, bool derive,
    struct json *to) MUST;

/* correction.c: what is told of correction requests; of other kinds there is nothing to tell. */
struct lists;
struct source;
struct correction {
    bool is, loaded;
    const struct screen_index *lists; /* in use; NULL: there are none */
    struct source *sources;
    size_t source_count;
    struct json *told; /* texts */
};
bool correction_open(struct work *w, const struct kind *kind,
    struct correction *out) MUST;
/* One that is to be written, of that line of a file (0: of none).  Where it names no forum it gets
 * that of the list's rules. */
bool correction_look(struct desk *d, struct work *w, struct correction *c, size_t line,
    struct json *body) MUST;

#endif
