// A plausible log of the table of Fixtures/travel/audit_log.sql whose chain holds, as a binary COPY stream: for filling
// large tables in minutes. Ids count from 1, times go from 2019 to 2025, the same numbers give the same rows. Where
// CHAINS is given, each row belongs to one of so many chains, in no regular order, and has one column more at its end,
// 'tenant bigint' (from 1), which the formula does not cover.
//
// The jsonb values are written as the server normalises them (shorter keys first), so what it gives back is the same.

#include "yardstick_rows.h"

struct row {
    uint8_t bytes[4096];
    size_t length;
    struct field fields[COLUMNS];
};

// SplitMix64 of a number: as irregular as chance, and always the same.
static uint64_t irregular(uint64_t number) {
    number += 0x9E3779B97F4A7C15;
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9;
    number = (number ^ number >> 27) * 0x94D049BB133111EB;
    return number ^ number >> 31;
}

static void put_integer(struct row *row, uint64_t value, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
        row->bytes[row->length++] = value >> shift;
    }
}

static void put_field(struct row *row, int column, const void *bytes, int32_t length) {
    put_integer(row, (uint32_t)length, 4);
    row->fields[column] = (struct field){row->bytes + row->length, length};
    if (length > 0) {
        memcpy(row->bytes + row->length, bytes, length);
        row->length += length;
    }
}

static void put_text(struct row *row, int column, const char *text) { put_field(row, column, text, strlen(text)); }

static void put_number(struct row *row, int column, uint64_t value) {
    uint64_t bytes = __builtin_bswap64(value);
    put_field(row, column, &bytes, sizeof bytes);
}

static const char *const names[] = {"Amira Haddad", "Claire Dubois", "José García", "أحمد القحطاني", "نورة العتيبي"};
static const char *const hotels[] = {"Grand Palace", "Sea View \\\"Deluxe\\\"", "فندق النخيل", "Café & Rooms"};
static const char *const places[] = {"Istanbul", "Málaga", "مكة المكرمة", "Kuala Lumpur", "القاهرة"};
static const char *const notes[] = {"null", "\"late arrival\"", "\"غرفة هادئة من فضلكم\"", "\"two rooms\\nside by side\""};
static const char *const currencies[] = {"SAR", "AED", "EUR", "USD"};
#define ONE_OF(list, dice) list[(dice) % (sizeof list / sizeof *list)]

// A number from 0 to below `count`, of the bits of `dice` from `shift` on.
#define PART(dice, shift, count) (int)(((dice) >> (shift)) % (count))

static int booking(char *text, size_t size, const char *key, uint64_t dice, const char *person, const char *state) {
    return snprintf(text, size,
        "\001{\"id\": %s, \"hotel\": \"%s\", \"notes\": %s, \"status\": \"%s\", \"user_id\": \"%s\", \"currency\": \"%s\", "
        "\"created_at\": \"2020-0%d-1%dT07:41:%02d.%06d+00:00\", \"destination\": \"%s\", "
        "\"check_in_date\": \"2020-11-%02d\", \"check_out_date\": \"2020-12-%02d\", \"price_per_night\": %d.%02d}",
        key, ONE_OF(hotels, dice), ONE_OF(notes, dice >> 4), state, person, ONE_OF(currencies, dice >> 8),
        PART(dice, 12, 9) + 1, PART(dice, 16, 10), PART(dice, 18, 60), PART(dice, 24, 999999), ONE_OF(places, dice >> 44),
        PART(dice, 48, 30) + 1, PART(dice, 50, 30) + 1, PART(dice, 40, 950) + 50, PART(dice, 32, 100));
}

static int payment(char *text, size_t size, const char *key, uint64_t dice, const char *state) {
    return snprintf(text, size,
        "\001{\"id\": %s, \"amount\": %d.%02d, \"method\": \"card\", \"status\": \"%s\", \"currency\": \"%s\", "
        "\"reference\": \"%012llX\", \"booking_id\": %d, \"created_at\": \"2021-0%d-1%dT18:05:%02d.%06d+00:00\"}",
        key, PART(dice, 8, 9000) + 40, PART(dice, 20, 100), state, ONE_OF(currencies, dice),
        (unsigned long long)(dice & 0xFFFFFFFFFFFF), PART(dice, 40, 1000000) + 1, PART(dice, 12, 9) + 1,
        PART(dice, 15, 10), PART(dice, 18, 60), PART(dice, 24, 999999));
}

static int user(char *text, size_t size, const char *person, uint64_t dice) {
    return snprintf(text, size,
        "\001{\"id\": \"%s\", \"email\": \"traveller%d@example.com\", \"phone\": \"+9665%08d\", \"full_name\": \"%s\", "
        "\"created_at\": \"2019-0%d-1%dT09:30:%02d.%06d+00:00\"}",
        person, PART(dice, 34, 1000000), PART(dice, 30, 100000000), ONE_OF(names, dice), PART(dice, 12, 9) + 1,
        PART(dice, 15, 10), PART(dice, 18, 60), PART(dice, 24, 999999));
}

