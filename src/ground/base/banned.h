/*
 * banned: functions that a slip turns into a hole, or that hide shared state.
 * The Makefile puts this file before every source; using one of them does not
 * compile.  What to use instead:
 *
 *   strcpy strcat sprintf vsprintf   work_format, buffer_format, snprintf
 *   strtok                           struct cursor, struct bytes
 *   atoi atol atoll atof             decimal_read
 *   localtime gmtime ctime asctime   time_write, time_read
 *   alloca gets                      work_alloc, file_read_at
 *
 * The system's headers name these functions too, so they come first.
 */
#ifndef GROUND_BASE_BANNED_H
#define GROUND_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Some C libraries wrap these in macros, which must go before the names do. */
#undef alloca
#undef sprintf
#undef strcat
#undef strcpy
#undef strtok
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison localtime gmtime ctime asctime
#pragma GCC poison alloca gets

#endif
