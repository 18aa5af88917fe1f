/*
 * The table of verbs: their arguments, their help, and what people read.
 */
#include "desks/desks.h"

#include <string.h>

#define WORD(name, form, help)                                     \
    {                                                              \
        name, form, ARGUMENT_WORD, true, false, false, help, false \
    }
#define WORD_MAYBE(name, form, help)                                \
    {                                                               \
        name, form, ARGUMENT_WORD, false, false, false, help, false \
    }
#define WORD_PATH(name, form, help)                               \
    {                                                             \
        name, form, ARGUMENT_WORD, true, false, true, help, false \
    }
#define WORD_PATHS(name, form, help)                             \
    {                                                            \
        name, form, ARGUMENT_WORD, true, true, true, help, false \
    }
#define OPTION(name, form, help)                                      \
    {                                                                 \
        name, form, ARGUMENT_OPTION, false, false, false, help, false \
    }
#define OPTION_NEEDED(name, form, help)                              \
    {                                                                \
        name, form, ARGUMENT_OPTION, true, false, false, help, false \
    }
#define OPTION_MANY(name, form, help)                                \
    {                                                                \
        name, form, ARGUMENT_OPTION, false, true, false, help, false \
    }
#define OPTION_PATH(name, form, help)                                \
    {                                                                \
        name, form, ARGUMENT_OPTION, false, false, true, help, false \
    }
#define FLAG(name, form, help)                                      \
    {                                                               \
        name, form, ARGUMENT_FLAG, false, false, false, help, false \
    }
/* The passphrase of who acts; whoever runs the verb asks for it. */
#define SECRET                                                                    \
    {                                                                             \
        "secret", "", ARGUMENT_SECRET, false, false, false, "a passphrase", false \
    }
/* Lists that are files: what is asked of them needs no node. */
#define LISTS                                                                        \
    {                                                                                \
        "list", "-l LIST", ARGUMENT_OPTION, false, true, false,                      \
            "a list's file, or several that are one list: sdn.csv,alt.csv", NODE_NOT \
    }
#define END                                                         \
    {                                                               \
        NULL, NULL, ARGUMENT_WORD, false, false, false, NULL, false \
    }

#define TERMS_ARGUMENTS                                                                 \
    OPTION_PATH("terms", "--terms FILE",                                                \
        "the terms as JSON; what it leaves out is strict"),                             \
        OPTION("tlp", "--tlp LEVEL", "clear, green, amber, amber+strict or red"),       \
        OPTION_MANY("purpose", "--purpose P", "a purpose it may be read for"),          \
        OPTION("retain", "--retain-until DATE", "when it is to be erased: 2030-01-31"), \
        OPTION_MANY("releasable", "--releasable-to WHO",                                \
            "who may have it: a partner, or a group's id; ID+later for later members "  \
            "too"),                                                                     \
        OPTION_MANY("compartment", "--compartment C",                                   \
            "whoever reads it must be in: a code"),                                     \
        OPTION_MANY("person", "--person ID",                                            \
            "a person it is for, by contact record; red goes to no others")

#define IMPORT_LINES                                                              \
    "*columns column {column}  {tag}  {field}\n*names name {name}  {rows} rows  " \
    "{joined}\n**proposals   perhaps {org} {id}: {why}\n"                         \
    "*changes change row {row}  {id}  {field}: {from} -> {to}\n"                  \
    "*conflicts conflict row {row}  {id}  {field}: {from} -> {to}\n"              \
    "*problems problem row {row}  {column}: {why}\n"                              \
    "*perhaps row {row} perhaps the same as {id}  {title}\n"                      \
    "{rows} rows: {new} new, {changed} changed, {same} as they were, {bad} not "  \
    "taken\nwritten: {written}  plan {plan}\n"

static const struct verb_argument init_arguments[] =
    {WORD_PATH("dir", "DIR", "the node's folder; it must not be there yet"),
        OPTION_NEEDED("handle", "--id HANDLE",
            "what people type for this organisation: eu"),
        OPTION_NEEDED("name", "--name TEXT", "the organisation's name"),
        OPTION("lang", "--lang CODE", "the language of the name (en)"),
        OPTION_PATH("root-out", "--root-out FILE",
            "where the root keys go; keep it off this machine"),
        OPTION_PATH("keys-mirror", "--keys-mirror DIR",
            "a second medium for the item keys"),
        FLAG("no-passphrase", "--no-passphrase", "protect keys by file permissions only"),
        FLAG("demo", "--demo", "a demonstration: pages and exports are marked so"), END};
static const struct verb_argument new_arguments[] =
    {WORD("kind", "KIND", "what it is: matter, assessment, ..."),
        OPTION_MANY("set", "--set PATH=VALUE",
            "a field: core.reference=R-1; texts: "
            "core.title=[{\"lang\":\"en\",\"text\":\"T\"}]"),
        OPTION_PATH("body", "--body FILE", "all parts as one JSON object"),
        OPTION_PATH("batch", "--batch FILE", "one such object a line, admitted together"),
        OPTION_MANY("link", "--link TYPE=ID", "a link to another record"),
        TERMS_ARGUMENTS, END};
static const struct verb_argument edit_arguments[] = {WORD("id", "ID",
                                                          "the record to change"),
    OPTION_MANY("set", "--set PATH=VALUE", "the field's new value"),
    OPTION_MANY("unset", "--unset PATH", "a field that it has no more"),
    OPTION_MANY("link", "--link TYPE=ID", "a link to another record"),
    OPTION_MANY("unlink", "--unlink TYPE=ID", "a link that it has no more"), END};
static const struct verb_argument statement_build_arguments[] = {WORD("id", "ID",
                                                                     "the dialogue"),
    OPTION("kind", "--kind KIND", "what is built, where several kinds could be"),
    OPTION_MANY("set", "--set PATH=VALUE", "a field: core.title=T"), TERMS_ARGUMENTS,
    END};
static const struct verb_argument link_arguments[] = {WORD("id", "ID",
                                                          "the record that has the link"),
    WORD("type", "TYPE", "as its record type has them: serves, part-of, ..."),
    WORD("to", "TO", "the record that it leads to"),
    FLAG("off", "--off", "take the link away"), END};
#define PAGE_ARGUMENTS                                     \
    OPTION("limit", "--limit N", "at most so many (100)"), \
        OPTION("after", "--after PLACE", "only what comes after `next` of a page")
static const struct verb_argument due_arguments[] = {PAGE_ARGUMENTS,
    FLAG("apply", "--apply", "erase what is past the end of its retention"), END};
static const struct verb_argument status_arguments[] = {PAGE_ARGUMENTS,
    OPTION("new-after", "--new-after PLACE", "what is new that comes after this place"),
    END};
static const struct verb_argument list_arguments[] = {WORD_MAYBE("kind", "KIND",
                                                          "only records of that kind"),
    OPTION("search", "--search WORDS", "only records that hold all these words"),
    FLAG("system", "--system", "records that the program made, too"),
    FLAG("newest", "--newest", "the newest first"),
    OPTION("skip", "--skip N", "pass over so many"), PAGE_ARGUMENTS, END};
