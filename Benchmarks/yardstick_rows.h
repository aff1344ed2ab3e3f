// Rows of Fixtures/travel/audit_log.sql in PostgreSQL's binary COPY format, and what its formula makes of them. Written
// for this one table: the columns are known, in this order, and so are their types.
//
// The formats are those of the types' send functions (src/backend/utils/adt of PostgreSQL); the stream's is told in the
// manual, COPY, Binary Format.

#pragma once

#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID, OCCURRED_AT, USER_ID, DB_USER, IP_ADDRESS, TABLE_NAME, ROW_ID, ACTION, OLD_DATA, NEW_DATA, PREV_HASH, HASH, COLUMNS };

struct field {
    const uint8_t *bytes;
    int32_t length;  // -1: NULL
};

static void fail(const char *sentence) {
    fprintf(stderr, "yardstick: %s\n", sentence);
    exit(2);
}

static uint16_t two_bytes(const uint8_t *bytes) {
    uint16_t value;
    memcpy(&value, bytes, sizeof value);
    return __builtin_bswap16(value);
}

static uint32_t four_bytes(const uint8_t *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return __builtin_bswap32(value);
}

static uint64_t eight_bytes(const uint8_t *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return __builtin_bswap64(value);
}

// Rendering: each of these writes to `out` and gives where it ended --------------------------------------------------

static const char pairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static uint8_t *pair(uint8_t *out, unsigned value) {
    memcpy(out, pairs + 2 * value, 2);
    return out + 2;
}

static uint8_t *literal(uint8_t *out, const char *text, size_t length) {
    memcpy(out, text, length);
    return out + length;
}
#define LITERAL(out, text) literal(out, text, sizeof text - 1)

