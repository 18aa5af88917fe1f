/*
 * lint: what the analyzers cannot see from one file, namely that fail() and its kin always
 * return false; without it they follow roads on which a failed call went on.
 */
#include "ground/base/base.h"

#define fail(...)          \
    (__extension__({       \
        fail(__VA_ARGS__); \
        false;             \
    }))
#define fail_errno(...)          \
    (__extension__({             \
        fail_errno(__VA_ARGS__); \
        false;                   \
    }))
#define fail_rule(...)          \
    (__extension__({            \
        fail_rule(__VA_ARGS__); \
        false;                  \
    }))
