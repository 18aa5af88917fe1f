/*
 * words_test: names in every script that we have an alphabet for, and some that ICU has; what
 * parts words and what does not; where they stand; and what is cut off.
 */
#include "tests/tap.h"

#include "tests/ground/text/said.h"

struct example {
    const char *name;
    const char *words;
};

static void
examples(const char *of, const struct example *e)
{
    for (; e->name != NULL; e++) {
        struct said s = said(bytes_of(e->name));
        const char *wrong = said_wrong(bytes_of(e->name), &s.words);

        tap_is_text(bytes_of(s.text), e->words, "%s: %s", of, e->name);
        if (wrong != NULL || !s.words.whole)
            tap_ok(false, "%s", wrong != NULL ? wrong : "cut off");
    }
}

static const struct example latin[] = {{"Mohammed bin Salman", "mohammed bin salman"},
    {"JÉRÔME KAKWAVU", "jerome kakwavu"}, {"Straße Ærø Œuvre", "strasse aero oeuvre"},
    {"Łódź Đorđević Þór Guðrún", "lodz dordevic thor gudrun"},
    {"İstanbul Ilığ Əliyev", "istanbul ilig aliyev"},
    {"Nguyễn Thị Đặng", "nguyen thi dang"}, {"Müller Zoe\u0308", "muller zoe"},
    {"ﬁle Ⅳ ① ５５ ＡＢＣ Ⓐ", "file iv 1 55 abc a"},
    {"McDonald O'Neill O’Neill", "mcdonald oneill oneill"}, {"Ŋ Ħ Ŧ ĳ ǆ", "ng h t ij dz"},
    {NULL, NULL}};

static const struct example parting[] = {{"Al-Qa'ida", "al qaida"},
    {"al–Qāʿida ʻAbd `x´", "al qaida abd x"}, {"A.B.C.", "abc"},
    {"J.R. Smith", "jr smith"}, {"A.B.Cde", "ab cde"},
    {"Dr.Ali S.p.A. e.V.", "dr ali spa ev"}, {"3.5 A.5 5.A", "3 5 a 5 5 a"},
    {"Co.Ltd. Smith & Sons+x", "co ltd smith sons x"}, {"x_y,z/w;v(u)", "x y z w v u"},
    {"abc\u00ADdef \u200Fghi\u200D\uFEFFjkl", "abcdef ghijkl"},
    {"a\tb\nc\u00A0d\u3000e", "a b c d e"}, {"А.Б. Иванов", "ab ivanov"}, {"", ""},
    {"Mus?ab M\uFFFDller Who? ?What a ? b 1?2", "musab mller who what a b 1 2"},
    {" .-'", ""}, {"\u0301\u0301 \u0651", ""}, {"a\u0301\u0327\u0323b", "ab"},
    {NULL, NULL}};

static const struct example cyrillic[] = {{"Владимир Владимирович Щербаков",
                                              "vladimir vladimirovich shcherbakov"},
    {"Юрий Белый Юрьевич Михайлович", "yury bely yurievich mikhailovich"},
    {"Мария Илья Майя", "maria ilya mayya"},
    {"Юлия Объедкова Яна Цой Чехов", "yulia obedkova yana tsoy chekhov"},
    {"Сергій Їжакевич Єгор Ґалаґан", "sergy yizhakevich yegor galagan"},
    {"Лукашэнка Ўладзімір", "lukashenka uladzimir"},
    {"Ђорђе Љубиша Џон Ћосић", "djordje ljubisha dzon cosic"},
    {"България Първан", "balgaria parvan"}, {"Қасым Жомарт Әлия", "qasym zhomart alia"},
    {"и\u0306од й", "yod y"}, {NULL, NULL}};

static const struct example greek[] = {{"Ευάγγελος Παύλος Ιωάννου",
                                           "evangelos pavlos ioannou"},
    {"Μπάμπης Ντίνος Αϋλος", "bampis dinos aylos"}, {"Ισλαµική Οµάδα", "islamiki omada"},
    {"Θεόδωρος Ψυχάρης Ξένος", "theodoros psycharis xenos"}, {NULL, NULL}};

static const struct example arabic[] = {{"صدام حسين التكريتي", "sdam hsin al tkriti"},
    {"محمود وليد يوسف طويل داود", "mhmud wlid yusf twil dawd"},
    {"عبد الرحمن علي إبراهيم عائشة", "abd al rhmn ali ibrahim aisha"},
    {"مُحَمَّد مصطفى الله", "muhamad mstfa allh"},
    {"ایران پاسداران ژاله گیتی چنگیز", "iran pasdaran zhalh giti chngiz"},
    {"می\u200Cخواهم مــحمد", "mikhwahm mhmd"}, {"ﺍﻟﺘﻜﺮﻳﺘﻲ ٣٤ ۵۶", "al tkriti 34 56"},
    {"الشام والحراسة والي", "al sham wal hrasa wali"}, {"آوران اوباما", "awran ubama"},
    {NULL, NULL}};

