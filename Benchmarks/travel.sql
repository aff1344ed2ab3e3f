-- Times the questions that the migration guide gives figures for, each beside the same question without what makes it
-- fast, and prints lines of a Markdown table. For scripts/bench-travel, which loads the database and then runs:
--
--     psql -A -t -f Benchmarks/travel.sql
--
-- Times are the server's, of the statement alone: median of 21 with the fastest and the slowest, after one that is not
-- counted, each time for another user or hotel.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET jit = off;

-- The behaviour log as one table without an index.
CREATE TEMPORARY TABLE unpartitioned AS SELECT * FROM public.user_behavior_log;
ANALYZE pg_temp.unpartitioned;

-- Times a question of one user, hotel and kind of traveller: $1, $2, $3. slowly: as if there were no index.
CREATE FUNCTION pg_temp.times(question text, slowly boolean) RETURNS float8[]
    LANGUAGE plpgsql
AS $$
DECLARE
    taken float8[] := '{}';
    began timestamptz;
    somebody record;
BEGIN
    PERFORM set_config('enable_indexscan', (NOT slowly)::text, true),
        set_config('enable_indexonlyscan', (NOT slowly)::text, true),
        set_config('enable_bitmapscan', (NOT slowly)::text, true);
    FOR somebody IN
        SELECT id, 'hotel-' || 1 + row_number() OVER () % 10 AS hotel, 'مسافر_متوسط' AS kind
        FROM (SELECT user_id AS id FROM public.user_booking_stats ORDER BY md5(user_id::text) LIMIT 22) AS drawn
    LOOP
        began := clock_timestamp();
        EXECUTE question USING somebody.id, somebody.hotel, somebody.kind;
        taken := taken || extract(epoch FROM clock_timestamp() - began)::float8 * 1000;
    END LOOP;
    RETURN ARRAY(SELECT unnest(taken[2:]) ORDER BY 1);
END
$$;

-- What the views save is asked as they ask it: by PostgreSQL's own print of their definitions.
SET search_path = public;
SELECT rtrim(pg_get_viewdef('user_booking_stats'), ';') AS stats, rtrim(pg_get_viewdef('hotel_social_proof'), ';') AS proof
\gset
SELECT format('SELECT persona FROM (%s) AS computed WHERE user_id = $1', :'stats') AS persona,
    format('WITH user_booking_stats AS (%s) SELECT * FROM (%s) AS computed WHERE hotel_id = $2 AND persona = $3',
        :'stats', :'proof') AS social \gset

WITH questions (number, asked, bound, quick, slow, without) AS (
    VALUES
        (1, 'a user''s persona', 10, 'SELECT calculate_traveler_persona($1)', :'persona', 'without view and indexes'),
        (2, 'a hotel''s social proof', 20, 'SELECT * FROM get_hotel_social_proof($2, $3)', :'social',
            'without view, cache and indexes'),
        (3, 'what people did in a month', 200,
            'SELECT action, count(*), count(DISTINCT user_id) FROM user_behavior_log
             WHERE occurred_at >= ''2025-06-01'' AND occurred_at < ''2025-07-01'' GROUP BY action',
            'SELECT action, count(*), count(DISTINCT user_id) FROM pg_temp.unpartitioned
             WHERE occurred_at >= ''2025-06-01'' AND occurred_at < ''2025-07-01'' GROUP BY action',
            'without partitions'),
        (4, 'what one user did in a year', 200,
            'SELECT action, count(*) FROM user_behavior_log WHERE user_id = $1 GROUP BY action',
            'SELECT action, count(*) FROM pg_temp.unpartitioned WHERE user_id = $1 GROUP BY action',
            'without index'),
        (5, 'filters of one price, by what their JSON says', 200,
            'SELECT count(*) FROM user_behavior_log WHERE action_data @> ''{"max_price": 800}''',
            'SELECT count(*) FROM pg_temp.unpartitioned WHERE action_data @> ''{"max_price": 800}''',
            'without GIN index')
), timed AS MATERIALIZED (
    SELECT questions.*, pg_temp.times(quick, false) AS quickly, pg_temp.times(slow, true) AS slowly FROM questions
)
SELECT format('| %s | %s ms (%s to %s) | %s: %s ms (%s to %s) | %s | %s ms | %s |', asked,
    round(quickly[11]::numeric, 2), round(quickly[1]::numeric, 2), round(quickly[21]::numeric, 2),
    without, round(slowly[11]::numeric, 1), round(slowly[1]::numeric, 1), round(slowly[21]::numeric, 1),
    round((slowly[11] / quickly[11])::numeric), bound, CASE WHEN quickly[11] < bound THEN 'yes' ELSE '**no**' END)
FROM timed ORDER BY number;
