/*
 * base: what every room stands on -- the unit of work and its memory, bytes,
 * JSON, time, ids, and the table of system calls.
 *
 * Conventions, here and everywhere above:
 *   - A function that can fail returns bool, is marked MUST, and on failure has
 *     recorded why in its work; callers pass that on with TRY().  The first
 *     fault wins: it is the cause.
 *   - Memory comes from a work's arena and lives as long as the work.  In names
 *     and contracts, "keep" copies, "take" takes over, "lend" borrows.
 *   - A length stands beside every pointer.  Text is UTF-8, not terminated.
 */
#ifndef GROUND_BASE_BASE_H
#define GROUND_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#define MUST __attribute__((warn_unused_result))
#define LIKE_PRINTF(text, args) __attribute__((format(printf, text, args)))
#define TRY(call)         \
    do {                  \
        if (!(call))      \
            return false; \
    } while (0)
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Bytes ------------------------------------------------------------- */

struct bytes {
    const uint8_t *at;
    size_t len;
};

/* A 32-byte value: a SHA-256 hash, a key, a salt, an organisation's id. */
struct hash {
    uint8_t at[32];
};

/* A record's id, RFC 9562: version 7, or version 4 behind the wall. */
struct uuid {
    uint8_t at[16];
};

/* Bytes of a string literal, or of any terminated string. */
struct bytes bytes_of(const char *text);
struct bytes bytes_from(const void *at, size_t len);
struct bytes hash_bytes(const struct hash *h);
bool bytes_equal(struct bytes a, struct bytes b);
bool bytes_is(struct bytes a, const char *text);
/* One of these?  NULL ends them. */
bool bytes_is_any(struct bytes a, const char *const texts[]);
bool bytes_start(struct bytes a, const char *prefix);
/* The same but for the case of ASCII's letters? */
bool bytes_alike(struct bytes a, struct bytes b);
/* A number that tells one text from another that was not made to have it too (FNV-1a). */
uint64_t bytes_print(struct bytes a);
/* Take what stands before the next ${end}, or all that is left; false where nothing is. */
bool bytes_step(struct bytes *rest, char end, struct bytes *out);
/* Order by unsigned bytes, the shorter first where one begins the other. */
int bytes_order(struct bytes a, struct bytes b);
bool hash_equal(const struct hash *a, const struct hash *b);
bool hash_is_zero(const struct hash *h);
bool uuid_is_zero(const struct uuid *id);

/* ---- Faults ------------------------------------------------------------ */

enum fault {
    FAULT_NONE,
    FAULT_USAGE,    /* the command line or a request is malformed */
    FAULT_INVALID,  /* input that cannot be read, or breaks a format's rules */
    FAULT_DENIED,   /* the terms, or a check of who is asking, say no */
    FAULT_MISSING,  /* not here; also what may not be seen */
    FAULT_CONFLICT, /* contradicts what is already here */
    FAULT_BUSY,     /* held by another process, or over a limit for now */
    FAULT_CORRUPT,  /* stored or received bytes do not match their proof */
    FAULT_IO,       /* disk, network, operating system */
    FAULT_MEMORY,
    FAULT_KINDS /* how many kinds there are */
};

/* How a kind of fault is spoken at each door: one table, fault.c. */
struct fault_face {
    const char *name; /* in JSON answers: "denied" */
    int exit_code;    /* 1 no, 2 usage, 3 unreadable input, 4 machine */
    unsigned http_status;
    const char *sentence; /* when there is nothing better to say */
};
const struct fault_face *fault_face(enum fault kind);

/* ---- The operating system, as a table ----------------------------------- */

/*
 * Every system call that touches disk, clock, randomness or the heap goes
 * through this table, so that a test can make the n-th one fail.  Meanings and
 * errno are those of POSIX.
 */
