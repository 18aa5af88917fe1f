/*
 * alphabets: how letters are written in Latin ones, letter by letter, where names have a custom
 * of their own.  docs/screening.md names the sources.
 *
 * A letter, a blank, its spelling, a blank; "-" is no letter at all.  Capitals are signs, see
 * script.c.  What is not here is left to ICU.
 */
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "ground/text/text_inner.h"

static const char *const alphabets[] = {
    /* Latin letters that no decomposition brings to ASCII. */
    "ß ss ẞ ss æ ae œ oe ø o đ d ð d þ th ł l ħ h ŧ t ŋ ng ı i ĸ k ŉ n ſ s ƒ f ə a ǝ a ɑ "
    "a "
    "ƀ b ɓ b ƃ b ƈ c ƌ d ɖ d ɗ d ɛ e ɜ e ǥ g ɠ g ɣ gh ƕ hv ɩ i ɨ i ƙ k ƚ l ƛ l ɯ m ɲ n ƞ "
    "n "
    "ɔ o ɵ o ƣ gh ȣ ou ƥ p ʀ r ƪ sh ʃ sh ƭ t ʈ t ƫ t ʊ u ʉ u ʋ v ɣ gh ƴ y ƶ z ʒ zh ƹ zh "
    "ƺ zh "
    "ƻ dz ƿ w ȝ y ȡ d ȴ l ȵ n ȶ t ȷ j ȸ db ȹ qp ȼ c ȿ s ɀ z ɂ - ɇ e ɉ j ɋ q ɍ r ɏ y "
    "ƨ s ƽ - ƅ b ƍ d ƾ ts ǀ - ǁ - ǂ - ǃ - ʔ - ʕ - ʌ v ɐ a ɒ a ȥ z ȡ d ",

    /* BGN/PCGN, with the passports' plain e. */
    "а a б b в v г g д d е e ё yo ж zh з z и i й Y к k л l м m н n о o п p р r с s т t у "
    "u ф f "
    "х kh ц ts ч ch ш sh щ shch ъ J ы y ь S э e ю yu я ya "
    "і i ї yi є ye ґ g ў u ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz "
    "ә a ғ gh қ q ң ng ө o ұ u ү u һ h җ j ҷ j ҹ j ҳ h ӣ i ӯ u ҝ g ҡ q ҙ z ҫ s ҥ ng ҩ o "
    "ҭ t "
    "ҵ ts ҽ ch ҿ ch ӏ - ӌ ch ӄ k ӈ ng ӕ ae ӡ dz ԛ q ԝ w ѐ e ѝ i ѣ e ѳ f ѵ i ѫ a ѧ ya ҕ "
    "gh "
    "ҟ k ҧ p ҋ y ҏ r ӆ l ӊ n ӎ m ӷ g ӻ gh ӽ kh ӿ kh ҍ - ѡ o ѥ ye ѩ ya ѭ yu ѯ ks ѱ ps ѹ "
    "u ",

    /* ELOT 743. */
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ "
    "U φ f "
    "χ ch ψ ps ω o ϋ y ΰ y ϊ i ΐ i ϐ v ϑ th ϕ f ϖ p ϰ k ϱ r ϲ s ϵ e ϛ st ϝ w ϟ k ϡ s ϳ j "
    "ϗ kai ϣ sh ϥ f ϧ kh ϩ h ϫ j ϭ ch ϯ ti ",

    /* Arabic, Persian, Kurdish, Pashto, Urdu, Uyghur. */
    "ا A آ a أ A إ I ٱ A ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t "
    "ظ z "
    "ع E غ gh ف f ق q ك k ل l م m ن n ه h و W ي Y ى Z ة T ء - ؤ O ئ K پ p چ ch ژ zh ک k "
    "گ g "
    "ی Y ے e ۓ e ہ h ھ h ۂ h ۀ h ە e ۃ T ۆ o ۇ u ۈ u ۋ v ۉ u ۅ o ۊ W ۏ W ێ e ې e ۍ i ۑ e "
    "ڵ l ڕ r "
    "ڤ v ڭ ng ټ t ډ d ړ r ږ zh ښ sh ڼ n ځ z څ ts ګ g ٹ t ڈ d ڑ r ں n ٲ A ٳ I ٵ A ڪ k ڠ g "
    "ڨ g ݣ g ڥ v ڢ f ڧ q ڡ f ٯ q ٮ b ڟ z ڞ d ڝ s ڜ sh ښ sh ڙ r ڊ d ڌ dh ڍ d ڏ d ڎ d ڗ z "
    "ڇ ch "
    "ڄ j ڃ ny ڀ bh ٺ th ٻ b ٽ t ٿ th ڦ ph ؠ Y ڂ h ڋ d ڐ d ڒ r ڔ r ڛ s ڣ f ڬ k ڮ k ڰ g ڲ "
    "g ڴ g ڶ l ڷ l ڸ l ڹ n ڽ n ڿ ch ۄ W ۮ d ۯ r ۺ sh ۻ d ۼ gh ۿ h "
    "ٴ - ۥ - ۦ - \uFE73 - ڳ g ڱ ng ڻ n "
    "\u064E F \u064F O \u0650 K \u064B - \u064C - \u064D - \u0651 - \u0652 - \u0670 F "
    "\u0653 - \u0654 - \u0655 - \u0656 - \u0657 - \u0658 - ",

    /* Hebrew without points. */
    "א A ב B ג g ד d ה H ו W ז z ח h ט t י Y כ k ך kh ל l מ m ם m נ n ן n ס s ע E פ p ף "
    "f צ ts "
    "ץ ts ק k ר r ש sh ת t ײ ey װ v ױ oy ׯ y ",

    /* Georgia's own system; Armenian by BGN/PCGN. */
    "ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ "
    "p ქ k "
    "ღ gh ყ q შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h ჱ e ჲ y ჳ w ჴ q ჵ o ჶ f "
    "ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ "
    "m յ y "
    "ն n շ sh ո o չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ W փ p ք k և ev օ o ֆ f ՙ - "
    "ՠ "
    "a ֈ y ",

    /* Sinhala. */
    "අ a ආ a ඇ e ඈ e ඉ i ඊ i උ u ඌ u ඍ ru එ e ඒ e ඓ ai ඔ o ඕ o ඖ au ක kE ඛ khE ග gE ඝ "
    "ghE "
    "ඞ ngE ඟ ngE ච chE ඡ chE ජ jE ඣ jhE ඤ nyE ඥ gnE ඦ jE ට tE ඨ thE ඩ dE ඪ dhE ණ nE ඬ dE "
    "ත tE "
    "ථ thE ද dE ධ dhE න nE ඳ dE ප pE ඵ phE බ bE භ bhE ම mE ඹ bE ය yE ර rE ල lE ව vE ශ "
    "shE ෂ shE "
    "ස sE හ hE ළ lE ෆ fE \u0DCA V \u0DCF Ma \u0DD0 Ma \u0DD1 Ma \u0DD2 Mi \u0DD3 Mi "
    "\u0DD4 Mu "
    "\u0DD6 Mu \u0DD8 Mru \u0DD9 Me \u0DDA Me \u0DDB Mai \u0DDC Mo \u0DDD Mo \u0DDE Mau "
    "\u0D82 n ",

    /* Han characters that names of persons and places read otherwise than a dictionary does. */
    "单 shan 單 shan 曾 zeng 解 xie 仇 qiu 朴 piao 查 zha 区 ou 區 ou 覃 qin 翟 zhai 尉 "
    "wei 盖 ge 蓋 ge "
    "沈 shen 瀋 shen 长 chang 長 chang 缪 miao 繆 miao 薄 bo 隗 kui 都 du 厦 xia 廈 xia "
    "卜 bu 员 yuan 員 yuan 牟 mu 秘 mi 莘 shen "
    "々 - 〆 - 〇 ling 〡 yi 〢 er 〣 san 〤 si 〥 wu 〦 liu 〧 qi 〨 ba 〩 jiu 〸 shi "
    "〹 nian 〺 sa 〻 - ",

    /* Thai by the Royal system, as far as letters by themselves go. */
    "ก k ข kh ฃ kh ค kh ฅ kh ฆ kh ง ng จ ch ฉ ch ช ch ซ s ฌ ch ญ y ฎ d ฏ t ฐ th ฑ th ฒ "
    "th ณ n ด d ต t ถ th "
    "ท th ธ th น n บ b ป p ผ ph ฝ f พ ph ฟ f ภ ph ม m ย y ร r ฤ rue ล l ฦ lue ว w ศ s ษ "
    "s ส s ห h ฬ l อ - ฮ h "
    "ะ a า a ำ am เ e แ ae โ o ใ ai ไ ai ๅ - ๆ - \u0E31 a \u0E34 i \u0E35 i \u0E36 ue "
    "\u0E37 ue \u0E38 u "
    "\u0E39 u \u0E47 - \u0E48 - \u0E49 - \u0E4A - \u0E4B - \u0E4C - \u0E4D m ",

    /* Letters of India's scripts beyond those that they have in common. */
    "\u0958 qA \u0959 khA \u095A gA \u095B zA \u095C rA \u095D rhA \u095E fA \u095F yA "
    "\u0960 ri "
    "\u0961 li \u0962 Mli \u0963 Mli \u0972 a \u09CE t \u09D7 Mau \u09DC rA \u09DD rhA "
    "\u09DF yA \u09E0 ri "
    "\u09F0 rA \u09F1 vA \u0A59 khA \u0A5A gA \u0A5B zA \u0A5C rA \u0A5E fA \u0A70 n "
    "\u0A71 - \u0A72 i "
    "\u0A73 u \u0A74 onkar \u0B56 Mai \u0B57 Mau \u0B5C rE \u0B5D rhE \u0B5F yE \u0B71 "
    "vE \u0BD7 Mau \u0C55 - "
    "\u0C56 Mai \u0C58 tsE \u0C59 zE \u0C5A rE \u0CD5 - \u0CD6 Mai \u0CDE fE \u0D57 Mau "
    "\u0D5F i \u0D7A n "
    "\u0D7B n \u0D7C r \u0D7D l \u0D7E l \u0D7F k \u0DDF Mau ",

    /* Han characters that names of persons and places read otherwise than a dictionary does. */
    "单 shan 單 shan 曾 zeng 解 xie 仇 qiu 朴 piao 查 zha 区 ou 區 ou 覃 qin 翟 zhai 尉 "
    "wei 盖 ge 蓋 ge "
    "沈 shen 瀋 shen 长 chang 長 chang 缪 miao 繆 miao 薄 bo 隗 kui 都 du 厦 xia 廈 xia "
    "卜 bu 员 yuan 員 yuan 牟 mu 秘 mi 莘 shen "
    "々 - 〆 - 〇 ling 〡 yi 〢 er 〣 san 〤 si 〥 wu 〦 liu 〧 qi 〨 ba 〩 jiu 〸 shi "
    "〹 nian 〺 sa 〻 - ",

    /* Devanagari's letters with a dot below. */
    "\u0958 qA \u0959 khA \u095A ghA \u095B zA \u095C rA \u095D rhA \u095E fA ",
};