static uint8_t *number(uint8_t *out, int64_t signed_value) {
    uint64_t value = signed_value;
    if (signed_value < 0) {
        *out++ = '-';
        value = -value;
    }
    uint8_t digits[20], *digit = digits + sizeof digits;
    while (value >= 100) {
        memcpy(digit -= 2, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        memcpy(digit -= 2, pairs + 2 * value, 2);
    } else {
        *--digit = '0' + value;
    }
    size_t length = digits + sizeof digits - digit;
    memcpy(out, digit, length);
    return out + length;
}

static uint8_t *small_number(uint8_t *out, unsigned value) {  // below 256
    if (value >= 100) {
        *out++ = '0' + value / 100;
        return pair(out, value % 100);
    }
    if (value >= 10) {
        return pair(out, value);
    }
    *out++ = '0' + value;
    return out;
}

// What JSON's strings hold as they are.
static const bool plain[256] = {
    [0x20 ... 0x21] = true, [0x23 ... 0x5B] = true, [0x5D ... 0xFF] = true,
};

static uint8_t *escaped(uint8_t *out, uint8_t byte) {
    static const char letters[256] = {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
    };
    *out++ = '\\';
    if (letters[byte]) {
        *out++ = letters[byte];
        return out;
    }
    out = LITERAL(out, "u00");
    *out++ = '0' + (byte >> 4);
    *out++ = "0123456789abcdef"[byte & 15];
    return out;
}

static uint8_t *string(uint8_t *out, struct field field) {
    if (field.length < 0) {
        return LITERAL(out, "null");
    }
    *out++ = '"';
    for (const uint8_t *byte = field.bytes, *end = byte + field.length; byte < end; byte++) {
        if (__builtin_expect(plain[*byte], true)) {
            *out++ = *byte;
        } else {
            out = escaped(out, *byte);
        }
    }
    *out++ = '"';
    return out;
}

static uint8_t *json(uint8_t *out, struct field field) {
    if (field.length < 0) {
        return LITERAL(out, "null");
    }
    if (field.length < 2 || field.bytes[0] != 1) {
        fail("a jsonb value is not of version 1");
    }
    memcpy(out, field.bytes + 1, field.length - 1);  // the server's own normalised text
    return out + field.length - 1;
}

// The eight digits of four bytes, all at once: each half of a byte gets a byte of its own, and 9 is followed by 'a'.
static uint8_t *hexadecimal(uint8_t *out, uint32_t four) {
    uint64_t nibbles = __builtin_bswap32(four);
    nibbles = (nibbles | nibbles << 16) & 0x0000FFFF0000FFFF;
    nibbles = (nibbles | nibbles << 8) & 0x00FF00FF00FF00FF;
    nibbles = (nibbles << 8 | nibbles >> 4) & 0x0F0F0F0F0F0F0F0F;
    uint64_t letters = (nibbles + 0x0606060606060606) >> 4 & 0x0101010101010101;
    uint64_t text = nibbles + 0x3030303030303030 + letters * 0x27;
    memcpy(out, &text, 8);
    return out + 8;
}

static uint8_t *uuid(uint8_t *out, struct field field) {
    if (field.length < 0) {
        return LITERAL(out, "null");
    }
    if (field.length != 16) {
        fail("a uuid has not 16 bytes");
    }
    uint8_t digits[32];
    for (int index = 0; index < 16; index += 4) {
        hexadecimal(digits + 2 * index, four_bytes(field.bytes + index));
    }
    *out++ = '"';
    memcpy(out, digits, 8);
    memcpy(out + 9, digits + 8, 4);
    memcpy(out + 14, digits + 12, 4);
    memcpy(out + 19, digits + 16, 4);
    memcpy(out + 24, digits + 20, 12);
    out[8] = out[13] = out[18] = out[23] = '-';
    out[36] = '"';
    return out + 37;
}

// The date of a day since 2000-01-01 as YYYY-MM-DD: the proleptic Gregorian calendar, counted in years that begin in
// March, so that a leap day is a year's last one. Years before Christ have no sign in to_char.
static uint8_t *date(uint8_t *out, int64_t day) {
    day += 730425;  // 0000-03-01 to 2000-01-01
    int64_t era = (day >= 0 ? day : day - 146096) / 146097;
    unsigned day_of_era = day - era * 146097;
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned march_month = (5 * day_of_year + 2) / 153;
    unsigned month = march_month < 10 ? march_month + 3 : march_month - 9;
    int64_t year = era * 400 + year_of_era + (month <= 2);
    if (year <= 0) {
        year = 1 - year;
    }
    if (year > 9999) {
        out = number(out, year);
    } else {
        out = pair(pair(out, year / 100), year % 100);
    }
    *out++ = '-';
    out = pair(out, month);
    *out++ = '-';
    return pair(out, day_of_year - (153 * march_month + 2) / 5 + 1);
}

// The rows of a log come day after day, so the last day's date is worth keeping.
struct calendar {
    int64_t day;
    size_t length;
    uint8_t text[16];
};

static uint8_t *moment(uint8_t *out, struct field field, struct calendar *calendar) {
    if (field.length < 0) {
        return LITERAL(out, "null");
    }
    if (field.length != 8) {
        fail("a time has not 8 bytes");
    }
    int64_t time = eight_bytes(field.bytes);
    if (time == INT64_MAX || time == INT64_MIN) {  // to_char has nothing to say on infinity
        return LITERAL(out, "null");
    }
    int64_t day = time / 86400000000, rest = time % 86400000000;
    if (rest < 0) {
        day -= 1;
        rest += 86400000000;
    }
    if (day != calendar->day || calendar->length == 0) {
        calendar->day = day;
        calendar->length = date(calendar->text, day) - calendar->text;
    }
    unsigned seconds = rest / 1000000, fraction = rest % 1000000;
    *out++ = '"';
    memcpy(out, calendar->text, sizeof calendar->text);
    out += calendar->length;
    *out++ = 'T';
    out = pair(out, seconds / 3600);
    *out++ = ':';
    out = pair(out, seconds / 60 % 60);
    *out++ = ':';
    out = pair(out, seconds % 60);
    *out++ = '.';
    out = pair(pair(pair(out, fraction / 10000), fraction / 100 % 100), fraction % 100);
    *out++ = 'Z';
    *out++ = '"';
    return out;
}

static uint8_t *dotted(uint8_t *out, const uint8_t *bytes) {
    for (int index = 0; index < 4; index++) {
        if (index > 0) {
            *out++ = '.';
        }
        out = small_number(out, bytes[index]);
    }
    return out;
}

// As inet_net_ntop of PostgreSQL: the first of the longest runs of two zero words or more is left out; addresses that
// hold one of IPv4 end in its notation.
static uint8_t *colons(uint8_t *out, const uint8_t *bytes) {
    unsigned words[8];
    int best = -1, best_length = 1;
    for (int index = 0, length = 0; index < 8; index++) {
        words[index] = two_bytes(bytes + 2 * index);
        length = words[index] == 0 ? length + 1 : 0;
        if (length > best_length) {
            best = index - length + 1;
            best_length = length;
        }
    }
    bool embedded = best == 0 && (best_length == 6 || (best_length == 5 && words[5] == 0xFFFF));
    for (int index = 0; index < 8; index++) {
        if (index == best) {
            *out++ = ':';
            index += best_length - 1;
            if (index == 7) {
                *out++ = ':';
            }
            continue;
        }
        if (index > 0) {
            *out++ = ':';
        }
        if (index == 6 && embedded) {
            return dotted(out, bytes + 12);
        }
        bool begun = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            unsigned digit = words[index] >> shift & 15;
            begun = begun || digit > 0 || shift == 0;
            if (begun) {
                *out++ = "0123456789abcdef"[digit];
            }
        }
    }
    return out;
}

static uint8_t *address(uint8_t *out, struct field field) {
    if (field.length < 0) {
        return LITERAL(out, "null");
    }
    bool four = field.length == 8 && field.bytes[0] == 2 && field.bytes[3] == 4;
    bool six = field.length == 20 && field.bytes[0] == 3 && field.bytes[3] == 16;
    if (!four && !six) {
        fail("an address is neither IPv4 nor IPv6");
    }
    *out++ = '"';
    out = four ? dotted(out, field.bytes + 4) : colons(out, field.bytes + 4);
    *out++ = '/';
    out = small_number(out, field.bytes[1]);
    *out++ = '"';
    return out;
}

// The formula --------------------------------------------------------------------------------------------------------

