/*
 * path: the subset of XPath 1.0 that rules are written in, over a tree that was read.
 *
 *   /a/b  //a  a/b  .  ..  *  @a  @xml:lang  text()  a[1]  a[@b = 'c' and not(d)]  a | b
 *   or  and  =  !=  <  <=  >  >=  +  -  'text'  12.5  count()  not()  number()  boolean()
 *
 * Names are of no namespace, but for the prefix xml.  A walk spends steps, one for each node it
 * looks at, and is refused when they are used up: what a rule costs is bounded by the document.
 */
#ifndef ENGINES_FORMATS_PATH_H
#define ENGINES_FORMATS_PATH_H

#include "engines/formats/formats.h"

struct path;

/* ${with_variable}: "$1" in its literals stands for what the walker's variable holds. */
bool path_read(struct work *w, struct bytes text, bool with_variable,
    const struct path **out) MUST;

/* A node: an element or a run of text, or an attribute of one; NULL for all: the document. */
struct place {
    const struct xml *at;
    const struct xml_attribute *attribute;
};

/* Lent until the next walk, in document order. */
struct places {
    const struct place *at;
    size_t count;
};

struct walker {
    struct work *w;
    const struct xml *root;
    struct bytes variable;
    uint64_t steps; /* that are left */
    struct place *stack;
    size_t used;
    size_t room;
};

/* As many steps as a document of this size may cost all its rules. */
struct walker walker_open(struct work *w, const struct xml *root);
bool walker_spend(struct walker *k, uint64_t steps) MUST;
/* The nodes it names; FAULT_INVALID when it gives no nodes. */
bool path_places(struct walker *k, const struct path *p, struct place from,
    struct places *out) MUST;
/* What it says as true or false: nodes are true when there is one. */
bool path_true(struct walker *k, const struct path *p, struct place from, bool *out) MUST;
/* The text of a node, with all below it. */
bool place_text(struct walker *k, struct place p, struct bytes *out) MUST;
/* A number as XPath reads one; NAN where it is none. */
double number_of(struct bytes text);

/* ---- Inside ------------------------------------------------------------------------------------ */

enum path_sort {
    PATH_OR,
    PATH_AND,
    PATH_EQUAL,
    PATH_OTHER, /* != */
    PATH_LESS,
    PATH_LESS_EQUAL,
    PATH_MORE,
    PATH_MORE_EQUAL,
    PATH_PLUS,
    PATH_MINUS,
    PATH_UNION,
    PATH_STEPS,
    PATH_NUMBER,
    PATH_TEXT,
    PATH_COUNT,
    PATH_NOT,
    PATH_NUMBER_OF,
    PATH_BOOLEAN_OF
};

enum path_axis {
    AXIS_CHILD,
    AXIS_ATTRIBUTE,
    AXIS_SELF,
    AXIS_PARENT,
    AXIS_BELOW,
    AXIS_DESCENDANT
};
enum path_test { TEST_NAME, TEST_ANY, TEST_TEXT, TEST_NODE };

/* One step: AXIS_BELOW is the node itself and all below it, AXIS_DESCENDANT all below. */
struct path_step {
    enum path_axis axis;
    enum path_test test;
    struct bytes name;
    struct bytes space;
    struct path_filter *filters;
    struct path_step *next;
};

struct path_filter {
    const struct path *expression;
    struct path_filter *next;
};

struct path {
    enum path_sort sort;
    const struct path *left, *right; /* operators; functions have a left one */
    double number;
    struct bytes text;
    bool variable;
    bool absolute;
    struct path_step *steps;
};

#endif