// What happened to which row: a fifth of the log is about users, two fifths each about bookings and payments.
static void put_event(struct row *row, uint64_t dice, const char *person) {
    static const char *const actions[] = {"INSERT", "UPDATE", "UPDATE", "DELETE"};
    const char *action = ONE_OF(actions, dice >> 5);
    char key[24], before[1024], after[1024];
    snprintf(key, sizeof key, "%d", PART(dice, 33, 1000000) + 1);
    uint64_t kind = dice % 5, details = irregular(dice);
    int before_length, after_length;
    if (kind == 0) {
        put_text(row, TABLE_NAME, "users");
        put_text(row, ROW_ID, person);
        before_length = user(before, sizeof before, person, details);
        after_length = user(after, sizeof after, person, details + 1);
    } else if (kind < 3) {
        put_text(row, TABLE_NAME, "bookings");
        put_text(row, ROW_ID, key);
        before_length = booking(before, sizeof before, key, details, person, "pending");
        after_length = booking(after, sizeof after, key, details, person, "confirmed");
    } else {
        put_text(row, TABLE_NAME, "payments");
        put_text(row, ROW_ID, key);
        before_length = payment(before, sizeof before, key, details, "authorized");
        after_length = payment(after, sizeof after, key, details, "captured");
    }
    put_text(row, ACTION, action);
    put_field(row, OLD_DATA, before, *action == 'I' ? -1 : before_length);
    put_field(row, NEW_DATA, after, *action == 'D' ? -1 : after_length);
}

static void put_address(struct row *row, uint64_t dice) {
    uint8_t six[20] = {3, 128, 0, 16, 0x20, 0x01, 0x0D, 0xB8, dice >> 8, dice >> 16, [18] = dice >> 24, dice >> 32};
    uint8_t four[8] = {2, 32, 0, 4, 198, 51, dice >> 8, dice >> 16};
    if (dice % 3 == 0) {
        put_field(row, IP_ADDRESS, six, sizeof six);
    } else {
        put_field(row, IP_ADDRESS, four, sizeof four);
    }
}

static void put_row(struct row *row, int64_t id, int64_t time, const uint8_t *preceding, uint64_t dice) {
    // One in 16 is a nightly job's: neither user nor address.
    bool person = dice >> 60 > 0;
    uint64_t number = PART(dice, 8, 100000), numbers[2] = {irregular(number), irregular(~number)};
    uint8_t quoted[40];
    char text[37] = "";
    uuid(quoted, (struct field){(const uint8_t *)numbers, sizeof numbers});
    memcpy(text, quoted + 1, 36);
    put_number(row, ID, id);
    put_number(row, OCCURRED_AT, time);
    put_field(row, USER_ID, numbers, person ? 16 : -1);
    put_text(row, DB_USER, "travel_service");
    if (person) {
        put_address(row, dice);
    } else {
        put_field(row, IP_ADDRESS, NULL, -1);
    }
    put_event(row, dice, text);
    put_field(row, PREV_HASH, preceding, 32);
}

static int make(int64_t rows, int64_t chains) {
    const int64_t begin = 599637600000000, span = 220803600000000;  // 2019-01-01 06:00 to 2025-12-31 21:00
    if (rows < 1 || chains < 0) {
        fail("make wants a number of rows and one of chains, both from 1");
    }
    uint8_t(*tips)[32] = calloc(chains > 0 ? chains : 1, 32);  // what a chain's first row links to is 32 zeros
    if (!tips) {
        fail("no memory for so many chains");
    }
    struct formula formula = {0};
    uint8_t header[19] = {0};
    memcpy(header, signature, sizeof signature);
    fwrite(header, sizeof header, 1, stdout);
    struct row row;
    for (int64_t id = 1; id <= rows; id++) {
        uint64_t dice = irregular(id);
        int64_t chain = chains > 0 ? irregular(dice) % chains : 0;
        row.length = 0;
        put_integer(&row, chains > 0 ? COLUMNS + 1 : COLUMNS, 2);
        put_row(&row, id, begin + (int64_t)((__int128)span * id / rows), tips[chain], dice);
        digest(&formula, row.fields, row.length, tips[chain]);
        put_field(&row, HASH, tips[chain], 32);
        if (chains > 0) {
            put_integer(&row, 8, 4);
            put_integer(&row, chain + 1, 8);
        }
        fwrite(row.bytes, row.length, 1, stdout);
    }
    fwrite("\377\377", 2, 1, stdout);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fail("the stream could not be written");
    }
    return 0;
}
