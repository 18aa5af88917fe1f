# liaison: build, test, install.
#
#   make              the program, build/release/liaison
#   make run          set up, build, show the main job   (EVIDENCE=path: with your own)
#   make serve        leave the demonstration's pages up until Ctrl-C
#   make test         set up, build, run every test      (SUITES="unit repo" ONLY=ground/base)
#   make lint         all linters, slow ones too         make format   apply .clang-format
#   make fuzz         every fuzz target                  FUZZ_SECONDS=20 each
#   make torture      the long tests, with a printed seed (SEED=1)
#   make bench        measurements, JSON and a table     make coverage   lines per room
#   make quality      how well screening finds, on labelled names   (QUERIES=1000)
#   make install      PREFIX=/usr/local DESTDIR=         make clean
#
# VARIANT is release, asan, tsan, fuzz, planted or coverage; each builds in build/VARIANT.
# V=1 shows the commands; WERROR= lets warnings pass.

VARIANT = release
VERSION = 0.1.0
FUZZ_SECONDS = 20
PREFIX = /usr/local
JOBS := $(shell nproc 2>/dev/null || echo 2)
Q = $(if $(V),,@)

# ---- Sources, found by where they stand -------------------------------------------------

SOURCES := $(wildcard src/*/*.c src/*/*/*.c)
MAIN := $(wildcard src/doors/cli/main.c)
HELPERS := $(wildcard tests/support/*.c)
TESTS := $(wildcard tests/*_test.c tests/*/*_test.c tests/*/*/*_test.c tests/*/*/*/*_test.c)
FUZZERS := $(wildcard tests/fuzz/*_fuzz.c)
BENCHES := $(wildcard tools/bench/*.c)
DATA := $(wildcard kinds/*.json codes/*.json etc/*.json assets/* verify/verify.sh verify/VERIFY.txt)

# ---- Flags ------------------------------------------------------------------------------

LIBRARIES = libsodium libcrypto p11-kit-1 sqlite3 libmicrohttpd gnutls libcurl libarchive \
    libzstd libxml-2.0 icu-i18n icu-uc
LIBRARY_CFLAGS := $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
LIBRARY_LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lm

LANGUAGE = -std=c17 -D_GNU_SOURCE -DLIAISON_VERSION='"$(VERSION)"' -Isrc -Itests -I. \
    $(LIBRARY_CFLAGS)
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
    -Wmissing-prototypes -Wvla
WERROR = -Werror
HARD = -fstack-protector-strong -D_FORTIFY_SOURCE=2
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Of sanitizers' builds a line's number is wanted, not every variable: they compile faster.
CLANG_FUZZ = -O1 -g1 $(SANITIZE) -fsanitize=fuzzer-no-link

COMPILER_release = gcc
FLAGS_release = -O2 -g $(HARD)
COMPILER_asan = gcc
FLAGS_asan = -O1 -g1 $(SANITIZE)
COMPILER_tsan = gcc
FLAGS_tsan = -O1 -g1 -fsanitize=thread -fno-omit-frame-pointer
COMPILER_coverage = gcc
FLAGS_coverage = -O0 -g --coverage
COMPILER_fuzz = clang
FLAGS_fuzz = $(CLANG_FUZZ)
# The fuzz targets again, with the bugs that they must find: only the files that hold one
# are compiled, and stand before the sound library.
COMPILER_planted = clang
FLAGS_planted = $(CLANG_FUZZ) -DPLANTED_BUG

ifeq ($(COMPILER_$(VARIANT)),)
$(error VARIANT=$(VARIANT) is none of release asan tsan fuzz planted coverage)
endif
COMPILER := $(COMPILER_$(VARIANT))
FLAGS := $(FLAGS_$(VARIANT))
COMPILE = $(COMPILER) $(LANGUAGE) $(WARNINGS) $(WERROR) $(FLAGS) -fPIE -pthread \
    -include src/ground/base/banned.h $(CFLAGS)
# There are many programs to link; gold, of the same package as the usual linker, is twice
# as fast.
LINKER = $(if $(shell command -v ld.gold),-fuse-ld=gold)
LINK = $(COMPILER) $(FLAGS) $(LINKER) -pie -pthread -Wl,-z,relro,-z,now $(LDFLAGS)

# ---- What is built ----------------------------------------------------------------------

B = build/$(VARIANT)
LIBRARY = $(if $(filter planted,$(VARIANT)),build/fuzz,$(B))/libliaison.a
PROGRAM = $(if $(MAIN),$(B)/liaison)
SECOND = $(if $(wildcard verify/second.c),$(B)/verify-second)
QUALITY = $(if $(wildcard tools/quality/main.c),$(B)/quality)
DRIVER = $(if $(wildcard tests/model/driver.c),$(B)/model-driver)
MEMBERS := $(patsubst %.c,$(B)/%.o,$(filter-out $(MAIN),$(SOURCES)) $(HELPERS)) \
    $(B)/embedded.o $(B)/romanized_table.o $(B)/made_by.o
TEST_PROGRAMS := $(TESTS:%.c=$(B)/%)
FUZZ_PROGRAMS := $(FUZZERS:%.c=$(B)/%)
BENCH_PROGRAMS := $(BENCHES:%.c=$(B)/%)
PLANTED := $(if $(filter planted,$(VARIANT)),$(patsubst %.c,$(B)/%.o,$(filter-out \
    $(MAIN),$(if $(SOURCES),$(shell grep -l PLANTED_BUG $(SOURCES))))))

.PHONY: all tests fuzzers benches run serve test lint format fuzz torture bench quality coverage \
    install clean show-flags FORCE
.DELETE_ON_ERROR:
.SECONDARY:

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif

all: $(LIBRARY) $(PROGRAM) $(SECOND)
	$(if $(MAIN),,@echo "no src/doors/cli/main.c: only the library was built")

tests: all $(QUALITY) $(DRIVER) $(TEST_PROGRAMS)
fuzzers: $(FUZZ_PROGRAMS)
benches: all $(BENCH_PROGRAMS)

$(B)/liaison: $(B)/src/doors/cli/main.o $(LIBRARY)
	@echo "  link   $@"
	$(Q)$(LINK) -o $@ $^ $(LIBRARY_LIBS)

# The second check of court packages stands alone: no code of the program is in it.
$(B)/verify-second: $(patsubst %.c,$(B)/%.o,$(wildcard verify/second*.c))
	@echo "  link   $@"
	$(Q)$(LINK) -o $@ $^ -lcrypto

$(B)/quality: $(patsubst %.c,$(B)/%.o,$(wildcard tools/quality/*.c)) $(LIBRARY)
	@echo "  link   $@"
	$(Q)$(LINK) -o $@ $^ $(LIBRARY_LIBS)

# What the model of the rules is compared with.
$(B)/model-driver: $(patsubst %.c,$(B)/%.o,$(wildcard tests/model/*.c)) $(LIBRARY)
	@echo "  link   $@"
	$(Q)$(LINK) -o $@ $^ $(LIBRARY_LIBS)

$(TEST_PROGRAMS) $(BENCH_PROGRAMS): $(B)/%: $(B)/%.o $(LIBRARY)
	@echo "  link   $@"
	$(Q)$(LINK) -o $@ $^ $(LIBRARY_LIBS)

$(FUZZ_PROGRAMS): $(B)/%: $(B)/%.o $(PLANTED) $(LIBRARY)
	@echo "  link   $@"
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBRARY_LIBS)

ifeq ($(VARIANT),planted)
$(LIBRARY): FORCE
	@$(MAKE) --no-print-directory VARIANT=fuzz $@
else
$(LIBRARY): $(MEMBERS) $(B)/members
	@echo "  ar     $@"
	$(Q)rm -f $@ && ar rcs $@ $(MEMBERS)
endif

$(B)/%.o: %.c $(B)/flags
	@echo "  cc     $(if $(filter-out release,$(VARIANT)),$(VARIANT): )$<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/embedded.o: $(B)/embedded.c $(B)/flags
	$(Q)$(COMPILE) -c -o $@ $<

# The folders are named too: their date tells of a file that came or went.
$(B)/embedded.c: tools/embed.sh $(DATA) $(wildcard kinds codes etc assets)
	@mkdir -p $(@D)
	@echo "  embed  $(words $(DATA)) files"
	$(Q)tools/embed.sh $(DATA) >$@

# What ICU makes of letters, once for all variants.
build/romanized_table.c: tools/romanized.c src/ground/text/rules.c
	@mkdir -p $(@D)
	@echo "  letters"
	$(Q)$(COMPILER_release) $(LANGUAGE) -O1 -o build/romanized $^ $(LIBRARY_LIBS)
	$(Q)build/romanized >$@
$(B)/romanized_table.o: build/romanized_table.c $(B)/flags
	$(Q)$(COMPILE) -c -o $@ $<

# What words of names, and the index of them, are made by: an archive of lists is read by the
# program that made it.
MADE_BY := $(sort $(wildcard src/engines/screen/*.[ch] src/ground/text/*.[ch])) \
    build/romanized_table.c
build/made_by.c: $(MADE_BY) src/engines/screen src/ground/text
	$(Q)sum=$$(cat $(MADE_BY) | sha256sum | cut -c 1-64) && \
	    printf '#include "engines/screen/archive.h"\n%s\n    "%s";\n' \
	    'const char archive_made_by[ARCHIVE_MADE_BY + 1] =' "$$sum" >$@
$(B)/made_by.o: build/made_by.c $(B)/flags
	$(Q)$(COMPILE) -c -o $@ $<

# Two files that change only when their text does: other flags compile all anew, a source
# that was removed leaves the library.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@command -v $(COMPILER) >/dev/null && pkg-config --exists $(LIBRARIES) || \
	    { echo "compiler or libraries are missing: run tools/setup.sh test" >&2; exit 1; }
	@echo '$(subst ','\'',$(COMPILE) $(LINK))' | cmp -s - $@ || \
	    echo '$(subst ','\'',$(COMPILE) $(LINK))' >$@
$(B)/members: FORCE
	@mkdir -p $(@D)
	@echo '$(sort $(MEMBERS))' | cmp -s - $@ || echo '$(sort $(MEMBERS))' >$@

-include $(patsubst %.c,$(B)/%.d,$(SOURCES) $(HELPERS) $(TESTS) $(FUZZERS) $(BENCHES) \
    $(wildcard verify/second*.c tools/quality/*.c tests/model/*.c))

# ---- What is done with it ---------------------------------------------------------------

run:
	@tools/setup.sh run
	@$(MAKE) --no-print-directory all
	@if [ -x tools/demo.sh ]; then EVIDENCE='$(EVIDENCE)' tools/demo.sh; \
	elif [ -x build/release/liaison ]; then build/release/liaison version; fi

serve:
	@tools/setup.sh run
	@$(MAKE) --no-print-directory all
	@tools/demo.sh serve

test:
	@tools/setup.sh test
	@$(if $(filter file,$(origin FUZZ_SECONDS)),FUZZ_TOTAL=105,FUZZ_SECONDS=$(FUZZ_SECONDS)) \
	    SUITES='$(SUITES)' ONLY='$(ONLY)' tools/test.sh

torture:
	@tools/setup.sh test
	@TORTURE=1 SEED='$(SEED)' FUZZ_SECONDS=300 SUITES='$(SUITES)' ONLY='$(ONLY)' tools/test.sh

lint:
	@tools/setup.sh test
	@tools/lint.sh full

format:
	clang-format -i $$(find src tests tools -name '*.[ch]')

fuzz:
	@tools/setup.sh test
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzzers
	@$(MAKE) --no-print-directory VARIANT=planted fuzzers
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

bench:
	@tools/setup.sh bench
	@$(MAKE) --no-print-directory benches
	@tools/bench.sh

quality:
	@tools/setup.sh test
	@$(MAKE) --no-print-directory build/release/quality
	@build/release/quality build/quality.json $(QUERIES)
	@echo "written to build/quality.json"

coverage:
	@tools/setup.sh test
	@$(MAKE) --no-print-directory VARIANT=coverage tests
	@tools/coverage.sh

# The program, its manual page, and a systemd unit for one node each: liaison@NAME.
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 755 build/release/liaison $(DESTDIR)$(PREFIX)/bin/liaison
	sed 's|@PREFIX@|$(PREFIX)|g' etc/liaison@.service \
	    >$(DESTDIR)$(PREFIX)/lib/systemd/system/liaison@.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/liaison@.service
	for page in $(wildcard docs/liaison.1 man/liaison.1); do \
	    install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/liaison.1; done

clean:
	rm -rf build demo

# For the linters, so that there is one list of flags.
show-flags:
	@echo '$(subst ','\'',$(LANGUAGE) $(WARNINGS))'

FORCE:
