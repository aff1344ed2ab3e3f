// The yardstick: how fast a plain C program can verify the log of Fixtures/travel/audit_log.sql, link and content of
// each row, if it knows nothing but this one table.
//
//     yardstick one                   one connection (the PG* environment), one COPY in the order of the ids
//     yardstick two                   two connections in two threads, one snapshot, each half of the ids
//     yardstick stream FILE           the same rows from a file: COPY (TABLE audit_log ORDER BY id) TO … (FORMAT binary)
//     yardstick make ROWS [CHAINS]    writes such a stream: a log that holds (see yardstick_make.h)
//
// It prints 'N rows, chain holds' (exit status 0) or the first id that does not (1); 2 where it could not look.
// Built with: cc -O2 -Wno-deprecated-declarations yardstick.c -lpq -lcrypto -lpthread
//
// Its choices, measured with 300,000 rows:
// - PQgetlineAsync, which copies a row into a buffer of ours, takes 6 % less processor time than PQgetCopyData, which
//   allocates each row.
// - A file is read(2) through a buffer that stays in the second-level cache. Mapping it took the same time: its page
//   faults cost what the copy costs; and a mapped file that gets shorter meanwhile kills its reader.
// - A row is rendered as a whole and hashed at once, by SHA256_*. EVP, with a fetched digest and a kept context, takes
//   11 % more time from a file. More than half of the rest is SHA-256 itself.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "yardstick_rows.h"
#include "yardstick_make.h"

static void fail_with(const char *what, const char *why) {
    fprintf(stderr, "yardstick: %s: %s\n", what, why);
    exit(2);
}

// From a server ------------------------------------------------------------------------------------------------------

static PGresult *ask(PGconn *connection, const char *sql, ExecStatusType expected) {
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != expected) {
        fail_with(sql, PQerrorMessage(connection));
    }
    return result;
}

static void command(PGconn *connection, const char *sql) {
    PQclear(ask(connection, sql, PGRES_COMMAND_OK));
}

static PGconn *connection_in_snapshot(void) {
    PGconn *connection = PQconnectdb("client_encoding=UTF8");
    if (PQstatus(connection) != CONNECTION_OK) {
        fail_with("no connection", PQerrorMessage(connection));
    }
    command(connection, "SET row_security = off");
    command(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return connection;
}

static void wait_for(PGconn *connection) {
    struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN};
    while (poll(&socket, 1, -1) < 0) {
        if (errno != EINTR) {
            fail_with("poll", strerror(errno));
        }
    }
    if (!PQconsumeInput(connection)) {
        fail_with("the connection was lost", PQerrorMessage(connection));
    }
}