/* Hiragana from U+3041 on, by Hepburn; Katakana stand 0x60 behind them. */
static const char kana[] =
    "A a I i U u E e O o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta "
    "da "
    "chi ji Q tsu zu te de to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho "
    "bo po "
    "ma mi mu me mo Ya ya Yu yu Yo yo ra ri ru re ro Wa wa i e o N vu ka ke ";
#define KANA_FIRST 0x3041
#define KANA_MORE 0x60

/* India's scripts stand in one order, nine blocks of 128; from the second place on, by the
 * Hunterian system.  A consonant has a vowel with it, which in the north ends no word. */
static const char indic[] = "n n h a a a i i u u ri li e e e ai o o o au kA khA gA ghA "
                            "ngA chA chhA jA jhA nyA tA thA "
                            "dA dhA nA tA thA dA dhA nA nA pA phA bA bhA mA yA rA rA lA "
                            "lA zhA vA shA shA sA hA - - - - "
                            "Ma Mi Mi Mu Mu Mri Mri Me Me Me Mai Mo Mo Mo Mau V ";
#define INDIC_FIRST 0x900
#define INDIC_SOUTH 0xB00
#define INDIC_END 0xD80
#define INDIC_BLOCK 0x80

#define LETTERS 2048
#define SPELLED 6