struct os {
    int (*open)(const char *path, int flags, mode_t mode);
    int (*close)(int fd);
    ssize_t (*pread)(int fd, void *to, size_t len, off_t at);
    ssize_t (*pwrite)(int fd, const void *from, size_t len, off_t at);
    ssize_t (*read)(int fd, void *to, size_t len);
    ssize_t (*write)(int fd, const void *from, size_t len);
    int (*fstat)(int fd, struct stat *to);
    int (*fdatasync)(int fd);
    int (*fsync)(int fd);
    int (*ftruncate)(int fd, off_t len);
    int (*rename)(const char *from, const char *to);
    int (*unlink)(const char *path);
    int (*link)(const char *from, const char *to);
    int (*mkdir)(const char *path, mode_t mode);
    int (*lock)(int fd);    /* for this process alone; -1 where another has it */
    int64_t (*now)(void);   /* microseconds since 1970-01-01T00:00:00Z */
    int64_t (*ticks)(void); /* microseconds, monotonic, from any start */
    int (*random)(void *to, size_t len); /* 0, or -1 */
    void *(*alloc)(size_t len);          /* like malloc */
    void (*release)(void *at);           /* like free */
    /* Whole pages of ${len} zeros, or with a descriptor what stands in it, to read only; NULL:
     * errno says why.  They come when they are touched. */
    void *(*map)(size_t len, int fd);
    void (*unmap)(void *at, size_t len);
};
extern const struct os os_real;

/* ---- Work: one request, one command, one synced record ------------------- */

struct work;

/* A new work on ${os}; NULL when there is no memory even for that. */
struct work *work_open(const struct os *os);
/* Release the work and all its memory; it is wiped first, but for whole pages, which the system
 * wipes before it gives them to anybody.  NULL is fine. */
void work_close(struct work *w);
const struct os *work_os(const struct work *w);

/* ${size} zeroed bytes, aligned for any type; NULL sets FAULT_MEMORY. */
void *work_alloc(struct work *w, size_t size) MUST;
/* The same for a large table of which perhaps little is used: what is never touched costs
 * nothing. */
void *work_room(struct work *w, size_t size) MUST;
/* Keep: a copy of ${from}, with a NUL behind it that its length leaves out. */
bool work_keep(struct work *w, struct bytes from, struct bytes *out) MUST;
/* A terminated copy of ${from}; FAULT_INVALID if it holds a NUL. */
bool work_string(struct work *w, struct bytes from, const char **out) MUST;
/* Formatted text in the arena; NULL sets FAULT_MEMORY. */
const char *work_format(struct work *w, const char *format, ...) LIKE_PRINTF(2, 3) MUST;

/* Record a fault, unless one is recorded already.  Always returns false. */
bool fail(struct work *w, enum fault kind, const char *why, ...) LIKE_PRINTF(3, 4);
/* The same, with ": " and the text of errno behind it; memory and EACCES etc.
 * stay FAULT_IO: the operator must see what the system said. */
bool fail_errno(struct work *w, const char *why, ...) LIKE_PRINTF(2, 3);
/* Name the rule (P01..P27, K) that a FAULT_DENIED rests on; a static string. */
bool fail_rule(struct work *w, const char *rule, const char *why, ...) LIKE_PRINTF(3, 4);

/* The same with a kind of its own. */
bool fail_as(struct work *w, enum fault kind, const char *rule, const char *why, ...)
    LIKE_PRINTF(4, 5);
/* Say where the recorded fault happened: "where: why".  Always returns false. */
bool fail_in(struct work *w, const char *where, ...) LIKE_PRINTF(2, 3);
/* Take over the fault of a work that worked for this one; NULL, one that could not even
 * be opened, is FAULT_MEMORY.  Always returns false. */
bool fail_with(struct work *w, const struct work *inner);
/* The end of a work for a part of another: closed, and where it was no ${good}, its fault is
 * that of ${w}.  NULL: there was no memory for it. */
bool work_join(struct work *w, struct work *part, bool good) MUST;
/* The same, but what the part allocated stays, and is ${w}'s. */
bool work_adopt(struct work *w, struct work *part, bool good) MUST;

enum fault work_fault(const struct work *w);
const char *work_why(const struct work *w);  /* "" without a fault */
const char *work_rule(const struct work *w); /* NULL without a rule */
bool work_ok(const struct work *w);
/* Forget the fault, for a caller that has dealt with it and goes on. */
void work_clear(struct work *w);
/* Forget the fault, if it is of that kind; false: it is another. */
bool work_forgive(struct work *w, enum fault kind) MUST;

/* ---- Buffers: growing bytes with a declared maximum ----------------------- */

struct buffer {
    struct work *work;
    uint8_t *at;
    size_t len;
    size_t room;
    size_t max; /* growing past it is FAULT_INVALID */
};

