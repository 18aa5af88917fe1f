/*
 * fetch: a file from whoever publishes it to all, by the word of public authorities.
 *
 * Here, and only here, authorities vouch for the other end; partners are never met this way.
 */
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "ground/net/net_inner.h"

/* Of Debian's ca-certificates; libcurl's own default is another one in each flavour. */
#define SYSTEM_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"
#define TAG_MAX 512 /* of what is said to be kept: longer ones are not */
#define SLOWEST 1024L
#define SLOW_SECONDS 30L

const struct net_patience net_patience_fetch = {
    .connect = 15 * TIME_SECOND,
    .whole = 300 * TIME_SECOND,
};

struct fetch {
    struct work *work;
    const struct net_fetch *ask;
    struct net_fetched *out;
    CURL *curl;
    struct buffer body;
    size_t headers;
    char error[CURL_ERROR_SIZE];
};

static void
fetch_drop(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

static void
list_drop(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

/* ---- What libcurl calls ----------------------------------------------------------- */

static bool
too_long(struct fetch *f)
{
    return fail(f->work, FAULT_INVALID, "%s: longer than %zu bytes, which is the limit",
        f->ask->url, f->ask->max);
}

/* A count other than what came ends the call. */
static size_t
on_body(char *part, size_t size, size_t count, void *at)
{
    struct fetch *f = at;
    size_t len = size * count;

    if (len > f->ask->max - f->body.len) {
        (void)too_long(f);
        return 0;
    }
    buffer_add(&f->body, bytes_from(part, len));
    return work_ok(f->work) ? len : 0;
}

/* The value of a header of that name, without what stands around it. */
static bool
header_value(struct bytes line, const char *name, struct bytes *out)
{
    size_t len = strlen(name);

    if (line.len <= len || strncasecmp((const char *)line.at, name, len) != 0 ||
        line.at[len] != ':')
        return false;
    *out = bytes_from(line.at + len + 1, line.len - len - 1);
    while (out->len > 0 && (out->at[0] == ' ' || out->at[0] == '\t'))
        *out = bytes_from(out->at + 1, out->len - 1);
    while (out->len > 0 && strchr(" \t\r\n", out->at[out->len - 1]) != NULL)
        out->len--;
    return true;
}

/* What is said back to it later must be able to stand in a header. */
static bool
keep_tag(struct fetch *f, struct bytes value, struct bytes *out)
{
    *out = (struct bytes){0};
    if (value.len > TAG_MAX)
        return true;
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] < 0x20 || value.at[i] > 0x7E)
            return true;
    return work_keep(f->work, value, out);
}

/* Of several answers, for there may be redirects, the last one counts. */
static size_t
on_header(char *at_line, size_t size, size_t count, void *at)
{
    struct fetch *f = at;
    struct bytes line = bytes_from(at_line, size * count), value;
    bool good = true;

    f->headers += line.len;
    if (f->headers > NET_HEADERS_MAX)
        good = fail(f->work, FAULT_INVALID, "%s: more than %zu bytes of headers",
            f->ask->url, NET_HEADERS_MAX);
    else if (bytes_start(line, "HTTP/"))
        f->out->etag = f->out->modified = (struct bytes){0};
    else if (header_value(line, "ETag", &value))
        good = keep_tag(f, value, &f->out->etag);
    else if (header_value(line, "Last-Modified", &value))
        good = keep_tag(f, value, &f->out->modified);
    return good ? line.len : 0;
}

/* ---- Asking --------------------------------------------------------------------------- */

/* "If-None-Match: ..." where there is something to compare with. */
static bool
add_condition(struct fetch *f, const char *name, struct bytes value,
    struct curl_slist **list)
{
    struct curl_slist *longer;
    const char *line;

    if (value.len == 0)
        return true;
    line = work_format(f->work, "%s: %.*s", name, (int)value.len, (const char *)value.at);
    longer = line != NULL ? curl_slist_append(*list, line) : NULL;
    if (longer == NULL)
        return fail(f->work, FAULT_MEMORY, "no memory for a call");
    *list = longer;
    return true;
}

static bool
set_options(struct fetch *f, const struct curl_slist *headers)
{
    const struct net_patience *patience =
        f->ask->patience != NULL ? f->ask->patience : &net_patience_fetch;
    CURL *h = f->curl;
    unsigned bad = 0;

    bad |= curl_easy_setopt(h, CURLOPT_CAINFO,
        f->ask->authorities != NULL ? f->ask->authorities : SYSTEM_AUTHORITIES);
    bad |= curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
    bad |= curl_easy_setopt(h, CURLOPT_URL, f->ask->url);
    bad |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_MAXREDIRS, (long)NET_REDIRECTS);
    bad |= curl_easy_setopt(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_PROXY, ""); /* nor what the environment says */
    bad |= curl_easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(h, CURLOPT_USERAGENT, "liaison/" LIAISON_VERSION);
    bad |= curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    bad |= curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->ask->max);
    bad |= curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, SLOWEST);
    bad |= curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS);
    bad |=
        curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)(patience->connect / 1000));
    bad |= curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)(patience->whole / 1000));
    bad |= curl_easy_setopt(h, CURLOPT_ERRORBUFFER, f->error);
    bad |= curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    bad |= curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
    bad |= curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(h, CURLOPT_HEADERDATA, f);
    return bad == CURLE_OK ||
        fail(f->work, FAULT_IO, "libcurl lacks an option we need, or memory");
}

