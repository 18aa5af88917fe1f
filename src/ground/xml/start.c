/*
 * What libxml2 holds for the whole process: its tables, made once, and its way to files.
 */
#include "ground/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "ground/xml/xml_inner.h"

#define FILE_MAX ((size_t)8 << 20)
#define MESSAGE_MAX ((size_t)400)

static _Thread_local const struct xml_folder *folder;

void
xml_folder_open(const struct xml_folder *f)
{
    folder = f;
}

/* A name of a file, and no way anywhere. */
static bool
name_is_plain(const char *name)
{
    static const char good[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    return name != NULL && name[0] != '\0' && name[0] != '.' &&
        name[strspn(name, good)] == '\0';
}

/* The text as libxml2 reads it; before, our reader has seen that it holds no document type. */
static xmlParserInputPtr
load(const struct xml_folder *f, const char *name, xmlParserCtxtPtr parser)
{
    const char *path = work_format(f->w, "%s/%s", f->path, name);
    xmlParserInputBufferPtr buffer;
    xmlParserInputPtr input;
    struct bytes text;
    struct xml *root;

    if (path == NULL || !file_load(f->w, path, FILE_MAX, &text))
        return NULL;
    if (!xml_read(f->w, text, &xml_foreign, &root)) {
        fail_in(f->w, "%s", path);
        return NULL;
    }
    buffer = xmlParserInputBufferCreateMem((const char *)text.at, (int)text.len,
        XML_CHAR_ENCODING_NONE);
    if (buffer == NULL)
        return NULL;
    input = xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE);
    if (input == NULL)
        xmlFreeParserInputBuffer(buffer);
    else
        input->filename = (const char *)xmlCharStrdup(name);
    return input;
}

/* libxml2's only way to a file or the network. */
static xmlParserInputPtr
open_entity(const char *name, const char *public, xmlParserCtxtPtr parser)
{
    const struct xml_folder *f = folder;

    (void)public;
    if (f == NULL || !work_ok(f->w))
        return NULL;
    if (!name_is_plain(name)) {
        fail(f->w, FAULT_INVALID,
            "a schema of %s wants %s: only files of its own folder are read", f->path,
            name != NULL ? name : "what has no name");
        return NULL;
    }
    return load(f, name, parser);
}

bool
xml_start(struct work *w)
{
    (void)w;
    xmlInitParser();
    xmlSetExternalEntityLoader(open_entity);
    return true;
}

/* ---- What libxml2 would say by itself ---------------------------------------------------- */

static void
say_nothing(void *ctx, xmlErrorPtr error)
{
    (void)ctx, (void)error;
}

void
xml_quiet_begin(struct xml_quiet *q)
{
    q->on = true;
    q->ctx = xmlStructuredErrorContext;
    q->said = (void (*)(void))xmlStructuredError;
    xmlSetStructuredErrorFunc(NULL, say_nothing);
}

void
xml_quiet_end(struct xml_quiet *q)
{
    if (!q->on)
        return;
    xmlResetLastError();
    xmlSetStructuredErrorFunc(q->ctx, (xmlStructuredErrorFunc)q->said);
}

const char *
xml_one_line(struct work *w, const char *message)
{
    const char *kept;
    size_t len;

    if (message == NULL)
        return "unknown error";
    len = strlen(message);
    while (len > 0 && (message[len - 1] == '\n' || message[len - 1] == ' '))
        len--;
    if (len > 0 && message[len - 1] == '.')
        len--;
    if (len > MESSAGE_MAX) {
        /* It holds a value of the document: any length, and to be cut between characters. */
        len = MESSAGE_MAX;
        while (len > 0 && ((uint8_t)message[len] & 0xC0) == 0x80)
            len--;
    }
    kept = work_format(w, "%.*s", (int)len, message);
    if (kept == NULL)
        return "out of memory";
    for (char *at = strchr(kept, '\n'); at != NULL; at = strchr(at, '\n'))
        *at = ' ';
    return kept;
}