struct letter {
    uint32_t point;
    char latin[SPELLED];
};

static struct letter letters[LETTERS];
static size_t letter_count;

static int
order(const void *one, const void *other)
{
    uint32_t a = ((const struct letter *)one)->point;
    uint32_t b = ((const struct letter *)other)->point;

    return (a > b) - (a < b);
}

/* One spelling from ${at} on; where the next thing begins. */
static const char *
take(uint32_t point, const char *at)
{
    struct letter *l = &letters[letter_count++];
    size_t len = 0;

    l->point = point;
    for (; *at != ' '; at++)
        if (*at != '-')
            l->latin[len++] = *at;
    l->latin[len] = '\0';
    return at + 1;
}

static void
take_alphabet(const char *at)
{
    while (*at != '\0') {
        int32_t step = 0;
        UChar32 c;

        U8_NEXT_UNSAFE(at, step, c);
        at = take((uint32_t)c, at + step + 1);
    }
}

static void
take_kana(void)
{
    uint32_t point = KANA_FIRST;

    for (const char *at = kana; *at != '\0'; point++) {
        take(point + KANA_MORE, at);
        at = take(point, at);
    }
    /* The long mark, and the dots that change a consonant. */
    take_alphabet("ー L \u3099 V \u309A P ");
}

static void
take_indic(uint32_t block)
{
    uint32_t point = block + 1;

    for (const char *at = indic; *at != '\0'; point++) {
        char *latin = letters[letter_count].latin;
        size_t len;

        at = take(point, at);
        len = strlen(latin);
        if (block >= INDIC_SOUTH && len > 0 && latin[len - 1] == 'A')
            latin[len - 1] = 'E';
    }
}

const char *
alphabet_find(uint32_t c)
{
    const struct letter wanted = {.point = c};
    const struct letter *found;

    if (letter_count == 0) {
        for (size_t i = 0; i < COUNT_OF(alphabets); i++)
            take_alphabet(alphabets[i]);
        take_kana();
        for (uint32_t block = INDIC_FIRST; block < INDIC_END; block += INDIC_BLOCK)
            take_indic(block);
        qsort(letters, letter_count, sizeof(letters[0]), order);
    }
    found = bsearch(&wanted, letters, letter_count, sizeof(letters[0]), order);
    return found != NULL ? found->latin : NULL;
}