struct buffer buffer_open(struct work *w, size_t max);
/* Room for ${more} bytes behind those that are in it; false when it is broken. */
bool buffer_reserve(struct buffer *b, size_t more);
/* These are sticky: after a failure they do nothing, and buffer_bytes says so. */
void buffer_add(struct buffer *b, struct bytes more);
void buffer_text(struct buffer *b, const char *more);
void buffer_byte(struct buffer *b, uint8_t more);
void buffer_format(struct buffer *b, const char *format, ...) LIKE_PRINTF(2, 3);
void buffer_u16(struct buffer *b, uint16_t v); /* big-endian, as are these */
void buffer_u32(struct buffer *b, uint32_t v);
void buffer_u64(struct buffer *b, uint64_t v);
/* Lend what was gathered; false if the work has a fault. */
bool buffer_bytes(const struct buffer *b, struct bytes *out) MUST;
/* The one way for a text into a page: nothing in it is mark-up, in content or in an
 * attribute's quotes, and what no document may hold is replaced. */
void html_text(struct buffer *b, struct bytes text);
/* Lend it as an array of items of ${size} bytes, each added whole; NULL if the work has a
 * fault, and only then. */
void *buffer_array(const struct buffer *b, size_t size, size_t *count) MUST;

/* A reading position in bytes; each take_* moves it, FAULT_INVALID at the end. */
struct cursor {
    struct work *work;
    struct bytes rest;
};
bool take_u8(struct cursor *c, uint8_t *out) MUST;
bool take_u16(struct cursor *c, uint16_t *out) MUST;
bool take_u32(struct cursor *c, uint32_t *out) MUST;
bool take_u64(struct cursor *c, uint64_t *out) MUST;
bool take_bytes(struct cursor *c, size_t len, struct bytes *lent) MUST;
bool take_hash(struct cursor *c, struct hash *out) MUST;

/* ---- Encodings ----------------------------------------------------------- */

/* Lower-case hex; reading accepts nothing else. */
bool hex_write(struct work *w, struct bytes from, struct bytes *out) MUST;
bool hex_read(struct work *w, struct bytes from, void *to, size_t len) MUST;
/* RFC 4648 section 4 with padding; reading refuses any other form, and stray
 * bits behind the last byte. */
bool base64_write(struct work *w, struct bytes from, struct bytes *out) MUST;
bool base64_read(struct work *w, struct bytes from, struct bytes *out) MUST;
/* RFC 9562 text form, lower case. */
bool uuid_write(struct work *w, const struct uuid *id, struct bytes *out) MUST;
bool uuid_read(struct work *w, struct bytes from, struct uuid *out) MUST;
bool uuid_new(struct work *w, int version, struct uuid *out) MUST; /* 7 or 4 */
/* Shortest UTF-8, no surrogates, nothing above U+10FFFF; NUL is allowed. */
bool utf8_valid(struct bytes text);
/* For a terminal or a log: control characters, invalid bytes and bidirectional
 * overrides as \xNN or \u{N}.  The result is terminated, at most ${max} bytes. */
bool text_display(struct work *w, struct bytes from, size_t max, const char **out) MUST;
/* A decimal without sign or leading zeros, at most ${max}. */
bool decimal_read(struct work *w, struct bytes from, uint64_t max, uint64_t *out) MUST;

/* ---- Time ----------------------------------------------------------------- */

/* An instant: microseconds since 1970-01-01T00:00:00Z; records hold it as
 * exactly YYYY-MM-DDThh:mm:ss.ffffffZ, years 1970 to 9999. */
#define TIME_TEXT_LEN 27
#define TIME_MAX INT64_C(253402300799999999)
#define TIME_SECOND INT64_C(1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (3600 * TIME_SECOND)
#define TIME_DAY (24 * TIME_HOUR)
bool time_write(struct work *w, int64_t at, struct bytes *out) MUST;
bool time_read(struct work *w, struct bytes from, int64_t *out) MUST;
/* A person's way to say an instant: the exact form, or YYYY-MM-DD (its start). */
bool time_read_person(struct work *w, struct bytes from, int64_t *out) MUST;

/* ---- JSON ------------------------------------------------------------------ */

/*
 * RFC 8259, strictly: UTF-8 without a byte order mark, no duplicate names, no
 * lone surrogate escapes, depth and size limited.  Numbers without fraction or
 * exponent within +-(2^53-1) are integers; all others are doubles, which
 * records refuse.  Written by RFC 8785.
 */