static void walk_range(struct walk *walk, PGconn *connection, const char *condition) {
    char sql[512];
    snprintf(sql, sizeof sql,
        "COPY (SELECT id, occurred_at, user_id, db_user, ip_address, table_name, row_id, action, old_data, new_data,"
        " prev_hash, hash FROM public.audit_log %s ORDER BY id) TO STDOUT (FORMAT binary)", condition);
    PQclear(ask(connection, sql, PGRES_COPY_OUT));
    size_t capacity = 1 << 16, filled = 0;
    uint8_t *bytes = malloc(capacity);
    while (!walk->broken) {
        int length = PQgetlineAsync(connection, (char *)bytes + filled, capacity - filled);
        if (length == 0) {
            wait_for(connection);
            continue;
        }
        if (length < 0) {
            break;
        }
        filled += length;
        size_t done = walk_along(walk, bytes, filled);
        filled -= done;
        // Only of a row that the buffer had no room for is something left.
        if (filled > 0) {
            memmove(bytes, bytes + done, filled);
            if (filled == capacity && !(bytes = realloc(bytes, capacity *= 2))) {
                fail("no memory for a row");
            }
        }
    }
    free(bytes);
    if (walk->broken) {
        return;  // the rest is of no interest; the connection ends with this program
    }
    PGresult *result;
    while ((result = PQgetResult(connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            fail_with("the COPY did not end well", PQerrorMessage(connection));
        }
        PQclear(result);
    }
    if (!walk->ended || filled > 0) {
        fail("the COPY has no end");
    }
}

static int say(const struct walk *walk, int64_t rows) {
    if (walk->broken) {
        printf("id %lld does not hold\n", (long long)walk->broken_id);
        return 1;
    }
    printf("%lld rows, chain holds\n", (long long)rows);
    return 0;
}

static int one(void) {
    struct walk walk = {0};
    PGconn *connection = connection_in_snapshot();
    walk_range(&walk, connection, "");
    PQfinish(connection);
    return say(&walk, walk.rows);
}

struct half {
    struct walk walk;
    PGconn *connection;
    char condition[64];
};

static void *walk_half(void *argument) {
    struct half *half = argument;
    walk_range(&half->walk, half->connection, half->condition);
    return NULL;
}

static int two(void) {
    struct half lower = {.connection = connection_in_snapshot()};
    struct half upper = {.connection = connection_in_snapshot(), .walk.any_predecessor = true};
    PGresult *result = ask(lower.connection,
        "SELECT pg_export_snapshot(), min(id), max(id) FROM public.audit_log", PGRES_TUPLES_OK);
    char sql[256];
    snprintf(sql, sizeof sql, "SET TRANSACTION SNAPSHOT '%s'", PQgetvalue(result, 0, 0));
    command(upper.connection, sql);
    long long first = atoll(PQgetvalue(result, 0, 1)), last = atoll(PQgetvalue(result, 0, 2));
    long long middle = first / 2 + last / 2;
    PQclear(result);
    snprintf(lower.condition, sizeof lower.condition, "WHERE id <= %lld", middle);
    snprintf(upper.condition, sizeof upper.condition, "WHERE id > %lld", middle);

    pthread_t thread;
    if (pthread_create(&thread, NULL, walk_half, &upper) != 0) {
        fail("no second thread");
    }
    walk_half(&lower);
    pthread_join(thread, NULL);
    PQfinish(lower.connection);
    PQfinish(upper.connection);

    if (lower.walk.broken) {
        return say(&lower.walk, 0);
    }
    if (upper.walk.rows > 0 && memcmp(lower.walk.preceding, upper.walk.first_link, 32) != 0
        && !(upper.walk.broken && upper.walk.rows == 1)) {
        upper.walk.broken = true;
        upper.walk.broken_id = upper.walk.first_id;
    }
    return say(&upper.walk, lower.walk.rows + upper.walk.rows);
}

// From a file --------------------------------------------------------------------------------------------------------

static int stream(const char *path) {
    size_t capacity = 1 << 17, filled = 0;
    uint8_t *bytes = malloc(capacity);
    struct walk walk = {0};
    int file = open(path, O_RDONLY);
    if (file < 0) {
        fail_with(path, strerror(errno));
    }
    while (!walk.broken && !walk.ended) {
        ssize_t length = read(file, bytes + filled, capacity - filled);
        if (length < 0) {
            fail_with(path, strerror(errno));
        }
        if (length == 0) {
            fail_with(path, "the stream has no end");
        }
        filled += length;
        size_t done = walk_along(&walk, bytes, filled);
        filled -= done;
        memmove(bytes, bytes + done, filled);
        if (filled == capacity && !(bytes = realloc(bytes, capacity *= 2))) {
            fail("no memory for a row");
        }
    }
    close(file);
    free(bytes);
    return say(&walk, walk.rows);
}

int main(int count, char **arguments) {
    const char *mode = count > 1 ? arguments[1] : "";
    if (count == 2 && strcmp(mode, "one") == 0) {
        return one();
    }
    if (count == 2 && strcmp(mode, "two") == 0) {
        return two();
    }
    if (count == 3 && strcmp(mode, "stream") == 0) {
        return stream(arguments[2]);
    }
    if ((count == 3 || count == 4) && strcmp(mode, "make") == 0) {
        return make(atoll(arguments[2]), count == 4 ? atoll(arguments[3]) : 0);
    }
    fail("usage: yardstick one | two | stream FILE | make ROWS [CHAINS]");
}
