/*
 * threads_test: threads that meet in letters which nobody has asked for yet all get the same
 * words, and none that are half there.
 */
#include "tests/tap.h"

#include "tests/ground/text/said.h"

static const char *const names[] = {"José Ñúñez", "Владимир Щербаков", "Ευάγγελος Παύλος",
    "صدام حسين التكريتي", "משה שרביט", "김정은 최광혁", "さとう シャツ", "习近平 林仲恒",
    "राम कुमार", "საქართველო", "ทักษิณ", "አበበ", "မြန်မာ", "𐌰𐌱𐌲", "ﺍﻟﺘﻜﺮﻳﺘﻲ", "①②③", "Ⅳ Ａ"};

#define THREADS 6
#define ROUNDS 20

static struct said first[THREADS][COUNT_OF(names)];

static void
run(void *ctx)
{
    struct said *mine = ctx;
    size_t me = (size_t)(mine - first[0]) / COUNT_OF(names);

    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            size_t which = (i + (round == 0 ? 0 : me)) % COUNT_OF(names);
            struct said s = said(bytes_of(names[which]));

            if (round == 0)
                mine[which] = s;
            else if (strcmp(s.text, mine[which].text) != 0)
                mine[which].text[0] = '?';
        }
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    struct thread *threads[THREADS] = {NULL};
    unsigned wrong = 0;

    tap_ok(text_start(w), "it starts");
    for (size_t i = 0; i < THREADS; i++)
        if (!thread_start(w, run, first[i], &threads[i]))
            tap_ok(false, "%s", work_why(w));
    for (size_t i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        struct said s = said(bytes_of(names[n]));

        printf("# %s: %s\n", names[n], s.text);
        for (size_t i = 0; i < THREADS; i++)
            wrong += strcmp(first[i][n].text, s.text) != 0 || s.words.count == 0;
    }
    tap_ok(wrong == 0, "%d threads read the same words", THREADS);
    work_close(w);
    return tap_end();
}