enum json_type {
    JSON_NULL,
    JSON_BOOL,
    JSON_INTEGER,
    JSON_DOUBLE,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    bool truth;
    size_t count; /* items or members */
    int64_t integer;
    double real;
    struct bytes name; /* this value's name, inside an object */
    struct bytes text;
    struct json *first; /* items or members, in order of reading or adding */
    struct json *last;
    struct json *next;
};

#define JSON_INTEGER_MAX INT64_C(9007199254740991)

struct json_limits {
    size_t size;    /* bytes of text */
    unsigned depth; /* nested arrays and objects */
    bool doubles;   /* allowed? */
    bool canonical; /* refuse any bytes but RFC 8785's? */
};
extern const struct json_limits json_record; /* 1 MiB, depth 32, no doubles, canonical */
extern const struct json_limits
    json_written; /* the same, as people write it: any spacing */
extern const struct json_limits
    json_foreign; /* 64 MiB, depth 512, doubles, any spacing */

/* Parse ${text}; strings without escapes are lent from it.  The message of a
 * FAULT_INVALID gives line and column. */
bool json_read(struct work *w, struct bytes text, const struct json_limits *limits,
    struct json **out) MUST;
/* The canonical bytes, RFC 8785. */
bool json_write(struct work *w, const struct json *value, struct bytes *out) MUST;
/* The same value indented by two spaces, for people; names stay in their order, and what
 * a terminal would obey (see text_display) is written as \u. */
bool json_pretty(struct work *w, const struct json *value, struct bytes *out) MUST;
/* RFC 8785 section 3.2.2.3, ECMAScript's Number::toString: at most 24 bytes and
 * a NUL.  ${v} must be finite. */
size_t json_number(double v, char out[32]);
bool json_equal(const struct json *a, const struct json *b);
/* A deep copy that owns its strings. */
bool json_keep(struct work *w, const struct json *value, struct json **out) MUST;

/*
 * Building.  These return NULL when memory is short and take NULL quietly, so
 * that a value is built in one go: json_write of NULL fails with the work's
 * fault.  Texts are lent, not copied.
 */
struct json *json_null(struct work *w);
struct json *json_bool(struct work *w, bool v);
struct json *json_integer(struct work *w, int64_t v);
struct json *json_text(struct work *w, struct bytes v);
struct json *json_string(struct work *w, const char *v); /* lent; NULL gives NULL */
struct json *json_hex(struct work *w, struct bytes v);
struct json *json_time(struct work *w, int64_t v);
struct json *json_uuid(struct work *w, const struct uuid *v);
struct json *json_array(struct work *w);
struct json *json_object(struct work *w);
void json_add(struct json *array, struct json *item);
/* Put a member; the name is lent.  A second one of a name replaces the first. */
void json_put(struct json *object, const char *name, struct json *value);
void json_put_bytes(struct json *object, struct bytes name, struct json *value);
/* Take the member of that name out, if it is there. */
void json_drop(struct json *object, const char *name);

/* Looking up: NULL when there is no such member, or no object. */
struct json *json_get(const struct json *object, const char *name);
struct json *json_get_bytes(const struct json *object, struct bytes name);
/* What a list or an object holds first; NULL where there is neither. */
struct json *json_first(const struct json *of);
/* Is it among the items?  And is that text?  No list holds nothing. */
bool json_holds(const struct json *list, const struct json *value);
bool json_holds_text(const struct json *list, struct bytes text);
/* A member of a path like "core.title" or "judgements.0.text". */
struct json *json_at(const struct json *value, const char *path);
/* The member's text, or an empty one when it is missing or no text. */
struct bytes json_get_text(const struct json *object, const char *name);

/* Demanding: FAULT_INVALID names the member when it is missing or of another
 * type. */
bool json_need(struct work *w, const struct json *object, const char *name,
    enum json_type type, struct json **out) MUST;
bool json_need_text(struct work *w, const struct json *object, const char *name,
    struct bytes *out) MUST;
bool json_need_integer(struct work *w, const struct json *object, const char *name,
    int64_t min, int64_t max, int64_t *out) MUST;
bool json_need_hash(struct work *w, const struct json *object, const char *name,
    struct hash *out) MUST;
bool json_need_uuid(struct work *w, const struct json *object, const char *name,
    struct uuid *out) MUST;