// Kept over all rows, so that none of them costs an allocation.
struct formula {
    uint8_t *bytes;
    size_t capacity;
    struct calendar calendar;
};

static size_t render(struct formula *formula, const struct field *fields, size_t row_length) {
    // A byte of text becomes 6 at most (\u00XX), and all the rest is less than 512.
    size_t most = 6 * row_length + 512;
    if (most > formula->capacity) {
        formula->capacity = 2 * most;
        free(formula->bytes);
        formula->bytes = malloc(formula->capacity);
        if (!formula->bytes) {
            fail("no memory for a row");
        }
    }
    uint8_t *out = formula->bytes;
    memcpy(out, fields[PREV_HASH].bytes, fields[PREV_HASH].length);
    out += fields[PREV_HASH].length;
    *out++ = '[';
    out = number(out, eight_bytes(fields[ID].bytes));
    out = LITERAL(out, ", ");
    out = moment(out, fields[OCCURRED_AT], &formula->calendar);
    out = LITERAL(out, ", ");
    out = uuid(out, fields[USER_ID]);
    out = LITERAL(out, ", ");
    out = string(out, fields[DB_USER]);
    out = LITERAL(out, ", ");
    out = address(out, fields[IP_ADDRESS]);
    out = LITERAL(out, ", ");
    out = string(out, fields[TABLE_NAME]);
    out = LITERAL(out, ", ");
    out = string(out, fields[ROW_ID]);
    out = LITERAL(out, ", ");
    out = string(out, fields[ACTION]);
    out = LITERAL(out, ", ");
    out = json(out, fields[OLD_DATA]);
    out = LITERAL(out, ", ");
    out = json(out, fields[NEW_DATA]);
    *out++ = ']';
    return out - formula->bytes;
}

static void digest(struct formula *formula, const struct field *fields, size_t row_length, uint8_t *hash) {
    size_t length = render(formula, fields, row_length);
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, formula->bytes, length);
    SHA256_Final(hash, &context);
}

// A walk along rows --------------------------------------------------------------------------------------------------

struct walk {
    struct formula formula;
    bool begun;  // the stream's header is read
    bool ended;  // so is its trailer
    bool broken;
    bool any_predecessor;  // the first row's link is left to whoever puts walks together
    int64_t rows, first_id, broken_id;
    uint8_t first_link[32], preceding[32];
};

static bool is_hash(struct field field) { return field.length == 32; }

// Whether the row holds: its link to the row before, then its content.
static bool holds(struct walk *walk, const struct field *fields, size_t row_length) {
    if (!is_hash(fields[PREV_HASH]) || !is_hash(fields[HASH])) {
        return false;
    }
    if (walk->rows == 0 && walk->any_predecessor) {
        walk->first_id = eight_bytes(fields[ID].bytes);
        memcpy(walk->first_link, fields[PREV_HASH].bytes, 32);
    } else if (memcmp(walk->preceding, fields[PREV_HASH].bytes, 32) != 0) {
        return false;
    }
    uint8_t hash[32];
    digest(&walk->formula, fields, row_length, hash);
    if (memcmp(hash, fields[HASH].bytes, 32) != 0) {
        return false;
    }
    memcpy(walk->preceding, hash, 32);
    return true;
}

static const char signature[11] = "PGCOPY\n\377\r\n";  // and the zero that C puts there

static size_t read_header(const uint8_t *bytes, size_t length) {
    if (length < 19) {
        return 0;
    }
    if (memcmp(bytes, signature, sizeof signature) != 0 || four_bytes(bytes + 11) != 0 || four_bytes(bytes + 15) != 0) {
        fail("this is no binary COPY as PostgreSQL writes it");
    }
    return 19;
}

// Walks along the rows that are there as a whole and gives the bytes that it is done with.
static size_t walk_along(struct walk *walk, const uint8_t *bytes, size_t length) {
    size_t done = 0;
    if (!walk->begun) {
        done = read_header(bytes, length);
        walk->begun = done > 0;
    }
    while (walk->begun && !walk->ended && !walk->broken && length - done >= 2) {
        size_t offset = done;
        uint16_t count = two_bytes(bytes + offset);
        offset += 2;
        if (count == 0xFFFF) {
            walk->ended = true;
            return offset;
        }
        if (count != COLUMNS) {
            fail("a row has not 12 columns");
        }
        struct field fields[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            if (length - offset < 4) {
                return done;
            }
            int32_t field_length = four_bytes(bytes + offset);
            offset += 4;
            fields[column] = (struct field){bytes + offset, field_length};
            if (field_length < 0) {
                if (field_length != -1) {
                    fail("a field's length makes no sense");
                }
                continue;
            }
            if (length - offset < (size_t)field_length) {
                return done;
            }
            offset += field_length;
        }
        if (fields[ID].length != 8) {
            fail("an id has not 8 bytes");
        }
        if (__builtin_expect(!holds(walk, fields, offset - done), false)) {
            walk->broken = true;
            walk->broken_id = eight_bytes(fields[ID].bytes);
        }
        walk->rows += 1;
        done = offset;
    }
    return done;
}