static const struct verb_argument board_arguments[] = {WORD("kind", "KIND",
                                                           "a kind with states: "
                                                           "commitment"),
    OPTION("state", "--state S", "only that state's column"), PAGE_ARGUMENTS, END};
static const struct verb_argument view_arguments[] = {WORD("kind", "KIND",
                                                          "what is shown: commitment"),
    WORD_MAYBE("view", "NAME", "one of its views; without: which there are"),
    OPTION("state", "--state S", "of a board: only that state's column"),
    FLAG("newest", "--newest", "of a list: the newest first"),
    OPTION("skip", "--skip N", "of a list or board: pass over so many"), PAGE_ARGUMENTS,
    END};
static const struct verb_argument matrix_arguments[] = {WORD("kind", "KIND",
                                                            "what is counted: activity"),
    OPTION_NEEDED("rows", "--rows AXIS",
        "state, author, year, a link's type, or a field: core.participating.*"),
    OPTION_NEEDED("columns", "--columns AXIS",
        "the same; @LIST folds codes into its groups: core.countries.*.code@region"),
    OPTION_MANY("filter", "--filter AXIS=VALUE", "only records with that value"),
    OPTION("sum", "--sum FIELD",
        "amounts beside, each unit for itself: core.budgets.*.value"),
    OPTION("framework", "--framework ID", "axes and gaps: only what it names"),
    OPTION("format", "--format F", "csv: as a table"), END};
static const struct verb_argument remind_arguments[] =
    {WORD_PATH("file", "FILE", "where it goes, for a calendar: due.ics"), END};
static const struct verb_argument kind_show_arguments[] = {WORD("kind", "KIND",
                                                               "assessment, or matter/1"),
    END};
static const struct verb_argument kind_check_arguments[] =
    {WORD_PATH("file", "FILE", "a kind as docs/kinds.md describes it"), END};
static const struct verb_argument show_arguments[] = {WORD("id", "ID", "the record"),
    OPTION("purpose", "--purpose P", "why you read it; it is logged"),
    OPTION("view", "--view NAME", "laid out as that page of its record type"),
    OPTION_PATH("content", "--content FILE", "write the evidence's content there"),
    FLAG("unlock", "--unlock", "with one's own keys: it is sealed to a person"), SECRET,
    END};
static const struct verb_argument ingest_arguments[] =
    {WORD_PATHS("path", "PATH", "files, or folders with all that is in them"),
        OPTION("matter", "--matter M", "the matter that the evidence belongs to"),
        OPTION("acquired", "--acquired TEXT", "how, where and by whom it was acquired"),
        TERMS_ARGUMENTS, END};
static const struct verb_argument reason_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_NEEDED("reason", "--reason R", "why, in a sentence"), END};
static const struct verb_argument hold_arguments[] =
    {WORD("id", "ID", "the record to keep against recall, expiry and erasure"),
        OPTION_NEEDED("reason", "--reason R", "why, in a sentence"),
        FLAG("exonerating", "--exonerating", "it may help a defence"), END};
static const struct verb_argument enter_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_NEEDED("proceeding", "--proceeding TEXT", "the proceeding it is entered in"),
    OPTION("purpose", "--purpose P", "for what; else as the release to us says"), END};
static const struct verb_argument id_arguments[] = {WORD("id", "ID", "the record"), END};
static const struct verb_argument verify_arguments[] = {FLAG("deep", "--deep",
                                                            "every byte of content too"),
    END};
static const struct verb_argument verify_fork_arguments[] = {WORD_PATH("file", "FILE",
                                                                 "the proof"),
    OPTION("root", "--root FINGERPRINT",
        "whom it is to be about, as compared by another way"),
    OPTION_PATH("identity", "--identity FILE",
        "the accused's identity document, in the place of what came along"),
    END};
static const struct verb_argument peer_proof_arguments[] =
    {WORD("org", "ORG", "a partner, or 64 digits of an id"),
        OPTION_PATH("out", "--out FILE", "write it there; it must not be there yet"),
        END};
static const struct verb_argument peer_trust_arguments[] =
    {WORD("org", "ORG", "a partner, or 64 digits of an id"),
        OPTION_NEEDED("reason", "--reason R", "why, in a sentence"), END};
static const struct verb_argument proof_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_PATH("out", "--out FILE", "write the C2SP tlog-proof there"),
    FLAG("equivocation", "--equivocation",
        "prove that its author signed another under its id and version"),
    END};
static const struct verb_argument backup_arguments[] =
    {WORD_PATH("file", "FILE", "where it goes; it must not be there yet"), END};
static const struct verb_argument restore_arguments[] = {WORD_PATH("file", "FILE",
                                                             "what `backup` wrote"),
    WORD_PATH("dir", "DIR", "the node's new folder"),
    {"keys", "--keys FILE", ARGUMENT_OPTION, true, false, true,
        "what `key backup` wrote, or the keys' mirror: the newest there is", false},
    END};
static const struct verb_argument publish_arguments[] =
    {WORD_PATH("dir", "DIR", "where it goes; it must not be there yet"), END};
static const struct verb_argument export_court_arguments[] =
    {WORD_PATH("dir", "DIR", "the package's folder; it must not be there yet"),
        OPTION_NEEDED("matter", "--matter M", "the matter whose evidence it is"), END};
static const struct verb_argument peer_add_arguments[] =
    {WORD("handle", "ID", "what people here call the partner: un"),
        WORD("url", "URL", "https://host:port, or - for bundles only"),
        OPTION_NEEDED("fingerprint", "--fingerprint F", "as compared by another way"),
        FLAG("third", "--third", "it is outside the law we are under"),
        FLAG("rename", "--rename",
            "it is pinned under another name, which this one replaces"),
        OPTION("risks", "--risks LIST",
            "as assessed: none, torture, death-penalty, fair-trial"),
        END};
static const struct verb_argument share_arguments[] = {{"id", "ID", ARGUMENT_WORD, true,
                                                           true, false, "the records",
                                                           false},
    OPTION_NEEDED("to", "--to ORG", "the partner, or a group: its id"),
    OPTION("purpose", "--purpose P",
        "for what another's record goes on; else as its release says"),
    FLAG("preview", "--preview", "only show who would see what, and why"), END};
static const struct verb_argument peer_mend_arguments[] = {WORD("org", "ORG",
                                                               "the partner"),
    END};
static const struct verb_argument sync_arguments[] = {WORD_MAYBE("org", "ORG",
                                                          "only this partner"),
    OPTION("proxy", "--proxy URL", "by an HTTP proxy: http://127.0.0.1:3128"), END};
static const struct verb_argument ask_arguments[] = {WORD("org", "ORG", "whom"),
    OPTION("about", "--about ID", "the record it is about"),
    OPTION("text", "--text T", "the question"),
    OPTION("hit", "--hit WHAT",
        "instead: is anything held on that identifier, reference, hash or title?"),
    OPTION_NEEDED("urgency", "--urgency 8h|72h|168h", "how long they have"),
    OPTION("for", "--for PURPOSE", "what the answer is for (clarification)"), END};
static const struct verb_argument answer_arguments[] = {WORD("id", "ID", "the question"),
    OPTION("text", "--text T", "the answer"),
    OPTION("refuse", "--refuse CODE",
        "not-held, not-permitted, originator-refuses, harms-inquiry, harms-person, "
        "disproportionate, not-competent, no-basis or other; why nothing is told of hits "
        "is one of the three before other"),
    END};