bool json_need_time(struct work *w, const struct json *object, const char *name,
    int64_t *out) MUST;
/* Refuse members that are not among ${names} (NULL-terminated list). */
bool json_only(struct work *w, const struct json *object, const char *const names[]) MUST;

/* ---- Patterns --------------------------------------------------------------- */

/* Regular expressions without what makes them slow: no back-references, no looking around.
 *
 *   a  .  [a-z]  [^a]  \d \w \s \D \W \S  \/  (a|b)  (?:a)  a*  a+  a?  a{2,3}  ^  $
 */
struct pattern;

/* FAULT_INVALID says what is not understood, and where; at most 1,024 bytes. */
bool pattern_read(struct work *w, struct bytes text, const struct pattern **out) MUST;
/* How large it is with its repetitions written out. */
size_t pattern_size(const struct pattern *p);
/* Does it match anywhere in the text, which is UTF-8?  Takes time in proportion to the text
 * times the pattern's size, and no memory; one thread at a time. */
bool pattern_match(const struct pattern *p, struct bytes text);

/* ---- Threads ---------------------------------------------------------------- */

/* One at a time.  Taking waits; a lock is not taken twice by one thread. */
struct lock;
bool lock_open(struct work *w, struct lock **out) MUST;
void lock_take(struct lock *l);
void lock_give(struct lock *l);
void lock_close(struct lock *l); /* NULL is fine */

/* Shut until it is opened, once; who waits for that goes on then. */
struct latch;
bool latch_new(struct work *w, struct latch **out) MUST;
void latch_open(struct latch *l);
void latch_wait(struct latch *l);
void latch_close(struct latch *l); /* NULL is fine; nobody waits any more */

/* Run ${run} beside the caller until it returns; thread_join waits for that. */
struct thread;
bool thread_start(struct work *w, void (*run)(void *ctx), void *ctx,
    struct thread **out) MUST;
void thread_join(struct thread *t); /* NULL is fine */
/* Run ${run} with each number below ${count}, beside each other, and wait for all of them; what the
 * system has no thread for, the caller does.  Its ${turn} is others' meanwhile; NULL: it has none. */
void thread_beside(struct lock *turn, unsigned count, void (*run)(void *ctx, unsigned n),
    void *ctx);

/* Run ${run} with each number below ${count}, on as many threads as there are processors, each with a
 * work of its own that ${w} adopts.  The fault is that of the first number that has one.  A system
 * that is not the real one is asked by one thread. */
bool work_beside(struct work *w, unsigned count,
    bool (*run)(struct work *w, void *ctx, unsigned n), void *ctx) MUST;

/* ---- Files ------------------------------------------------------------------ */

/* A descriptor that closes itself: OS_FD(fd, w) = file_open(...). */
struct file {
    const struct os *os;
    int fd; /* -1: not open */
};
void file_close(struct file *f);
#define FILE_AUTO __attribute__((cleanup(file_close)))

/* O_CLOEXEC is added; FAULT_MISSING when there is none, else FAULT_IO. */
bool file_open(struct work *w, const char *path, int flags, mode_t mode,
    struct file *out) MUST;
/* All of it, retrying EINTR and short counts; file_read_at may end early only
 * at the end of the file and says how much it got. */
bool file_read_at(struct work *w, const struct file *f, void *to, size_t len, off_t at,
    size_t *got) MUST;
bool file_write_at(struct work *w, const struct file *f, struct bytes from,
    off_t at) MUST;
bool file_sync(struct work *w, const struct file *f) MUST;
bool folder_sync(struct work *w, const char *path) MUST;
/* The folder that ${path} lies in. */
bool folder_of(struct work *w, const char *path, const char **out) MUST;
/* Lend the first ${len} bytes, of as many that there must be, without reading them: they come
 * when they are looked at.  Who changes the file in its place changes them, and who shortens it
 * ends the program: only for files of our own that are replaced whole. */
bool file_map(struct work *w, const struct file *f, size_t len, struct bytes *out) MUST;
/* A whole small file; FAULT_INVALID over ${max}. */
bool file_load(struct work *w, const char *path, size_t max, struct bytes *out) MUST;
/* Replace a small file so that after a power cut it is the old or the new one:
 * write beside, sync, rename, sync the folder. */
bool file_replace(struct work *w, const char *path, mode_t mode, struct bytes from) MUST;

#endif
