/*
 * What the files of the room share.
 */
#ifndef GROUND_XML_XML_INNER_H
#define GROUND_XML_XML_INNER_H

#include "ground/xml/xml.h"

/* A message of libxml2 as one line without its end; never NULL. */
const char *xml_one_line(struct work *w, const char *message);

/* libxml2 says nothing on its own on this thread between these two; what it had before to say
 * it with comes back. */
struct xml_quiet {
    bool on;
    void *ctx;
    void (*said)(void);
};
void xml_quiet_begin(struct xml_quiet *q);
void xml_quiet_end(struct xml_quiet *q);

/* The files that libxml2 may open on this thread now: those of one folder, through the table of
 * system calls.  NULL: none, which is so at all other times. */
struct xml_folder {
    struct work *w;
    const char *path;
};
void xml_folder_open(const struct xml_folder *f);

/* How deep a tree is written: what was read, within a few elements of ours. */
#define XML_DEPTH_MAX 300
void xml_add_escaped(struct buffer *b, struct bytes text, bool attribute);

#endif