static const struct verb_argument opine_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_NEEDED("text", "--text T", "the dissent, shown beside the record"),
    FLAG("comment", "--comment", "a comment, not a dissent"),
    OPTION_MANY("quote", "--quote T",
        "what it quotes of the record, apart from its words"),
    END};
static const struct verb_argument release_arguments[] =
    {WORD("id", "ID", "the record of ours that may go on"),
        OPTION_NEEDED("to", "--to ORGID", "to whom: a partner, or 64 digits of an id"),
        OPTION_NEEDED("purpose", "--purpose P", "for what"),
        OPTION_NEEDED("until", "--until DATE", "until when: 2030-01-31"),
        FLAG("judicial", "--judicial", "it may be entered in a proceeding"), END};
static const struct verb_argument recall_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_NEEDED("reason", "--reason R", "why, in a sentence"),
    OPTION("code", "--code CODE",
        "error, superseded, consent-withdrawn, retention-ended, wrong-recipient, "
        "source-at-risk, person-at-risk, court-order, data-subject or other (other)"),
    FLAG("derived", "--derived", "what you made from it, too"),
    FLAG("preview", "--preview", "only show what would be recalled, and from whom"), END};
static const struct verb_argument recall_decide_arguments[] = {WORD("id", "ID",
                                                                   "what was made from "
                                                                   "a recalled record"),
    WORD("fate", "FATE", "erase, keep or redact"),
    OPTION("part", "--part PART", "what goes when it is redacted: quotes"),
    OPTION_NEEDED("reason", "--reason R", "why, in a sentence"), END};
static const struct verb_argument recall_show_arguments[] = {WORD("id", "ID",
                                                                 "the recall, or what it "
                                                                 "recalls"),
    END};
static const struct verb_argument bundle_out_arguments[] = {WORD("org", "ORG",
                                                                "the partner it is for"),
    WORD_PATH("file", "FILE", "where it goes; it must not be there yet"),
    OPTION("volume", "--volume SIZE",
        "files of at most 650M or 4G: FILE.001, FILE.002, ..."),
    END};
static const struct verb_argument bundle_in_arguments[] =
    {WORD_PATHS("file", "FILE",
         "what a partner's `bundle "
         "out` wrote, in any order"),
        END};
static const struct verb_argument key_rotate_arguments[] =
    {WORD("key", "KEY", "node, log, tls, witness or root"),
        {"root", "--root FILE", ARGUMENT_OPTION, true, false, true, "the root keys",
            false},
        OPTION_PATH("root-out", "--root-out FILE", "where new root keys go, for root"),
        END};
static const struct verb_argument key_revoke_arguments[] =
    {WORD("key", "KEY", "node, log, tls or witness; a new one takes its place"),
        {"root", "--root FILE", ARGUMENT_OPTION, true, false, true, "the root keys",
            false},
        OPTION_NEEDED("reason", "--reason R", "why, in a sentence"),
        OPTION("since", "--since DATE",
            "list what it signed from then on, to be confirmed anew; of the node key"),
        END};
static const struct verb_argument key_mirror_arguments[] =
    {{"dir", "DIR", ARGUMENT_WORD, false, false, true,
         "where the keys are kept a second time from now on", false},
        FLAG("none", "--none", "nowhere: on one medium only"), END};
static const struct verb_argument person_add_arguments[] = {WORD("name", "NAME",
                                                                "as given with --as"),
    OPTION("role", "--role R", "what the person is here: liaison officer, analyst, ..."),
    OPTION_MANY("compartment", "--compartment C",
        "what the person needs to know; all of them, or none"),
    END};
static const struct verb_argument person_role_arguments[] = {WORD("name", "NAME",
                                                                 "who holds it"),
    WORD("role", "ROLE",
        "release-officer, data-protection-officer, liaison-officer, operator or "
        "counsel"),
    OPTION("from", "--from DATE", "from when on (now)"),
    OPTION("until", "--until DATE", "until when: 2027-12-31"),
    FLAG("off", "--off", "it ends now"),
    OPTION_PATH("root", "--root FILE",
        "the root keys, where nobody holds the role operator any more"),
    END};
static const struct verb_argument person_revoke_arguments[] =
    {WORD("name", "NAME", "whose keys others may have"),
        OPTION_NEEDED("since", "--since DATE",
            "list what was signed with them from then on, to be confirmed anew"),
        END};
static const struct verb_argument person_key_arguments[] = {WORD("name", "NAME",
                                                                "whose keys they are"),
    OPTION("says", "--says TEXT", "the name for partners, where it is another"),
    OPTION("token", "--token URI",
        "what opens them is a key on a token and its PIN: "
        "pkcs11:token=NAME;object=KEY?module-path=DRIVER"),
    TERMS_ARGUMENTS, SECRET, END};
static const struct verb_argument except_arguments[] =
    {WORD("id", "ID", "the record, in this version"),
        OPTION_NEEDED("until", "--until DATE", "when the exception ends: 2027-01-31"),
        OPTION_NEEDED("reason", "--reason R", "why, in a sentence"),
        FLAG("unlock", "--unlock", "with one's own keys"), SECRET, END};
static const struct verb_argument unlock_arguments[] = {OPTION("minutes", "--minutes N",
                                                            "for how long (15)"),
    SECRET, END};
static const struct verb_argument person_off_arguments[] = {WORD("name", "NAME",
                                                                "who acts here no more"),
    END};
static const struct verb_argument serve_arguments[] =
    {OPTION("peer", "--peer ADDR", "the door for partners: 0.0.0.0:7443"),
        OPTION_MANY("web", "--web [DIR=]ADDR",
            "pages to read, and /api/screen, on this machine only: 127.0.0.1:7480"),
        OPTION_MANY("web-as", "--web-as [DIR=]NAME",
            "for whom the pages act; dpo also sees who saw what"),
        OPTION("metrics", "--metrics ADDR",
            "counts and times for a monitor, on this machine only: 127.0.0.1:7490"),
        OPTION_MANY("host", "--host DIR=ADDR",
            "serve this node of another too, at its own door; - for no door"),
        END};
static const struct verb_argument move_arguments[] = {WORD("id", "ID", "the record"),
    WORD("move", "MOVE", "what is done, as its kind calls it: accept"),
    OPTION_MANY("set", "--set NAME=VALUE", "what the move brings along"),
    OPTION("note", "--note TEXT", "a word on it"), END};
static const struct verb_argument sign_arguments[] = {WORD("id", "ID", "the record"),
    OPTION_MANY("set", "--set NAME=VALUE", "what the signature brings along"),
    OPTION("note", "--note TEXT", "a word on it"), END};
static const struct verb_argument iati_check_arguments[] =
    {WORD_PATHS("file", "FILE", "IATI files of activities or organisations"),
        OPTION_PATH("schema", "--schema DIR",
            "the publisher's schemas, or folders of them named by version"),
        OPTION_PATH("codes", "--codes DIR", "the publisher's code lists and mapping.xml"),
        OPTION_PATH("rules", "--rules FILE", "the publisher's ruleset: standard.json"),
        END};
