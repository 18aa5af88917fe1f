/*
 * web: the door for people -- thin pages, to read only, on this machine alone.
 *
 * There are no accounts yet: whoever can reach the address sees what the node's people may
 * list.  Nothing that would have to be read for a purpose is on a page.  Programs of this machine
 * may ask more: /api/screen searches lists for names, and records that it did.
 */
#ifndef DOORS_WEB_WEB_H
#define DOORS_WEB_WEB_H

#include "desks/desks.h"

struct net_server;

/* For whom the pages act when nobody is said; and who may also see who read what. */
#define WEB_PERSON "web"
#define WEB_DPO "dpo"

/**
 * web_open(w, hall, address, as, out, port):
 * Answer browsers at ${address}, a loopback address with a port, and say the port that was
 * bound.  The pages act for ${as}, or for WEB_PERSON where it is NULL: FAULT_DENIED when the
 * node names its people and this is none of them.  The door lives in ${w}: close it first,
 * with web_close.
 */
bool web_open(struct work *w, struct hall *hall, const char *address, const char *as,
    struct net_server **out, uint16_t *port) MUST;
/* Answer a monitor at ${address}, likewise of this machine alone: GET /metrics, OpenMetrics 1.0
 * text, counts and times of this node. */
bool web_metrics_open(struct work *w, struct hall *hall, const char *address,
    struct net_server **out, uint16_t *port) MUST;
void web_close(struct net_server *s); /* NULL is fine */

#endif
