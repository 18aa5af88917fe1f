#!/bin/sh
# Check who includes whom below FOLDER/src, and print what breaks the rules: layers.sh FOLDER
#
# Five storeys -- doors, desks, engines, core, ground -- of rooms, src/STOREY/ROOM; desks is
# one room.  What a file may include is its own room, and the public headers of
#   - every room of a lower storey;
#   - in core: node sees records, terms and store; terms sees records; store sees none;
#   - in ground: every room sees base;
#   - engines/screen, a library: ground's base, text and xml, nothing else;
#   - store/write.h, which changes a store: only core/node and core/store;
#   - doors/cli/main.c, which puts the program together and starts "serve": web and peer.
# A room's public header is ROOM/ROOM.h; store has read.h and write.h; records has embedded.h
# too, the table of the files built in.  Each library's headers are seen by one room; threads,
# sockets, clocks and random bytes by ground and doors only.
set -eu
export LC_ALL=C

cd "$1"
found=$(
    find src -name '*.[ch]' | sort | xargs -r awk '
    function room_of(path, part, n) {
        n = split(path, part, "/")
        if (part[1] == "desks")
            return "desks"
        return n >= 3 ? part[1] "/" part[2] : ""
    }
    function storey_of(room) { return room == "desks" ? room : substr(room, 1, index(room, "/") - 1) }
    function broken(why) { print FILENAME ":" FNR ": " why }
    function public(path, room, base) {
        base = path
        sub(/.*\//, "", base)
        if (room == "core/store")
            return base == "read.h" || base == "write.h"
        if (path == "core/records/embedded.h")
            return 1
        return path == room "/" substr(room, index(room, "/") + 1) ".h"
    }
    function lower(from, to) {
        return height[storey_of(from)] > height[storey_of(to)]
    }
    function sees(from, to) {
        if (from == to)
            return 1
        if (from == "engines/screen")
            return to ~ /^ground\/(base|text|xml)$/
        if (lower(from, to))
            return 1
        if (storey_of(from) == "ground")
            return to == "ground/base"
        return (from " " to) in also
    }
    BEGIN {
        height["ground"] = 1; height["core"] = 2; height["engines"] = 3
        height["desks"] = 4; height["doors"] = 5
        also["core/node core/records"]; also["core/node core/terms"]; also["core/node core/store"]
        also["core/terms core/records"]
        owner["sodium"] = "ground/crypt"; owner["openssl"] = "ground/crypt"
        owner["sqlite3"] = "ground/db"
        owner["microhttpd"] = "ground/net"; owner["gnutls"] = "ground/net"; owner["curl"] = "ground/net"
        owner["p11-kit"] = "ground/crypt"
        owner["archive"] = "ground/archive"; owner["archive_entry"] = "ground/archive"; owner["zstd"] = "ground/archive"
        owner["libxml"] = "ground/xml"; owner["unicode"] = "ground/text"
        owner["sanitizer"] = "ground/base" # an arena tells the address sanitizer of its holes
        n = split("assert ctype errno fenv float inttypes iso646 limits locale math setjmp " \
            "signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn " \
            "string strings unistd fcntl dirent fnmatch ftw glob libgen getopt endian grp pwd " \
            "langinfo sysexits fts termios wchar wctype iconv search execinfo spawn " \
            "sys/types sys/stat sys/file sys/mman sys/uio sys/wait sys/resource sys/statvfs " \
            "sys/ioctl sys/param sys/prctl sys/xattr sys/utsname sys/sendfile sys/syscall",
            word, " ")
        for (i = 1; i <= n; i++)
            plain[word[i]]
        n = split("pthread threads semaphore sched time sys/time sys/timerfd sys/random " \
            "sys/socket sys/un sys/epoll sys/eventfd sys/select sys/signalfd poll netdb " \
            "arpa/inet netinet/in netinet/tcp net/if ifaddrs", word, " ")
        for (i = 1; i <= n; i++)
            worldly[word[i]]
    }
    FNR == 1 {
        here = room_of(substr(FILENAME, 5))
        if (here == "" || !(storey_of(here) in height))
            broken("stands in no room")
    }
    /^[ \t]*#[ \t]*include/ {
        if (match($0, /"[^"]*"/)) {
            path = substr($0, RSTART + 1, RLENGTH - 2)
            there = room_of(path)
            if (there == "" || !(storey_of(there) in height)) {
                broken("includes \"" path "\", which names no room below src/")
                next
            }
            if (FILENAME == "src/doors/cli/main.c" && path ~ /^doors\/(web\/web|peer\/peer)\.h$/)
                next
            if (!sees(here, there))
                broken(here " may not see " there)
            else if (here != there && !public(path, there))
                broken(here " includes " path ", which is private to " there)
            if (path == "core/store/write.h" && here !~ /^core\/(node|store)$/)
                broken(here " may not change a store: core/store/write.h")
        } else if (match($0, /<[^>]*>/)) {
            path = substr($0, RSTART + 1, RLENGTH - 2)
            name = path
            sub(/\.h$/, "", name)
            family = name
            sub(/\/.*/, "", family)
            if (name in plain)
                next
            if (name in worldly) {
                if (here !~ /^(ground|doors)\//)
                    broken(here " may not see <" path ">: threads, sockets and clocks stay outside")
            } else if (!(family in owner))
                broken("<" path "> is no known header of the system or of a library")
            else if (here != owner[family])
                broken("<" path "> is for " owner[family] " only")
        } else
            broken("includes by a macro")
    }'
)
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
