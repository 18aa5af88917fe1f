/*
 * compare_test: two versions of a list differ by what was added, removed and changed, and in
 * which parts; the order in which a list says something is nothing.
 */
#include "support/faults.h"
#include "tests/engines/screen/fixture.h"

static struct work *w;

static struct screen_list
list(const char *rows)
{
    struct screen_file file =
        {bytes_of(scratch_text("list,ref,type,kind,name,dob,country\n%s", rows)), "list"};
    struct screen_list out;

    if (!screen_list_read(w, &file, 1, &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

/* "+A/1 -A/2 ~A/3:4": what happened, to whom, in which parts. */
static struct bytes
differ(const struct screen_list *was, const struct screen_list *is)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct screen_changes c;
    struct bytes out;

    if (!screen_lists_compare(w, was, is, &c))
        exit(1);
    for (size_t i = 0; i < c.count; i++) {
        const struct screen_entry *e = c.change[i].is;
        char sign = c.change[i].was == NULL ? '+' : e == NULL ? '-' : '~';

        e = e != NULL ? e : c.change[i].was;
        buffer_format(&b, "%s%c%.*s/%.*s", i > 0 ? " " : "", sign, (int)e->list.len,
            (const char *)e->list.at, (int)e->ref.len, (const char *)e->ref.at);
        if (sign == '~')
            buffer_format(&b, ":%u", c.change[i].parts);
    }
    if (c.count != c.added + c.removed + c.changed || !buffer_bytes(&b, &out))
        exit(1);
    return out;
}

static void
changes(const char *was, const char *is, const char *want, const char *what)
{
    struct screen_list a = list(was), b = list(is);

    tap_is_text(differ(&a, &b), want, "%s", what);
}

static void
rows(void)
{
    static const char two[] =
        "A,1,P,primary,Odran,1963,Iran\nA,1,P,alias,Vesper,1964,Iraq\n";

    changes(two, two, "", "nothing");
    changes(two, "A,1,P,alias,Vesper,1964,Iraq\nA,1,P,primary,Odran,1963,Iran\n", "",
        "another order");
    changes(two, "A,2,P,primary,Odran,,\n", "+A/2 -A/1", "one comes, one goes");
    changes(two, "B,1,P,primary,Odran,,\n", "+B/1 -A/1", "another list is another entry");
    changes("A,1,P,primary,Odran,,\n", "A,1,E,primary,Odran,,\n", "~A/1:1", "a type");
    changes("A,1,P,primary,Odran,,\n", "A,1,P,primary,Odrann,,\n", "~A/1:4", "a name");
    changes("A,1,P,primary,O,,\nA,1,P,alias,V,,\n", "A,1,P,primary,O,,\nA,1,P,weak,V,,\n",
        "~A/1:4", "a kind of a name");
    changes("A,1,P,primary,O,1963,\n", "A,1,P,primary,O,circa 1963,\n", "~A/1:8",
        "a date");
    changes("A,1,P,primary,O,,Iran\n", "A,1,P,primary,O,,Iraq\n", "~A/1:16", "a country");
    changes("A,1,P,primary,O,1963,Iran\nA,2,,,X,,\nA,3,,,Y,,\n",
        "A,3,,,Y,,\nA,4,,,Z,,\nA,1,P,primary,O,1964,Iraq\n", "+A/4 ~A/1:24 -A/2",
        "in the order of the new list, the removed ones last");
}

/* ---- Real lists --------------------------------------------------------------------------- */

static struct screen_list
real(const char *name)
{
    struct screen_file file = {.called = name,
        .text = unpacked(w,
            scratch_text("%s/un/consolidated_%s.xml.xz", tap_data("lists"), name))};
    struct screen_list out;

    if (!screen_list_read(w, &file, 1, &out)) {
        printf("Bail out! %s: %s\n", name, work_why(w));
        exit(1);
    }
    return out;
}

/* What comes and goes was counted apart, by references without the stops behind them. */
static void
between(const char *from, const char *to, size_t added, size_t removed)
{
    struct screen_list was = real(from), is = real(to);
    struct screen_changes c, back;
    int64_t began = os_real.ticks();

    if (!screen_lists_compare(w, &was, &is, &c) ||
        !screen_lists_compare(w, &is, &was, &back))
        exit(1);
    began = os_real.ticks() - began;
    tap_ok(c.added == added && c.removed == removed && back.added == removed &&
            back.removed == added && back.changed == c.changed,
        "%s to %s: %zu added, %zu removed, %zu changed, in %lld us", from, to, c.added,
        c.removed, c.changed, (long long)began / 2);
}

static void
short_of_memory(void)
{
    struct screen_list a = list("A,1,P,primary,O,,\nA,1,P,alias,V,,\n");
    struct screen_list b = list("A,1,P,alias,V,,\nA,1,P,primary,O,,\nA,2,,,X,,\n");
    unsigned long n, told = 0;

    faults_over(&os_real, "unix");
    for (n = 1;; n++) {
        struct screen_changes c;
        struct work *of;
        bool good;

        faults_plan(CALL_BIT(CALL_ALLOC), n, HOW_NUMBER, 0);
        of = work_open(&faults_os);
        good = of != NULL && screen_lists_compare(of, &a, &b, &c);
        told += of == NULL || (!good && work_fault(of) == FAULT_MEMORY);
        work_close(of);
        if (fault_plan.hit == 0)
            break;
    }
    faults_off();
    tap_ok(told == n - 1 && n > 2, "memory fails at %lu places, told each time", told);
}

int
main(void)
{
    w = fresh();
    rows();
    short_of_memory();
    if (tap_data("lists") != NULL) {
        between("2022-09-15", "2025-04-19", 28, 103);
        between("2025-04-19", "2026-02-27", 130, 4);
    } else {
        tap_skip(2, "LIAISON_DATA is not set");
    }
    work_close(w);
    return tap_end();
}
