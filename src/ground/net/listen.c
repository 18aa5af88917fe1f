/*
 * listen: a listening socket at a numeric address.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/net/net_inner.h"

#define BACKLOG 256

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* "host:port" or "[host]:port" in two; false when it is neither. */
static bool
split(struct bytes text, struct bytes *host, struct bytes *port)
{
    size_t colon = text.len;

    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    *host = bytes_from(text.at, colon - 1);
    *port = bytes_from(text.at + colon, text.len - colon);
    if (host->at[0] == '[') {
        if (host->len < 3 || host->at[host->len - 1] != ']')
            return false;
        *host = bytes_from(host->at + 1, host->len - 2);
    }
    return true;
}

static bool
read_address(struct work *w, const char *text, union address *out)
{
    struct bytes host;
    struct bytes port;
    const char *name;
    uint64_t number;

    memset(out, 0, sizeof(*out));
    if (!split(bytes_of(text), &host, &port))
        return fail(w, FAULT_USAGE, "%s is no address like 127.0.0.1:8443", text);
    if (!decimal_read(w, port, UINT16_MAX, &number)) {
        work_clear(w);
        return fail(w, FAULT_USAGE, "%s does not end with a port, 0 to 65535", text);
    }
    TRY(work_string(w, host, &name));
    if (text[0] != '[' && inet_pton(AF_INET, name, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons((uint16_t)number);
        return true;
    }
    if (text[0] == '[' && inet_pton(AF_INET6, name, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)number);
        return true;
    }
    return fail(w, FAULT_USAGE, "%s is no numeric address: give one, not a name", text);
}

static bool
is_loopback(const union address *a)
{
    if (a->any.sa_family == AF_INET)
        return (ntohl(a->v4.sin_addr.s_addr) >> 24) == 127;
    return IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
}

/* Bind and listen; the port that the system chose is read back. */
static bool
bind_to(int fd, union address *a)
{
    socklen_t len = a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
    int yes = 1;

    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
        bind(fd, &a->any, len) == 0 && listen(fd, BACKLOG) == 0 &&
        getsockname(fd, &a->any, &len) == 0;
}

bool
net_listen(struct work *w, const char *address, bool loopback_only, int *fd,
    uint16_t *port)
{
    union address a;
    int s;

    TRY(read_address(w, address, &a));
    if (loopback_only && !is_loopback(&a))
        return fail(w, FAULT_USAGE,
            "%s is open to others, and pages are not encrypted: use 127.0.0.1 or [::1]",
            address);
    s = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        return fail_errno(w, "no socket for %s", address);
    if (!bind_to(s, &a)) {
        (void)fail_errno(w, "cannot listen at %s", address);
        close(s);
        return false;
    }
    *fd = s;
    *port = ntohs(a.any.sa_family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
    return true;
}
