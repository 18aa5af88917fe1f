/*
 * Beside the decision: what the log needs (P14), clocks (P18), the ledger of a recall
 * (P13), which version is shown (P20), proof of equivocation (P21).
 */
#include "core/terms/terms_inner.h"

/* P14 */
unsigned
terms_log_needs(enum terms_act act)
{
    const uint32_t reasoned =
        ACT(READ) | ACT(ENTER) | ACT(RECALL) | ACT(ERASE) | ACT(HOLD) | ACT(UNHOLD);
    unsigned need = LOG_WHO | LOG_WHEN;

    if (act <= ACT_NONE || act >= ACTS || act == ACT_LIST)
        return 0;
    if ((reasoned >> act & 1) != 0)
        need |= LOG_WHY;
    if ((ACTS_TELL >> act & 1) != 0)
        need |= LOG_TO_WHOM | LOG_WHY;
    return need;
}

/* P18: Directive 2023/977 art 5 counts in hours. */
int64_t
terms_deadline(enum terms_urgency urgency, int64_t asked_at)
{
    static const int64_t hours[] =
        {[URGENCY_NONE] = 0, [URGENCY_168H] = 168, [URGENCY_72H] = 72, [URGENCY_8H] = 8};

    if (urgency <= URGENCY_NONE || urgency > URGENCY_8H || asked_at <= 0)
        return 0;
    if (asked_at > TIME_MAX - hours[urgency] * TIME_HOUR)
        return TIME_MAX;
    return asked_at + hours[urgency] * TIME_HOUR;
}

bool
terms_late(enum terms_urgency urgency, int64_t asked_at, int64_t now)
{
    int64_t deadline = terms_deadline(urgency, asked_at);

    return deadline != 0 && now > deadline;
}

/* P13: the order of delivery; the same moment is ordered by place, then by partner. */
static bool
delivered_before(const struct terms_delivery *a, const struct terms_delivery *b)
{
    if (a->at != b->at)
        return a->at < b->at;
    if (a->position != b->position)
        return a->position < b->position;
    return bytes_order(hash_bytes(&a->to), hash_bytes(&b->to)) < 0;
}

size_t
terms_recall_next(const struct terms_delivery *list, size_t count)
{
    size_t i, next = count;

    for (i = 0; i < count; i++) {
        if (list[i].recalled_at == 0 &&
            (next == count || delivered_before(&list[i], &list[next])))
            next = i;
    }
    return next;
}

bool
terms_recall_overdue(const struct terms_delivery *d, int64_t patience, int64_t now)
{
    return d->recalled_at != 0 && d->answered_at == 0 && now - d->recalled_at >= patience;
}

/* P20: by version; two of one version are equivocation (P21), and then the smaller hash
 * stands in, so that every node shows the same while it is in quarantine. */
size_t
terms_shown(const struct hash *originator, const struct terms_version *list, size_t count)
{
    size_t i, shown = count;

    for (i = 0; i < count; i++) {
        if (!same_org(&list[i].author, originator))
            continue;
        if (shown == count || list[i].version > list[shown].version ||
            (list[i].version == list[shown].version &&
                bytes_order(hash_bytes(&list[i].hash), hash_bytes(&list[shown].hash)) <
                    0))
            shown = i;
    }
    return shown;
}

/* P21 */
bool
terms_equivocation(const struct terms_claim *a, const struct terms_claim *b)
{
    return same_org(&a->key, &b->key) &&
        bytes_equal(bytes_from(a->id.at, sizeof(a->id.at)),
            bytes_from(b->id.at, sizeof(b->id.at))) &&
        a->version == b->version && !hash_equal(&a->content, &b->content);
}
