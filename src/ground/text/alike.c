/*
 * letters that are made of two, and letters that look like those of another script.
 */
#include "ground/text/text_inner.h"

uint32_t
letter_marked(uint32_t letter, uint32_t mark)
{
    static const struct {
        uint32_t mark, letter, together;
    } all[] = {{0x306, U'и', U'й'}, {0x306, U'И', U'й'}, {0x306, U'у', U'ў'},
        {0x306, U'У', U'ў'}, {0x308, U'е', U'ё'}, {0x308, U'Е', U'ё'},
        {0x308, U'і', U'ї'}, {0x308, U'І', U'ї'}, {0x301, U'г', U'ѓ'},
        {0x301, U'Г', U'ѓ'}, {0x301, U'к', U'ќ'}, {0x301, U'К', U'ќ'},
        {0x304, U'и', U'ӣ'}, {0x304, U'у', U'ӯ'}, {0x308, U'υ', U'ϋ'},
        {0x308, U'Υ', U'ϋ'}, {0x655, U'ا', U'إ'}, {0x654, U'ي', U'ئ'},
        {0x654, U'و', U'ؤ'}, {0x654, U'ە', U'ۀ'}, {0x93C, 0x915, 0x958},
        {0x93C, 0x916, 0x959}, {0x93C, 0x917, 0x95A}, {0x93C, 0x91C, 0x95B},
        {0x93C, 0x921, 0x95C}, {0x93C, 0x922, 0x95D}, {0x93C, 0x92B, 0x95E},
        {0x93C, 0x92F, 0x95F}, {0x93C, 0x933, 0x934}, {0x9BC, 0x9A1, 0x9DC},
        {0x9BC, 0x9A2, 0x9DD}, {0x9BC, 0x9AF, 0x9DF}, {0xA3C, 0xA16, 0xA59},
        {0xA3C, 0xA17, 0xA5A}, {0xA3C, 0xA1C, 0xA5B}, {0xA3C, 0xA2B, 0xA5E},
        {0xA3C, 0xA38, 0xA36}, {0xB3C, 0xB21, 0xB5C}, {0xB3C, 0xB22, 0xB5D}};

    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].mark == mark && all[i].letter == letter)
            return all[i].together;
    return 0;
}

static const struct {
    uint8_t latin;
    uint16_t cyrillic, greek;
} all[] = {{'A', u'А', u'Α'}, {'B', u'В', u'Β'}, {'C', u'С', 0}, {'E', u'Е', u'Ε'},
    {'H', u'Н', u'Η'}, {'I', u'І', u'Ι'}, {'J', u'Ј', 0}, {'K', u'К', u'Κ'},
    {'M', u'М', u'Μ'}, {'N', 0, u'Ν'}, {'O', u'О', u'Ο'}, {'P', u'Р', u'Ρ'},
    {'S', u'Ѕ', 0}, {'T', u'Т', u'Τ'}, {'X', u'Х', u'Χ'}, {'Y', u'У', u'Υ'},
    {'Z', 0, u'Ζ'}, {'a', u'а', u'α'}, {'c', u'с', u'ϲ'}, {'e', u'е', 0},
    {'i', u'і', u'ι'}, {'j', u'ј', u'ϳ'}, {'k', u'к', u'κ'}, {'o', u'о', u'ο'},
    {'p', u'р', u'ρ'}, {'s', u'ѕ', 0}, {'u', 0, u'υ'}, {'v', u'ѵ', u'ν'},
    {'x', u'х', u'χ'}, {'y', u'у', 0}, {'h', u'һ', 0}, {'d', u'ԁ', 0}, {'q', u'ԛ', 0},
    {'w', u'ԝ', 0}};

char
alike_latin(uint32_t c)
{
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (c != 0 && (all[i].cyrillic == c || all[i].greek == c))
            return (char)(all[i].latin | 0x20);
    return 0;
}

uint32_t
alike_foreign(uint8_t c, enum text_script script)
{
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].latin == c)
            return script == TEXT_GREEK ? all[i].greek : all[i].cyrillic;
    return 0;
}
