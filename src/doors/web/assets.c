/*
 * The files built into the program, as far as pages use them.
 */
#include "doors/web/web_inner.h"

#include <string.h>

#include "core/records/embedded.h"
#include "ground/crypt/crypt.h"

#define FOLDER "assets/"
#define VERSION_DIGITS 16

bool
asset_find(struct work *w, const char *name, struct bytes *out)
{
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded *e = &embedded_files[i];

        if (strncmp(e->name, FOLDER, strlen(FOLDER)) != 0 ||
            strcmp(e->name + strlen(FOLDER), name) != 0)
            continue;
        *out = bytes_from(e->at, e->len);
        return true;
    }
    return fail(w, FAULT_MISSING, "%s%s is not built in", FOLDER, name);
}

bool
assets_version(struct work *w, struct bytes *out)
{
    DIGEST_AUTO struct digest *digest = NULL;
    struct bytes sum, hex;

    TRY(digest_open(w, DIGEST_SHA256, &digest));
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded *e = &embedded_files[i];

        if (strncmp(e->name, FOLDER, strlen(FOLDER)) == 0)
            TRY(digest_add(digest, bytes_from(e->at, e->len)));
    }
    TRY(digest_end(digest, &sum));
    digest = NULL;
    TRY(hex_write(w, sum, &hex));
    *out = bytes_from(hex.at, VERSION_DIGITS);
    return true;
}
