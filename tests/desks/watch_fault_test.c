/*
 * A watch under faults: with an allocation, a file call or a call of the database's failing here or
 * there, it is recorded whole, with its runs and notices, or not at all and done again; and what it
 * recorded is told.
 */
#include "tests/desks/sit.h"

#include <errno.h>

#include "engines/screen/screen.h"
#include "support/faults.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define NAMES "id,name\nx,Vladan Orsimov\ny,Karim Belhadi\nz,Zoltan Quermeth\n"
#define TOLD 2 /* Orsimov changed, Belhadi came or went */
#define MADE 3 /* the watch, its run, and a notice about one by hand */
#define FILL_STEP 9001

static struct node *n;
static unsigned failed, whole, late;

static bool
watch(struct work *w, bool again)
{
    return sit(w, n, "watch", again ? "{\"again\":true}" : "{}");
}

static bool
tells(void)
{
    return json_get(last, "items") != NULL && json_get(last, "items")->count == TOLD;
}

/* Another version of the list. */
static void
import(struct work *w)
{
    static unsigned version;
    const char *list = work_format(w,
        HEAD
        "T,T.1,P,primary,Vladan Orsimov,%u,RS\nT,T.2,P,primary,Zoltan Quermeth,,\n%s",
        1900 + version, version % 2 != 0 ? "T,T.3,P,primary,Karim Belhadi,,\n" : "");

    version++;
    put_file(at(w, "list.csv"), list, strlen(list));
    NEED(w,
        sit(w, n, "lists import",
            work_format(w, "{\"file\":[\"%s\"],\"shrunk\":\"R\"}", at(w, "list.csv"))));
}

/* Once, with the call of that number failing; and whatever came of it, all is told in the end. */
static bool
run(unsigned calls, unsigned long call, int number, size_t fill, bool *done)
{
    struct work *first = work_open(&odd), *w;
    int64_t before, made;
    bool good, right;

    import(first);
    before = fixture_count(first, n);
    faults_plan(calls, call, HOW_NUMBER, number);
    w = work_open(&faults_os);
    good = w != NULL && work_alloc(w, fill + 1) != NULL && watch(w, false);
    *done = fault_plan.hit == 0;
    faults_off();
    if (calls != CALL_BIT(CALL_ALLOC) && !*done) {
        node_close(n);
        n = fixture_open(first, at(first, "eu"));
    }
    made = fixture_count(first, n) - before;
    right = good ? tells() && made == MADE
                 : (made == 0 || made == MADE) && (w == NULL || work_why(w)[0] != '\0');
    if (!good)
        right = right && watch(first, made == MADE) && tells() &&
            fixture_count(first, n) - before == MADE;
    if (!right)
        printf("# call %lu: %s (%s), %d records more\n", call, good ? "done" : "failed",
            w != NULL ? work_why(w) : "", (int)made);
    failed += !good;
    whole += good;
    late += !good && made == MADE;
    work_close(w);
    work_close(first);
    return right;
}

/* Each of the first calls, then ever more seldom. */
static bool
each(unsigned calls, int number, size_t fill)
{
    bool right = true, done = false;

    for (unsigned long call = 1; right && !done; call += 1 + call / 6)
        right = run(calls, call, number, fill, &done);
    return right;
}

static void
under_faults(void)
{
    bool right = true;

    for (size_t fill = 0; fill < 4 * FILL_STEP && right; fill += FILL_STEP)
        right = each(CALL_BIT(CALL_ALLOC), ENOMEM, fill);
    tap_ok(right && failed > 1,
        "without memory: %u failed, %u did not, %u had recorded it", failed, whole, late);
    failed = whole = late = 0;
    right = each(CALLS_CHANGING, ENOSPC, 0) &&
        each(CALL_BIT(CALL_PREAD) | CALL_BIT(CALL_READ) | CALL_BIT(CALL_SQL_READ), EIO,
            0);
    tap_ok(right && failed > 1,
        "with a bad disk: %u failed, %u did not, %u had recorded it", failed, whole,
        late);
}

/* Nothing is cut off here, so nothing need come to the disk. */
static int
no_sync(int fd)
{
    (void)fd;
    return 0;
}

int
main(void)
{
    struct work *w = fixture_start();
    struct verified count;

    odd = os_real;
    odd.now = odd_now;
    odd.fsync = odd.fdatasync = no_sync;
    fault_plan.no_sync = true;
    faults_over(&odd, "unix");
    NEED(w, screen_start(w));
    work_close(w);
    w = work_open(&faults_os);
    n = fixture_node(w, "eu", 1);
    put_file(at(w, "names.csv"), NAMES, sizeof(NAMES) - 1);
    NEED(w,
        sit(w, n, "watch add",
            work_format(w,
                "{\"file\":\"%s\",\"class\":\"vendor\",\"retain\":\"2027-01-01\"}",
                at(w, "names.csv"))));
    import(w);
    import(w);
    NEED(w, watch(w, false));
    NEED(w,
        sit(w, n, "screen",
            work_format(w, "{\"class\":\"staff\",\"queries\":[\"%s\"]}",
                at(w, "names.csv"))));
    under_faults();
    printf("# %s\n", faults_told());
    tap_ok(node_verify(n, w, true, NULL, NULL, &count), "all of it verifies");
    node_close(n);
    work_close(w);
    return tap_end();
}