static const struct example hebrew[] = {{"משה שרביט", "msha shrbit"},
    {"להב\"ה צה״ל", "lhba tshl"}, {"ג׳ורג׳ דוד חיים יעקב", "jorj dod him yakv"},
    {"שָׁלוֹם צ'רצ'יל", "shlom chrchil"}, {NULL, NULL}};

static const struct example east[] = {{"김정은", "gim jeong eun"},
    {"최광혁", "choe gwang hyeok"}, {"김", "gim"}, {"习近平", "xi jin ping"},
    {"单田芳 曾", "shan tian fang zeng"},
    {"中國石油(香港)", "zhong guo shi you xiang gang"},
    {"呂 厦门 成都", "lu xia men cheng du"},
    {"さとう きっちょう がっこう", "sato kitcho gakko"},
    {"シャツ ファン ティーム ウィキ ヴァン", "shatsu fan timu wiki van"},
    {"いのうえ おおの しゅんじゅん", "inoue ono shunjun"}, {"ｶﾞｷﾞ か\u3099", "gagi ga"},
    {"山田タロウ", "shan tian taro"}, {NULL, NULL}};

static const struct example others[] = {{"राम कुमार ज़फ़र सिंह", "ram kumar zafar sinh"},
    {"शर्मा कृष्ण चन्द्र आनन्द", "sharma krishna chandra anand"},
    {"চৌধুরী மோகன் ಕೊಂಡ", "chaudhuri mokan konda"}, {"রহমান ਸਿੰਘ రామ", "rahaman singh rama"},
    {"Ռուբեն Հայաստան", "ruben hayastan"}, {"ทักษิณ ชินวัตร ກ", "thaksin chinwatr ko"},
    {"საქართველო", "sakartvelo"}, {"ආයුබෝවන්", "ayubovan"}, {NULL, NULL}};

static const struct example mixed[] = {{"Cергeй ДУБОВIК", "sergey dubovik"},
    {"Pаypаl Моhаmmеd", "paypal mohammed"}, {"ΑLPHA ΒANK", "alpha bank"},
    {"Т34 iТрейд", "t34 itreid"}, {"xабв", "khabv"}, {NULL, NULL}};

static void
places(void)
{
    static const char name[] = " Al-Qa'ida, A.B. التكريتي 김정";
    static const struct {
        const char *part;
        enum text_script script;
    } want[] = {{"Al", TEXT_LATIN}, {"Qa'ida", TEXT_LATIN}, {"A.B", TEXT_LATIN},
        {"ال", TEXT_ARABIC}, {"تكريتي", TEXT_ARABIC}, {"김", TEXT_HANGUL},
        {"정", TEXT_HANGUL}};
    struct said s = said(bytes_of(name));

    tap_ok(s.words.count == COUNT_OF(want), "words that stand in a name");
    for (unsigned i = 0; i < s.words.count && i < COUNT_OF(want); i++) {
        const struct text_word *word = &s.words.word[i];

        tap_is_text(bytes_from(name + word->from, (size_t)(word->to - word->from)),
            want[i].part, "word %u is where it stands", i);
        tap_ok(word->script == want[i].script, "and its script is known");
    }
}

static void
long_names(void)
{
    static const char *const parts[] = {"x", "ж", "щ", "x ", "김", "ь", "́", "\xff", "A."};
    static char text[200000];

    for (size_t p = 0; p < COUNT_OF(parts); p++) {
        size_t step = strlen(parts[p]);

        for (size_t count = 1; count * step < sizeof(text); count = count * 3 + 1) {
            struct said s;

            for (size_t i = 0; i < count; i++)
                memcpy(text + i * step, parts[p], step);
            s = said(bytes_from(text, count * step));
            if (said_wrong(bytes_from(text, count * step), &s.words) != NULL ||
                (count < 20 && !s.words.whole) ||
                (count * step > UINT16_MAX && s.words.whole))
                tap_ok(false, "%zu times %s: %s", count, parts[p],
                    said_wrong(bytes_from(text, count * step), &s.words));
        }
    }
    memset(text, 'x', 10000);
    tap_ok(said(bytes_from(text, TEXT_LETTERS)).words.whole,
        "a word of as many letters as there may be");
    tap_ok(!said(bytes_from(text, TEXT_LETTERS + 1)).words.whole, "and one more");
    tap_ok(!said(bytes_from(text, 10000)).words.whole,
        "10,000 letters are cut, and it says so");
    for (size_t i = 0; i < 200; i++)
        text[i] = i % 2 == 0 ? 'x' : ' ';
    tap_ok(said(bytes_from(text, TEXT_WORDS * 2)).words.whole &&
            said(bytes_from(text, TEXT_WORDS * 2)).words.count == TEXT_WORDS,
        "as many words as there may be");
    tap_ok(!said(bytes_from(text, TEXT_WORDS * 2 + 1)).words.whole, "and one more");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    tap_ok(text_start(w), "it starts");
    examples("latin", latin);
    examples("parting", parting);
    examples("cyrillic", cyrillic);
    examples("greek", greek);
    examples("arabic", arabic);
    examples("hebrew", hebrew);
    examples("east", east);
    examples("others", others);
    examples("mixed", mixed);
    places();
    long_names();
    work_close(w);
    return tap_end();
}
