/*
 * client: ask a partner's node, after making sure that it is the one.
 */
#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ground/net/net_inner.h"

const struct net_patience net_patience_usual = {
    .connect = 10 * TIME_SECOND,
    .whole = 120 * TIME_SECOND,
};

struct net_client {
    struct work *work; /* what lives as long as the client */
    CURL *curl;
    struct net_pins pins;
    struct net_seen seen;
    int identity; /* a file in memory: our certificates and our key */
    char identity_path[64];
    char error[CURL_ERROR_SIZE];
    const char *proxy; /* NULL: none */
    struct call *call; /* the one that runs */
};

struct call {
    struct net_client *client;
    struct work *work;
    const struct net_ask *ask;
    struct buffer body;
    size_t headers;
};

/* ---- What libcurl calls ----------------------------------------------------------- */

/*
 * Handshake done, nothing sent yet, on new and on kept connections: is it the partner?
 * A fault is left in the work, where it is the first one and so the cause.
 */
static int
before_request(void *at, char *there, char *here, int there_port, int here_port)
{
    struct net_client *c = at;
    struct call *call = c->call;
    struct curl_tlssessioninfo *tls = NULL;
    struct hash peer = {.at = {0}};

    (void)there;
    (void)here;
    (void)there_port;
    (void)here_port;
    if (curl_easy_getinfo(c->curl, CURLINFO_TLS_SSL_PTR, &tls) != CURLE_OK ||
        tls == NULL || tls->backend != CURLSSLBACKEND_GNUTLS || tls->internals == NULL) {
        (void)fail(call->work, FAULT_IO, "the TLS session cannot be looked at");
        return CURL_PREREQFUNC_ABORT;
    }
    if (!net_peer_check(call->work, tls->internals, &c->pins, &c->seen, &peer))
        return CURL_PREREQFUNC_ABORT;
    if (!hash_equal(&peer, call->ask->peer)) {
        (void)fail(call->work, FAULT_DENIED, "another partner answers there");
        return CURL_PREREQFUNC_ABORT;
    }
    if (call->ask->checked != NULL)
        call->ask->checked(call->ask->ctx);
    return CURL_PREREQFUNC_OK;
}

/* For as much as the other end says that it sends: a buffer that grows copies what it has. */
static void
make_room(struct call *call)
{
    curl_off_t len = -1;

    (void)curl_easy_getinfo(call->client->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &len);
    if (len > 0 && (uint64_t)len <= call->ask->max)
        (void)buffer_reserve(&call->body, (size_t)len);
}

/* A count other than what came ends the call. */
static size_t
on_body(char *part, size_t size, size_t count, void *at)
{
    struct net_client *c = at;
    struct call *call = c->call;
    size_t len = size * count;

    if (call->body.len == 0)
        make_room(call);
    if (len > call->ask->max - call->body.len) {
        (void)fail(call->work, FAULT_INVALID, "the answer is longer than %zu bytes",
            call->ask->max);
        return 0;
    }
    buffer_add(&call->body, bytes_from(part, len));
    return work_ok(call->work) ? len : 0;
}

static size_t
on_header(char *line, size_t size, size_t count, void *at)
{
    struct net_client *c = at;
    struct call *call = c->call;

    (void)line;
    call->headers += size * count;
    if (call->headers > NET_HEADERS_MAX) {
        (void)fail(call->work, FAULT_INVALID,
            "the answer has more than %zu bytes of headers", NET_HEADERS_MAX);
        return 0;
    }
    return size * count;
}

/* ---- Opening ------------------------------------------------------------------------ */

static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static bool library_good;

static void
library_open(void)
{
    const curl_version_info_data *info;

    library_good = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    info = curl_version_info(CURLVERSION_NOW);
    library_good = library_good && info->ssl_version != NULL &&
        strncmp(info->ssl_version, "GnuTLS/", 7) == 0;
}

bool
net_curl_good(void)
{
    (void)pthread_once(&library_once, library_open);
    return library_good;
}

/*
 * This flavour of libcurl reads certificates from files only.  A file in memory, reached
 * through its descriptor, keeps the key off the disk.
 */