static const struct verb_argument iati_convert_arguments[] = {WORD_PATH("file", "FILE",
                                                                  "an IATI file"),
    {"out", "-o OUT", ARGUMENT_OPTION, true, false, true,
        "where it goes; it must not be there yet", false},
    END};
static const struct verb_argument iati_import_arguments[] = {WORD_PATH("file", "FILE",
                                                                 "an IATI file"),
    OPTION("kind", "--kind KIND", "what its items are, where several kinds could be"),
    TERMS_ARGUMENTS, END};
static const struct verb_argument iati_export_arguments[] =
    {{"id", "ID", ARGUMENT_WORD, false, true, false,
         "the records; without one all that may be put out", false},
        OPTION_PATH("out", "-o OUT", "where it goes; it must not be there yet"),
        OPTION("kind", "--kind KIND", "what they are, where several kinds could be"),
        OPTION("version", "--version 1|2", "what of that version was imported (2)"),
        FLAG("organisations", "--organisations", "a file of organisations"), END};
static const struct verb_argument import_arguments[] = {WORD_PATH("file", "FILE",
                                                            "a table, with HXL tags or a "
                                                            "map"),
    OPTION_NEEDED("kind", "--kind KIND", "what its rows are: activity"),
    OPTION_PATH("map", "--map FILE", "columns to fields, as JSON"),
    OPTION("lang", "--lang CODE", "the language of its texts (en)"),
    OPTION_MANY("join", "--join NAME=ORG", "that name is this organisation: un"),
    OPTION("yes", "--yes PLAN", "write what the plan of that hash says"), TERMS_ARGUMENTS,
    END};
static const struct verb_argument template_arguments[] = {WORD("kind", "KIND",
                                                              "what its rows are"),
    {"out", "-o OUT", ARGUMENT_OPTION, true, false, true,
        "where it goes; it must not be there yet", false},
    OPTION("lang", "--lang CODE", "the language of its texts (en)"), END};
static const struct verb_argument kind_adopt_arguments[] = {{"file", "FILE",
                                                                ARGUMENT_WORD, false,
                                                                false, true,
                                                                "the record type as JSON",
                                                                false},
    OPTION("record", "--record ID", "or a partner's record of it"), TERMS_ARGUMENTS, END};
static const struct verb_argument codes_adopt_arguments[] =
    {{"file", "FILE", ARGUMENT_WORD, false, false, true,
         "the code list: our JSON, an IATI code list, or a table code,name,...", false},
        OPTION("record", "--record ID", "or a partner's record of it"),
        OPTION("name", "--name NAME", "what it is called here"),
        OPTION("version", "--version V", "if it is not said there; else today"),
        OPTION("publisher", "--publisher P", "who keeps the list"), TERMS_ARGUMENTS, END};
static const struct verb_argument codes_show_arguments[] = {WORD("name", "NAME",
                                                                "the code list"),
    WORD_MAYBE("code", "CODE", "only this code"), END};
static const struct verb_argument guest_init_arguments[] =
    {WORD_PATH("file", "FILE", "where the keys go; it must not be there yet"),
        OPTION_NEEDED("handle", "--id HANDLE", "what people type for it: ngo"),
        OPTION_NEEDED("name", "--name TEXT", "the organisation's name"),
        OPTION("lang", "--lang CODE", "the language of the name (en)"),
        FLAG("no-passphrase", "--no-passphrase", "protect keys by file permissions only"),
        END};
static const struct verb_argument guest_out_arguments[] = {WORD("org", "ORG",
                                                               "the guest it is for"),
    WORD("id", "ID", "the record it is to sign"),
    WORD_PATH("file", "FILE", "where the letter goes; it must not be there yet"), END};
#define GUEST_ARGUMENTS                                  \
    WORD_PATH("file", "FILE", "what `guest out` wrote"), \
        OPTION("from", "--from FINGERPRINT",             \
            "who is to have written it, as compared by another way")
static const struct verb_argument guest_show_arguments[] = {GUEST_ARGUMENTS, END};
static const struct verb_argument guest_sign_arguments[] = {GUEST_ARGUMENTS,
    {"key", "--key KEYS", ARGUMENT_OPTION, true, false, true, "what `guest init` made",
        false},
    {"out", "--out REPLY", ARGUMENT_OPTION, true, false, true,
        "where the answer goes; it must not be there yet", false},
    OPTION("move", "--move MOVE", "what is done; without one, what is to be signed"),
    OPTION_MANY("set", "--set NAME=VALUE", "what the move brings along"),
    OPTION("note", "--note TEXT", "a word on it"), END};
static const struct verb_argument guest_in_arguments[] =
    {WORD_PATH("file", "FILE", "what a guest's `guest sign` wrote"), END};
static const struct verb_argument no_arguments[] = {END};

static const struct verb_argument screen_arguments[] = {LISTS,
    OPTION("threshold", "-t POINTS", "hits of so many points and more (77)"),
    OPTION("most", "-n MAX", "at most so many hits of a name (all)"),
    OPTION("threads", "-j THREADS", "so many at once (as many as there are processors)"),
    OPTION("format", "--format F", "csv (as it is without), or jsonl"),
    FLAG("explain", "--explain", "say what speaks for each hit, and what against"),
    FLAG("exhaustive", "--exhaustive", "try every name, not only those the index gives"),
    OPTION("name", "--name TEXT", "one name, in the place of a file"),
    OPTION("dob", "--dob D", "its day, month or year of birth: 1970-01-31"),
    OPTION("country", "--country C", "its country, two letters: LY"),
    OPTION("id", "--id N", "its document's number"),
    OPTION("type", "--type T", "person, entity, vessel or aircraft"),
    OPTION("gender", "--gender G", "male or female"),
    OPTION("class", "--class CLASS",
        "in a node: vendor, partner, staff, beneficiary or other"),
    OPTION("basis", "--basis TEXT",
        "the legal basis; beneficiaries are not screened without"),
    FLAG("settled", "--settled", "in a node: show what was settled as false, too"),
    {"queries", "QUERIES.csv", ARGUMENT_WORD, false, true, PATH_ONE | PATH_INPUT,
        "the names to ask for, with columns id,name; - is standard input; with -l, words "
        "before it are lists, too",
        false},
    END};
static const struct verb_argument lists_show_arguments[] =
    {WORD("ref", "REF", "the publisher's own reference: QDi.001"), LISTS, END};
static const struct verb_argument lists_diff_arguments[] = {WORD("from", "A",
                                                                "the list as it was"),
    WORD("to", "B", "the list as it is"),
    {"kept", "--kept", ARGUMENT_FLAG, false, false, false,
        "A and B are versions that the node keeps: UN@2026-02-27, or an id", NODE_OPEN},
    END};

static const struct verb_argument lists_index_arguments[] =
    {{"out", "-o FILE", ARGUMENT_OPTION, true, false, PATH_ONE,
         "the archive; one that is there is replaced", false},
        {"file", "LIST", ARGUMENT_WORD, true, true, PATH_JOINED,
            "a list's file, or several that are one list: sdn.csv,alt.csv", false},
        END};