/* ---- What came of it -------------------------------------------------------------------- */

/* What goes wrong before a file is there, and what the file's reader is to know of it. */
static const struct {
    CURLcode code;
    enum fault fault;
    bool passing;
    const char *says;
} reasons[] = {
    {CURLE_LOGIN_DENIED, FAULT_USAGE, false, "not an https address without a user"},
    {CURLE_URL_MALFORMAT, FAULT_USAGE, false, "not an https address without a user"},
    {CURLE_COULDNT_RESOLVE_HOST, FAULT_IO, false, "no such host"},
    {CURLE_COULDNT_CONNECT, FAULT_IO, false, "no connection"},
    {CURLE_OPERATION_TIMEDOUT, FAULT_IO, false, "no answer in time"},
    {CURLE_TOO_MANY_REDIRECTS, FAULT_IO, false, "too many redirects"},
    {CURLE_SSL_CONNECT_ERROR, FAULT_IO, false, "the TLS handshake failed"},
    {CURLE_PEER_FAILED_VERIFICATION, FAULT_DENIED, false,
        "its certificate is not good for that name, or no authority that counts here "
        "vouches for it"},
    {CURLE_SSL_CACERT_BADFILE, FAULT_USAGE, false,
        "the certificates of authorities cannot be read: install ca-certificates, or "
        "name "
        "another file"},
    {CURLE_PARTIAL_FILE, FAULT_IO, true, "the file broke off"},
    {CURLE_RECV_ERROR, FAULT_IO, true, "the file broke off"},
    {CURLE_GOT_NOTHING, FAULT_IO, true, "it hung up without an answer"},
};

static bool
explain(struct fetch *f, CURLcode code)
{
    const char *more = f->error[0] != '\0' ? f->error : curl_easy_strerror(code),
               *to = NULL;
    long redirects = 0;

    if (code == CURLE_FILESIZE_EXCEEDED)
        return too_long(f);
    if (code == CURLE_OUT_OF_MEMORY)
        return fail(f->work, FAULT_MEMORY, "no memory for a call");
    (void)curl_easy_getinfo(f->curl, CURLINFO_REDIRECT_COUNT, &redirects);
    (void)curl_easy_getinfo(f->curl, CURLINFO_EFFECTIVE_URL, &to);
    if (code == CURLE_UNSUPPORTED_PROTOCOL && redirects > 0)
        return fail(f->work, FAULT_DENIED,
            "%s: it leads to an address that is not https (%s)", f->ask->url,
            to != NULL ? to : more);
    if (code == CURLE_UNSUPPORTED_PROTOCOL)
        return fail(f->work, FAULT_USAGE, "%s: only https is fetched", f->ask->url);
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (reasons[i].code == code) {
            f->out->passing = reasons[i].passing;
            return fail(f->work, reasons[i].fault, "%s: %s (%s)", f->ask->url,
                reasons[i].says, more);
        }
    return fail(f->work, FAULT_IO, "%s: %s", f->ask->url, more);
}

static bool
read_answer(struct fetch *f)
{
    const struct net_fetch *ask = f->ask;
    const char *from = NULL;
    long status = 0;

    (void)curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(f->curl, CURLINFO_EFFECTIVE_URL, &from);
    f->out->same = status == 304 && (ask->etag.len > 0 || ask->modified.len > 0);
    f->out->passing = status >= 500;
    if (status != 200 && !f->out->same)
        return fail(f->work, FAULT_IO, "%s: it answered with status %ld, not with a file",
            ask->url, status);
    if (f->out->same)
        f->body.len = 0;
    return work_keep(f->work, bytes_of(from != NULL ? from : ask->url), &f->out->from) &&
        buffer_bytes(&f->body, &f->out->body);
}

bool
net_fetch(struct work *w, const struct net_fetch *ask, struct net_fetched *out)
{
    __attribute__((cleanup(list_drop))) struct curl_slist *headers = NULL;
    __attribute__((cleanup(fetch_drop))) CURL *curl = NULL;
    struct fetch f = {.work = w,
        .ask = ask,
        .out = out,
        .body = buffer_open(w, ask->max)};
    CURLcode code;

    *out = (struct net_fetched){0};
    curl = net_curl_good() ? curl_easy_init() : NULL;
    if (curl == NULL)
        return fail(w, FAULT_IO, "libcurl does not start, or is not its GnuTLS flavour");
    f.curl = curl;
    TRY(add_condition(&f, "If-None-Match", ask->etag, &headers) &&
        add_condition(&f, "If-Modified-Since", ask->modified, &headers) &&
        set_options(&f, headers));
    code = curl_easy_perform(curl);
    /* What was found wrong on the way is the cause of what libcurl says. */
    return work_ok(w) && (code == CURLE_OK ? read_answer(&f) : explain(&f, code));
}