static bool
identity_file(struct work *w, const struct net_identity *own, struct net_client *c)
{
    struct file f = {.os = work_os(w), .fd = -1};
    struct bytes key;

    TRY(net_key_pem(w, &own->tls_seed, &key));
    c->identity = memfd_create("liaison-identity", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (c->identity < 0)
        return fail_errno(w, "no file in memory for the node's certificate");
    f.fd = c->identity;
    TRY(file_write_at(w, &f, own->chain, 0));
    TRY(file_write_at(w, &f, key, (off_t)own->chain.len));
    if (fcntl(c->identity, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) != 0)
        return fail_errno(w, "a file in memory cannot be sealed");
    snprintf(c->identity_path, sizeof(c->identity_path), "/proc/self/fd/%d", c->identity);
    return true;
}

/* What is the same for every call.  Options that this libcurl lacks would fail here. */
static bool
set_options(struct work *w, struct net_client *c, const struct net_patience *patience)
{
    CURL *h = c->curl;
    long tls13 = CURL_SSLVERSION_TLSv1_3 | (long)CURL_SSLVERSION_MAX_TLSv1_3;
    unsigned bad = 0;

    /* No authority vouches for partners: before_request checks the other end itself. */
    bad |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
    bad |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
    bad |= curl_easy_setopt(h, CURLOPT_CAINFO, NULL);
    bad |= curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
    bad |= curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, before_request);
    bad |= curl_easy_setopt(h, CURLOPT_PREREQDATA, c);
    bad |= curl_easy_setopt(h, CURLOPT_SSLVERSION, tls13);
    bad |= curl_easy_setopt(h, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    bad |= curl_easy_setopt(h, CURLOPT_SSLCERT, c->identity_path);
    bad |= curl_easy_setopt(h, CURLOPT_SSLKEY, c->identity_path);
    bad |= curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(h, CURLOPT_PROXY, ""); /* nor what the environment says */
    bad |= curl_easy_setopt(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_PATH_AS_IS, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(h, CURLOPT_USERAGENT, "liaison");
    bad |= curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(h, CURLOPT_MAXCONNECTS, 2L);
    bad |=
        curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)(patience->connect / 1000));
    bad |= curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)(patience->whole / 1000));
    bad |= curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->error);
    bad |= curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    bad |= curl_easy_setopt(h, CURLOPT_WRITEDATA, c);
    bad |= curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
    return bad == CURLE_OK ? true : fail(w, FAULT_IO, "libcurl lacks an option we need");
}

bool
net_client_open(struct work *w, const struct net_identity *own,
    const struct net_pins *pins, const struct net_patience *patience,
    struct net_client **out)
{
    struct work *inner = work_open(work_os(w));
    struct net_client *c = inner == NULL ? NULL : work_alloc(inner, sizeof(*c));

    if (c == NULL) {
        work_close(inner);
        return fail(w, FAULT_MEMORY, "no memory for a client");
    }
    c->work = inner;
    c->pins = *pins;
    c->identity = -1;
    c->curl = net_curl_good() ? curl_easy_init() : NULL;
    if (c->curl == NULL)
        (void)fail(w, FAULT_IO, "libcurl does not start, or is not its GnuTLS flavour");
    if (c->curl == NULL || !net_identity_check(w, own) || !identity_file(w, own, c) ||
        !set_options(w, c, patience)) {
        net_client_close(c);
        return false;
    }
    *out = c;
    return true;
}

void
net_client_close(struct net_client *c)
{
    if (c == NULL)
        return;
    curl_easy_cleanup(c->curl);
    if (c->identity >= 0)
        close(c->identity);
    work_close(c->work);
}

/* "http://host:port" and nothing behind it; who it lets in is no matter of a user's password. */
bool
net_client_proxy(struct net_client *c, struct work *w, const char *proxy)
{
    static const char scheme[] = "http://";
    const char *host = proxy + strlen(scheme), *colon = strrchr(proxy, ':');
    unsigned bad = 0;
    uint64_t port;

    if (strncmp(proxy, scheme, strlen(scheme)) != 0 || colon == NULL || colon <= host ||
        strpbrk(host, "/@?# ") != NULL ||
        !decimal_read(w, bytes_of(colon + 1), UINT16_MAX, &port) || port == 0) {
        work_clear(w);
        return fail(w, FAULT_USAGE, "%s is no proxy like http://127.0.0.1:3128", proxy);
    }
    TRY(work_string(c->work, bytes_of(proxy), &c->proxy));
    bad |= curl_easy_setopt(c->curl, CURLOPT_PROXY, c->proxy);
    bad |= curl_easy_setopt(c->curl, CURLOPT_NOPROXY, ""); /* for no address */
    bad |= curl_easy_setopt(c->curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
    return bad == CURLE_OK ? true : fail(w, FAULT_IO, "libcurl lacks an option we need");
}

/* ---- Calling --------------------------------------------------------------------------- */

static bool
set_method(struct work *w, CURL *h, const struct net_ask *ask)
{
    bool get = strcmp(ask->method, "GET") == 0;
    bool put = strcmp(ask->method, "PUT") == 0;
    unsigned bad;

    if (!get && !put && strcmp(ask->method, "POST") != 0)
        return fail(w, FAULT_USAGE, "%s is no method for partners", ask->method);
    if (get && ask->body.len > 0)
        return fail(w, FAULT_USAGE, "a GET has no body");
    if (get) {
        bad = curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
    } else {
        bad = curl_easy_setopt(h, CURLOPT_POST, 1L);
        bad |= curl_easy_setopt(h, CURLOPT_POSTFIELDS,
            ask->body.len == 0 ? "" : (const char *)ask->body.at);
        bad |=
            curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
    }
    bad |= curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, put ? "PUT" : NULL);
    return bad == CURLE_OK ? true : fail(w, FAULT_MEMORY, "no memory for a call");
}