static const struct verb_argument replay_arguments[] = {WORD("run", "RUN",
                                                            "the screening"),
    {"queries", "QUERIES.csv", ARGUMENT_WORD, false, false, PATH_ONE | PATH_INPUT,
        "the names that were asked for, - is standard input; without them the hits that "
        "were kept are shown",
        false},
    END};
static const struct verb_argument settle_arguments[] =
    {WORD("hit", "HIT", "RUN/ROW/REF, as --explain names it"),
        WORD("verdict", "VERDICT",
            "true: it is the one who is listed; false; or escalate"),
        OPTION_NEEDED("reason", "--reason TEXT",
            "why; no more of a person than that takes"),
        TERMS_ARGUMENTS, END};
static const struct verb_argument four_eyes_arguments[] = {WORD_MAYBE("on", "on|off",
                                                               "without it, how it is"),
    OPTION("act", "--act ACT", "release, recall or erase; else settling hits"), END};
static const struct verb_argument terms_explain_arguments[] = {WORD("id", "ID",
                                                                   "the record"),
    OPTION("act", "--act A",
        "read, share, export, enter, derive, recall ...; without it, all of them"),
    OPTION("to", "--to ORG", "to whom it would go"),
    OPTION("surface", "--surface S", "where it would be put out: court, public or file"),
    OPTION("purpose", "--purpose P", "what for"), END};
static const struct verb_argument terms_rule_arguments[] =
    {WORD("state", "on|off", "off: it is not asked any more"),
        WORD("name", "RULE", "as `terms rules` has it: un-levels"),
        OPTION_NEEDED("reason", "--reason TEXT", "whose word that is, and why"), END};
static const struct verb_argument lists_import_arguments[] =
    {{"file", "LIST", ARGUMENT_WORD, true, true, PATH_JOINED,
         "a list's file, or several that are one list: sdn.csv,alt.csv", false},
        OPTION("shrunk", "--shrunk REASON",
            "why so much left the list, where it is refused"),
        END};

static const struct verb_argument watch_arguments[] =
    {FLAG("again", "--again",
         "tell what the last watch told of hits; nobody is screened"),
        FLAG("renew", "--renew",
            "weigh words by the newest lists from now on: all are screened again"),
        END};
static const struct verb_argument watch_add_arguments[] =
    {{"file", "FILE.csv", ARGUMENT_WORD, true, false, PATH_ONE | PATH_INPUT,
         "the names to watch, with columns as `screen` has; - is standard input", false},
        OPTION_NEEDED("class", "--class CLASS",
            "who they are: vendor, partner, staff, beneficiary or other"),
        OPTION("basis", "--basis TEXT",
            "the legal basis; beneficiaries are not watched without"),
        TERMS_ARGUMENTS, END};
static const struct verb_argument lists_fetch_arguments[] = {{"name", "NAME",
                                                                 ARGUMENT_WORD, false,
                                                                 true, false,
                                                                 "a source: un, eu, "
                                                                 "ofac ...",
                                                                 false},
    FLAG("all", "--all", "all sources"),
    {"list", "--list", ARGUMENT_FLAG, false, false, PATH_NOT,
        "fetch nothing, and say which sources there are", NODE_NOT},
    OPTION_PATH("ca", "--ca FILE",
        "authorities that count, in place of the system's: a file of certificates"),
    OPTION("shrunk", "--shrunk REASON", "why so much left the list, where it is refused"),
    END};

static const struct verb verbs[] = {
    {"init", "make a node", desk_init, init_arguments,
        "made {dir}\nid          {id}\nfingerprint {fingerprint}\n?root root keys   "
        "{root}: move "
        "this file off the machine\n?protection keys        {protection}\n",
        true},
    {"new", "write a record", desk_new, new_arguments,
        "*made {kind} {id}  journal {journal}\n"
        "*perhaps perhaps the same as {id}  {title}\n",
        false},
    {"edit", "write a newer version of a record", desk_edit, edit_arguments,
        "{kind} {id} version {version}  journal {journal}\n", false},
    {"correct", "the same: what was wrong is put right", desk_edit, edit_arguments,
        "{kind} {id} version {version}  journal {journal}\n", false},
    {"link", "link a record to another", desk_link, link_arguments,
        "{kind} {id} version {version}  journal {journal}\n", false},
    {"statement build", "put a joint statement together from a dialogue's outcomes",
        desk_statement_build, statement_build_arguments,
        "{kind} {id}: {items} sentences  journal {journal}\n"
        "*left_out left out {id}  {stage}  {title}\n",
        false},
    {"move", "bring a record to its next state", desk_move, move_arguments,
        "{move}: {from} to {stage}  by {id}  journal {journal}\n", false},
    {"sign", "sign a record, where our signature is asked for", desk_sign, sign_arguments,
        "{move}: {from} to {stage}  by {id}  journal {journal}\n?done {done} done, by "
        "{by}\n",
        false},
    {"history", "show a record's versions and moves", desk_history, id_arguments,
        "?stage stage {stage}\n*versions version {version}  {time}  {by}  {state}\n"
        "*moves move {move}  {time}  {by}  {why}\n"
        "*findings {severity} {rule}: {message.0.text}\n",
        false},
    {"kind adopt", "make a record type one of this node's", desk_kind_adopt,
        kind_adopt_arguments, "adopted {adopted} by {id}  journal {journal}\n", false},
    {"codes adopt", "make a code list one that this node goes by", desk_codes_adopt,
        codes_adopt_arguments,
        "adopted {adopted}, {codes} codes, by {id}  journal {journal}\n", false},
    {"codes list", "list the code lists there are", desk_codes_list, no_arguments,
        "*items {name}  {version}  {codes} codes  {label}\n?count {count} in all\n",
        false},
    {"codes show", "show a code list, or one of its codes", desk_codes_show,
        codes_show_arguments,
        "{name}, {version}: {label}\n*codes {code}  {name}  {footnote}\n?count {count} "
        "in all\n",
        false},
    {"list", "list records", desk_list, list_arguments,
        "*items {short}  {time}  {kind}  {title}\n?count {count} in all\n"
        "?next more: --after {next}\n",
        false},
    {"board", "lay the records of a kind out by their states", desk_board,
        board_arguments,
        "*columns {label}: {count}\n**items   {since}  {short}  {title}\n"
        "?next more: --after {next}\n",
        false},
    {"view", "show the records of a kind as one of its views does", desk_view,
        view_arguments,
        "*views {name}  {as}  {label}\n*sections {label}\n**fields   {path}  {label}\n"
        "*items {short}  {line}\n*columns {label}: {count}\n**items   {short}  {line}\n"
        "*values {count}  {label}\n**sums     {value} {unit}\n"
        "*cells {count}  {row}  {column}\n**sums     {value} {unit}\n"
        "*sums {value} {unit} in all\n?count {count} in all\n?next more: --after "
        "{next}\n",
        false},
    {"matrix", "count the records of a kind by two axes", desk_matrix, matrix_arguments,
        "?csv {csv}\n*cells {count}  {row}  {column}\n"
        "**sums     {value} {unit}\n"
        "*gaps nothing for {label}  ({axis})\n"
        "*overlaps {organisations} organisations  {row}  {column}\n"
        "*footnotes {label}: {text}\n"
        "*sums {value} {unit} in all; {not_reckoned} amounts not reckoned\n"
        "?not_stated {not_stated} records in which it is not stated\n"
        "?count {count} records, each once; {mentions} in all cells\n",
        false},
    {"due", "list what is overdue or due within 30 days, and open questions", desk_due,
        due_arguments,
        "*items {state}  {due}  {short}  {label}  {title}\n"
        "?next more: --after {next}\n"
        "*to_answer to answer  {left} left  {partner}  {title}  {id}\n"
        "*asked asked  {left} left  {partner}  {title}  {id}\n"
        "*recalls overdue  {since}  {partner}  {why}  recall {id}\n"
        "*to_decide to decide  {state} {until}  {partner} recalled what it is made from  "
        "{title}  {id}\n"
        "*expires {state}  {until}  {title}  {id}  {why}\n"
        "*roles role ends  {until}  {person}  {role}\n"
        "?seal_keys {seal_keys} old seal keys destroyed\n"
        "?count {count} due or overdue\n",
        false},
    {"remind", "write what is due as a file for a calendar", desk_remind,
        remind_arguments, "wrote {file}: {reminders} reminders, {titles} with a title\n",
        false},
    {"kind list", "list the record types there are", desk_kind_list, no_arguments,
        "*items {kind}  {made}  {label}\n?count {count} in all\n", false},
    {"kind show", "show a record type as it is defined", desk_kind_show,
        kind_show_arguments, NULL, false},
    {"kind check", "say what is wrong with a record type's file", desk_kind_check,
        kind_check_arguments,
        "*findings {severity}  {id}  {path}: {message}\n{errors} errors, {warnings} "
        "warnings\n",
        true},
    {"show", "read a record, for a purpose", desk_show, show_arguments, NULL, false},
    {"about", "say what is known of a record without reading it", desk_about,
        id_arguments,
        "{label} {id}  version {version}\n?title title      {title}\n"
        "by         {by}  {time}\nhash       {hash}\nstate      {state}\n"
        "?stands stands     {stands}\n"
        "signature  {proof.signature}\nour log    {proof.log}\n*parts part       {name}  "
        "{state}\n"
        "?terms terms      {terms}\n*links link       {type}  {id}\n"
        "?clock clock      {clock}\n*custody custody    {time}  {by}  {event}\n"
        "*about about      {time}  {by}  {type}  {label}  {id}\n",
        false},
    {"ingest", "take in evidence", desk_ingest, ingest_arguments,
        "*items {id}  {size} bytes  sha256 {sha256}  {name}\n"
        "{stored} stored, {refused} refused, {bytes} bytes\n*refusals refused {name}: "
        "{why}\n",
        false},
    {"hold", "keep a record against recall, expiry and erasure", desk_hold,
        hold_arguments, "held by {id}  journal {journal}\n", false},
    {"unhold", "lift a hold", desk_unhold, reason_arguments,
        "lifted by {id}  journal {journal}\n", false},
    {"enter", "enter a record in a proceeding", desk_enter, enter_arguments,
        "entered by {id}  journal {journal}\n", false},
    {"erase", "erase a record here, for good", desk_erase, reason_arguments,
        "?waits {waits}\n?erased erased {erased}: {result}\n?erased by {id}  journal "
        "{journal}\n",
        false},
    {"who-saw", "who read a record or gave it on, when and why", desk_who_saw,
        id_arguments,
        "*readings {time}  {person}  {says}  {purpose}  {parts}\n?count {count} in "
        "all\n",
        false},
    {"verify", "check every log, signature and part", desk_verify, verify_arguments,
        "{records} records, {parts} parts, {erased} erased, {entries} log entries, "
        "{blobs} "
        "contents: all hold\n",
        false},
    {"verify fork", "check a proof of a fork or of equivocation, without a node",
        desk_verify_fork, verify_fork_arguments,
        "{fingerprint}\norigin      {origin}\n?log log         {log}\n"
        "?sizes sizes       {sizes}\n?record record      {record} version {version}\n"
        "shows       {shows}\nshows not   {shows_not}\n",
        true},
    {"proof", "prove where a record stands in the journal", desk_proof, proof_arguments,
        "{text}", false},
    {"export court", "make a package that a court checks by itself", desk_export_court,
        export_court_arguments,
        "made {dir}: {given} of {evidence} pieces of evidence, {records} records, "
        "{withheld} "
        "withheld\nfingerprint {fingerprint}\ndigest      {digest}\n"
        "Give the court both by another way than the package.  It checks with:\n"
        "{command}\n",
        false},
    {"publish", "write what is public as pages with proofs", desk_publish,
        publish_arguments,
        "made {dir}: {records} records, {withheld} parts withheld\n"
        "*left not in activities.xml {id}  {title}: {why}\n"
        "fingerprint {fingerprint}\ndigest      {digest}\n"
        "Tell both by another way than the pages.  Anyone checks them with:\n{command}\n",
        false},
    {"status", "how this node is", desk_status, status_arguments,
        "{handle}  {fingerprint}\n{records} records, journal {journal} entries, clock "
        "{clock}\n"
        "*to_sign to sign  {moves}  {partner}  {title}  {id}\n"
        "?to_sign_next {to_sign_count} to sign in all; more: --after {to_sign_next}\n"
        "*to_answer to answer  {left} left  {partner}  {title}  {id}\n"
        "*new_from_partners new  {partner}  {label}  {title}  {id}\n"
        "?new_from_partners_next {new_from_partners_count} new in all; more: --new-after "
        "{new_from_partners_next}\n"
        "*asked asked  {left} left  {partner}  {title}  {id}\n"
        "*receipts_missing receipt missing  {partner}  {id}\n"
        "*recalls_open recall not answered  {partner}  {state}  {id}\n"
        "*to_decide to decide  {state} {until}  {partner}  {title}  {id}\n"
        "*recalls recalled by {by}: {says}\n"
        "*waiting waiting  {records} from {partner}, {newer} for a newer liaison\n"
        "*partners partner  {handle}  {shared} shared  {proof}  {last}\n"
        "**trouble   {what}, {times} times, last {last}\n"
        "*strangers strangers  {what}, {times} times, last {last}\n"
        "*forks forked  {org}: {state}, {says} says since {time}  {log}\n"
        "*accusations doubted  {org} was to show {asked}, and gave {came}  {time}\n"
        "*hosting hosted  {tenant} by {host} since {since}, {says} states\n"
        "*lists list  {list} {date}  {says}\n"
        "*roles role  {state}  {person}  {role}  until {until}\n",
        false},
    {"doctor", "look for what needs the administrator", desk_doctor, no_arguments,
        "*findings {level}  {text}\n", false},
    {"rebuild", "throw the views away and fold them anew", desk_rebuild, no_arguments,
        "folded {records} records\n", false},
    {"backup", "write data and logs, without keys, to a file", desk_backup,
        backup_arguments, "wrote {file}: {bytes} bytes, without keys\n", false},
    {"restore", "make a node from a backup and the current keys", desk_restore,
        restore_arguments, "restored {dir}\nid {id}\nepoch {epoch}\n", true},
    {"peer add", "pin a partner whose fingerprint was compared", desk_peer_add,
        peer_add_arguments,
        "pinned {handle}\nid          {id}\nfingerprint {fingerprint}\n", false},
    {"peer list", "list partners", desk_peer_list, no_arguments,
        "*items {handle}  {fingerprint}  {url}\n?count {count} in all\n", false},
    {"peer proof", "give the proof that an organisation's log has forked",
        desk_peer_proof, peer_proof_arguments, "{org}  {log}  {sizes}\n", false},
    {"peer trust", "let in what a fork held back, for a reason", desk_peer_trust,
        peer_trust_arguments, "{org} is trusted: {let_in} records let in  {id}\n", false},
    {"peer mend", "make our copy of a partner's log whole again", desk_peer_mend,
        peer_mend_arguments,
        "{handle}: kept {kept} entries, cut {cut}, which come again with the next sync\n",
        false},
    {"identity", "show our fingerprint and identity document", desk_identity,
        no_arguments, "id          {id}\nfingerprint {fingerprint}\n", false},
    {"share", "give records to a partner, under their terms", desk_share, share_arguments,
        "*items {verdict}  {kind}  {title}  {parts}  {why}\n**to   to {to}\n"
        "*no_partners nothing goes to {name}, which is no partner of ours\n"
        "?delivery shared with {to} by {delivery}  journal {journal}\n",
        false},
    {"sync", "contact partners: give and take", desk_sync, sync_arguments,
        "*items {partner}  sent {sent}, received {received}, {pieces} pieces of "
        "content\n**error   {error}\n"
        "*expires {state}  {until}  {title}  {id}  {why}\n",
        false},
    {"ask", "ask a partner about a record, or whether it holds anything", desk_ask,
        ask_arguments, "asked by {id}  due {due}  journal {journal}\n", false},
    {"answer", "answer a question", desk_answer, answer_arguments,
        "?says told: {says}\n*held held here {id}  {title}: {verdict} {rule}\n"
        "answered by {id}  journal {journal}\n",
        false},
    {"opine", "dissent from a record, or comment on it", desk_opine, opine_arguments,
        "said by {id}  journal {journal}\n", false},
    {"release", "consent to a record's going on to another", desk_release,
        release_arguments,
        "?waits {waits}\n?released released by {id}  journal {journal}\n", false},
    {"withdraw", "withdraw a release", desk_withdraw, reason_arguments,
        "withdrawn by {id}  journal {journal}\n"
        "*items {item} {what} {from}  {recall}\n",
        false},
    {"recall", "call a record back from all who were given it", desk_recall,
        recall_arguments,
        "?waits {waits}\n?recalled recalled by {id}  journal {journal}\n"
        "?partners would be recalled from {partners}\n"
        "*derived {what}  {id}  {label}  {title}\n",
        false},
    {"recall decide", "decide on what was made from a record that a partner recalled",
        desk_recall_decide, recall_decide_arguments,
        "*items {state}, stated to {to} by {id}  journal {journal}\n", false},
    {"recall show", "who was given what was recalled, and what they state",
        desk_recall_show, recall_show_arguments,
        "recall {id}  {by}  {time}  {code}\n"
        "*lines {partner}  delivered {delivered}  recall there {recalled}  {line}  "
        "{title}\n"
        "{overdue} overdue\n",
        false},
    {"bundle out", "write what is for a partner to a file, or several", desk_bundle_out,
        bundle_out_arguments,
        "wrote {file}: {sent} entries, {pieces} pieces of content, in {volumes} "
        "volume(s)\n",
        false},
    {"bundle in", "take in a partner's files", desk_bundle_in, bundle_in_arguments,
        "*items {file}: volume {volume} from {from}: {says}\n"
        "{received} entries, {pieces} pieces of content\n",
        false},
    {"guest init", "make keys for an organisation without a node", desk_guest_init,
        guest_init_arguments,
        "made {file}\nid          {id}\nfingerprint {fingerprint}\nkeys        "
        "{protection}\n"
        "Tell the partner the fingerprint by voice or in person, and keep the file.\n",
        true},
    {"guest out", "write a record to a file for a guest to sign", desk_guest_out,
        guest_out_arguments,
        "wrote {file} for {to}: {title}\nit can {moves}\n"
        "shared by {delivery}  journal {journal}\n"
        "The file is not sealed: hand it over by a way that suits the record's terms.\n",
        false},
    {"guest show", "say what a letter brings, without a node", desk_guest_show,
        guest_show_arguments,
        "from        {partner}  {fingerprint}\nto          {to}\n"
        "{label}: {title}\nby          {by}  {time}  {by_id}\nhash        {hash}\nstate  "
        "     "
        "{stage}\n"
        "*fields field       {path}: {value}\n*moves move        {time}  {by}  {move}: "
        "{why}  {by_id}\n*beside with it     {kind}  {time}  {by}  {by_id}\n"
        "**fields   {path}: {value}\n"
        "*possible you can     {move}: {label}\n",
        true},
    {"guest sign", "answer a letter with keys of one's own, without a node",
        desk_guest_sign, guest_sign_arguments,
        "{move}: {from} to {stage}  by {id}, signed as of {time}\nwrote {file}: send it "
        "back to {partner}\n",
        true},
    {"guest in", "take in a guest's answer", desk_guest_in, guest_in_arguments,
        "{partner}  {move}: {from} to {stage}  by {id}\n?journal journal {journal}\n",
        false},
    {"person add", "name a person who acts here", desk_person_add, person_add_arguments,
        "{name} acts here  journal {journal}\n", false},
    {"person role", "have a person hold a role from a day until a day", desk_person_role,
        person_role_arguments,
        "{name} holds {role} from {from} until {until}  journal {journal}\n", false},
    {"person list", "list who acts here, and who holds which roles until when",
        desk_person_list, no_arguments,
        "*items {state}  {name}  {role}\n**roles   {state}  {role}  {from} to {until}\n",
        false},
    {"person key", "make a person's own keys, and the contact that partners name",
        desk_person_key, person_key_arguments,
        "contact {id}  journal {journal}\n"
        "share it with those who are to name this person\n",
        false},
    {"person revoke", "end a person's keys, and list what they signed and what they open",
        desk_person_revoke, person_revoke_arguments,
        "the keys of {name} count no more  journal {journal}\n"
        "*confirm confirm  {time}  exception until {until}  {title}  {item}\n"
        "*exposed whoever has them can open  {by}  {title}  {item}\n",
        false},
    {"unlock", "keep one's own keys in the server's memory", desk_unlock,
        unlock_arguments, "unlocked until {until}\n", false},
    {"except", "sign, as an officer, that what may be got under duress is used",
        desk_except, except_arguments, "excepted by {id}, until {until}\n", false},
    {"lock", "drop all keys of persons from the server's memory", desk_lock, no_arguments,
        "{locked} keys dropped\n", false},
    {"person off", "say that a person acts here no more", desk_person_off,
        person_off_arguments, "{name} is off  journal {journal}\n", false},
    {"terms explain", "say what the terms of a record allow, by which rule and facts",
        desk_terms_explain, terms_explain_arguments,
        "?verdict {act}: {verdict}\n?rule rule     {rule}\n?reason reason   "
        "{reason}\n?change change   {change}\n*facts fact     {fact}: {value}\n"
        "*items {verdict}  {act}  {to}{surface}  {purpose}  {rule}  {reason}\n",
        false},
    {"terms rules", "list the handling rules, what they rest on, and which are off",
        desk_terms_rules, no_arguments,
        "*items {rule}  {state}  {switch}  {says}  {standing}  {rests_on}\n", false},
    {"terms rule", "switch a rule that counsel is to confirm off, or on again",
        desk_terms_rule, terms_rule_arguments,
        "{rule} is {state} by {id}  journal {journal}\n", false},
    {"key rotate", "change a key by the root's word", desk_key_rotate,
        key_rotate_arguments,
        "changed the {key} key of {id}\nrestart `serve`, then sync: partners learn it\n",
        false},
    {"key mirror", "keep the keys on another second medium", desk_key_mirror,
        key_mirror_arguments,
        "the keys' mirror: {mirror}\n"
        "Destroy what the one before holds: it opens what is erased from now on.\n",
        true},
    {"key revoke", "revoke a key, and put a new one in its place", desk_key_revoke,
        key_revoke_arguments,
        "revoked the {key} key of {id}\nrestart `serve`, then sync: partners learn it\n"
        "*confirm confirm  {time}  {kind}  {title}  {id}\n"
        "?confirm_count {confirm_count} to be confirmed anew\n",
        false},
    {"serve", "keep the node open, for partners and for commands", NULL, serve_arguments,
        "", false},
    {"key backup", "write the current keys to a file", desk_key_backup, backup_arguments,
        "wrote {file}: {bytes} bytes; whoever has it reads all\n", false},
    {"iati check", "hold activities against schema, code lists and rules",
        desk_iati_check, iati_check_arguments,
        "*findings {file}:{line}: {severity} {id}  {path}  {text}\n"
        "*files {file}: {items} items, {errors} errors, {warnings} warnings\n",
        true},
    {"iati convert", "read activities and write them again, whole", desk_iati_convert,
        iati_convert_arguments, "wrote {file}: {items} items, {bytes} bytes\n", true},
    {"iati import", "take activities in as records", desk_iati_import,
        iati_import_arguments,
        "{file}: {items} items, {new} new, {changed} changed, {same} as they were\n"
        "*conflicts left as it is {id}  {item}: both changed {fields}\n"
        "*perhaps item {place} perhaps the same as {id}  {title}\n",
        false},
    {"iati export", "write activities as a file of IATI", desk_iati_export,
        iati_export_arguments,
        "?file wrote {file}: {items} items, {withheld} withheld, {other_version} of "
        "another version\n*left left out {id}  {title}: {why}\n?text "
        "{text}\n",
        false},
    {"import csv", "show what a table would change, or change it", desk_import_csv,
        import_arguments, IMPORT_LINES, false},
    {"import xlsx", "show what a workbook would change, or change it", desk_import_xlsx,
        import_arguments, IMPORT_LINES, false},
    {"template", "write a record type's records as a workbook to fill in", desk_template,
        template_arguments, "wrote {file}: {rows} records, {withheld} withheld\n", false},
    {"screen", "search lists for names; a hit is a question to a human", desk_screen,
        screen_arguments, "?text {text}\n", false},
    {"lists show", "show what lists say under a reference", desk_lists_show,
        lists_show_arguments,
        "*items {ref}  {type}  {list} {list_date}  {programme}\n"
        "**names   {kind}  {text}\n**says   {what}  {text}\n",
        false},
    {"lists index", "write lists with their index, to be searched without reading them",
        desk_lists_index, lists_index_arguments,
        "*items {list} {date}  {entries} entries, {names} names  {sha256}\n"
        "wrote {file}: {bytes} bytes\n",
        true},
    {"replay", "do a screening again, and compare", desk_replay, replay_arguments,
        "*hits {hit}  {says}\n?text {text}\n?says {says}\n", false},
    {"settle", "say what a hit is, with a reason", desk_settle, settle_arguments,
        "{verdict}: {list} {ref}, {stage}; {says}\nsettlement {id}  journal {journal}\n",
        false},
    {"four-eyes", "have a second person agree to what one does", desk_four_eyes,
        four_eyes_arguments, "four eyes, {act}: {four_eyes}\n?says {says}\n", false},
    {"watch", "screen stored subjects again by lists that changed", desk_watch,
        watch_arguments,
        "*lists {list} {date}  {entries} entries, {names} names  {says}\n"
        "*items {what}  {file} {query_id}  {list} {ref}  {name}: {says}\n"
        "*notices notice {id}: {label} {about} cites {changed} entries that changed, "
        "{delisted} that left their list\n**others   and so does {about}\n"
        "**entries   {what}  {list} {ref}\n"
        "{says}\n",
        false},
    {"watch add", "keep subjects to be watched", desk_watch_add, watch_add_arguments,
        "{count} {class}  {says}  {id}\n", false},
    {"watch list", "list the subjects that are watched", desk_watch_list, no_arguments,
        "*items {count} {class}  {file}  {says}  {id}\n**basis   basis     {basis}\n"
        "**until   until     {until}\n**screened   screened  {screened}\n",
        false},
    {"watch drop", "destroy stored subjects", desk_watch_drop, reason_arguments,
        "erased {erased}: {result}\n", false},
    {"lists import", "keep a version of a list", desk_lists_import,
        lists_import_arguments,
        "*items {list} {date}  {entries} entries, {names} names  {says}  {id}\n"
        "*refusals not taken in: {name}: {why}\n",
        false},
    {"lists fetch", "fetch lists from their publishers, and keep them", desk_lists_fetch,
        lists_fetch_arguments,
        "*sources {name}  {list}  {format}  {publisher}; {terms}\n**parts   {url}\n"
        "*items {list} {date}  {entries} entries, {names} names  {says}  {id}\n"
        "*refusals not taken in: {name}: {why}\n",
        false},
    {"lists list", "list the versions of lists that are kept", desk_lists_list,
        no_arguments,
        "*items {list} {date}  {entries} entries, {names} names  {says}  taken "
        "in "
        "{imported}  {id}\n",
        false},
    {"lists verify", "read the versions of lists again, and compare", desk_lists_verify,
        no_arguments,
        "*items {list} {date}  {id}  {says}\n?archive archive of the newest: "
        "{archive}\n{errors} errors\n",
        false},
    {"lists diff", "say what differs between two versions of a list", desk_lists_diff,
        lists_diff_arguments,
        "*added added    {ref}  {name}\n*removed removed  {ref}  {name}\n"
        "*changed changed  {ref}  {name}: {parts}\n"
        "from {from.list} {from.date} with {from.entries} entries to {to.list} {to.date} "
        "with {to.entries}\n"
        "{counts.added} added, {counts.removed} removed, {counts.changed} changed, "
        "{counts.same} the same\n",
        true},
    {"version", "say which liaison this is", desk_version, no_arguments,
        "liaison {version}, formats {format}\n", true},
};

const struct verb *
verb_at(size_t n)
{
    return n < COUNT_OF(verbs) ? &verbs[n] : NULL;
}

const struct verb *
verb_find(struct bytes name)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (bytes_is(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}