/* Without a type of ours libcurl would call the body a form. */
static bool
set_request(struct work *w, CURL *h, const struct net_ask *ask, struct curl_slist **list)
{
    const char *line =
        work_format(w, ask->type == NULL ? "Content-Type:%s" : "Content-Type: %s",
            ask->type == NULL ? "" : ask->type);

    TRY(line != NULL);
    TRY(set_method(w, h, ask));
    *list = curl_slist_append(NULL, line);
    if (*list == NULL || curl_easy_setopt(h, CURLOPT_HTTPHEADER, *list) != CURLE_OK ||
        curl_easy_setopt(h, CURLOPT_URL, ask->url) != CURLE_OK)
        return fail(w, FAULT_MEMORY, "no memory for a call");
    return true;
}

/* What the proxy did wrong, if it was the proxy; else nothing is said. */
static void
explain_proxy(struct net_client *c, struct work *w, const struct net_ask *ask,
    CURLcode code)
{
    curl_off_t shaken = 0;
    long status = 0, number = 0;

    (void)curl_easy_getinfo(c->curl, CURLINFO_HTTP_CONNECTCODE, &status);
    (void)curl_easy_getinfo(c->curl, CURLINFO_APPCONNECT_TIME_T, &shaken);
    (void)curl_easy_getinfo(c->curl, CURLINFO_OS_ERRNO, &number);
    if (shaken > 0)
        return; /* from there on the other end spoke */
    if (code == CURLE_COULDNT_RESOLVE_PROXY)
        fail(w, FAULT_IO, "%s: no such host for a proxy", c->proxy);
    else if (code == CURLE_COULDNT_CONNECT)
        fail(w, FAULT_IO, "the proxy %s: no connection: %s", c->proxy,
            strerror((int)number));
    else if (status != 0 && status / 100 != 2)
        fail(w, FAULT_IO, "the proxy %s does not let us through to %s: it says %ld",
            c->proxy, ask->url, status);
    else if (status == 0)
        fail(w, FAULT_IO, "the proxy %s cut the line, kept silent, or is none", c->proxy);
    else
        fail(w, FAULT_IO,
            "%s, by the proxy %s: the TLS 1.3 handshake failed: is it the partner that "
            "answers behind it?",
            ask->url, c->proxy);
}

/* One clear line for what went wrong; what we found ourselves comes first. */
static bool
explain(struct net_client *c, struct work *w, const struct net_ask *ask, CURLcode code)
{
    const char *more = c->error[0] != '\0' ? c->error : curl_easy_strerror(code);
    long number = 0;

    (void)curl_easy_getinfo(c->curl, CURLINFO_OS_ERRNO, &number);
    if (c->proxy != NULL && code != CURLE_OUT_OF_MEMORY && code != CURLE_URL_MALFORMAT &&
        code != CURLE_UNSUPPORTED_PROTOCOL)
        explain_proxy(c, w, ask, code);
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:
        return fail(w, FAULT_USAGE, "%s: not an https address without a user", ask->url);
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(w, FAULT_IO, "%s: no such host", ask->url);
    case CURLE_COULDNT_CONNECT:
        return fail(w, FAULT_IO, "%s: no connection: %s", ask->url,
            number != 0 ? strerror((int)number) : more);
    case CURLE_OPERATION_TIMEDOUT:
        return fail(w, FAULT_IO, "%s: no answer in time (%s)", ask->url, more);
    case CURLE_SSL_CONNECT_ERROR:
        return fail(w, FAULT_IO, "%s: the TLS 1.3 handshake failed (%s)", ask->url, more);
    case CURLE_SSL_CERTPROBLEM:
        return fail(w, FAULT_INVALID, "our own certificate or key cannot be read");
    case CURLE_OUT_OF_MEMORY:
        return fail(w, FAULT_MEMORY, "no memory for a call");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return fail(w, FAULT_DENIED,
            "%s: hung up without an answer; it may not know us, or "
            "refuse our certificate (%s)",
            ask->url, more);
    default:
        return fail(w, FAULT_IO, "%s: %s", ask->url, more);
    }
}

static bool
read_answer(struct net_client *c, struct work *w, struct net_answer *out)
{
    const char *type = NULL;
    long status = 0;

    (void)curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(c->curl, CURLINFO_CONTENT_TYPE, &type);
    out->status = (unsigned)status;
    TRY(work_keep(w, bytes_of(type == NULL ? "" : type), &out->type));
    return buffer_bytes(&c->call->body, &out->body);
}

bool
net_call(struct net_client *c, struct work *w, const struct net_ask *ask,
    struct net_answer *out)
{
    struct call call = {.client = c, .work = w, .ask = ask};
    struct curl_slist *list = NULL;
    CURLcode code;
    bool good;

    call.body = buffer_open(w, ask->max);
    c->call = &call;
    c->error[0] = '\0';
    good = set_request(w, c->curl, ask, &list);
    if (good) {
        code = curl_easy_perform(c->curl);
        good = code == CURLE_OK ? read_answer(c, w, out) : explain(c, w, ask, code);
    }
    /* Nothing of this call stays behind in the handle. */
    (void)curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(list);
    c->call = NULL;
    return good;
}
