-- What people do beside booking, for the users that history.sql made, or any others:
--
--     psql -v behaviors=1000000 -v until=2025-12-31 -f Fixtures/travel/activity.sql
--
-- adds that many rows (100,000 if behaviors is not given) to user_behavior_log, spread over the twelve months that end
-- with the day until (today if not given), with the partitions that they need; about one referral for two users, and one
-- shared page for three; and refreshes the views. A few people do most of it, mornings and evenings are busy, Saturdays
-- busier, and it goes as views, searches, bookings do: many, fewer, few. The same numbers give the same rows on every
-- server. It wants the owner of the tables, and empty user_behavior_log, referrals and shared_content.

\set ON_ERROR_STOP on
\if :{?behaviors}
\else
    \set behaviors 100000
\endif
\if :{?until}
\else
    SELECT current_date AS until \gset
\endif
SELECT set_config('activity.behaviors', :'behaviors', false), set_config('activity.until', :'until', false) \gset ignored_
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET DateStyle = 'ISO, MDY';
SET client_min_messages = warning;
SET timezone = 'UTC';
SET search_path = pg_catalog, pg_temp;
BEGIN;

DO $$
DECLARE
    wanted CONSTANT bigint := current_setting('activity.behaviors');
    until CONSTANT date := current_setting('activity.until');
    people bigint := (SELECT count(*) FROM public.users);
BEGIN
    IF wanted < 1 THEN
        RAISE EXCEPTION '% rows were asked for: behaviors is a number from 1 on', wanted;
    ELSIF NOT isfinite(until) OR until NOT BETWEEN '1971-01-01' AND '9998-11-30' THEN
        RAISE EXCEPTION 'until is a day of the years 1971 to 9998, not %', until;
    ELSIF people = 0 THEN
        RAISE EXCEPTION 'public.users is empty: activity.sql goes after history.sql';
    ELSIF EXISTS (SELECT FROM public.user_behavior_log) OR EXISTS (SELECT FROM public.referrals)
        OR EXISTS (SELECT FROM public.shared_content) THEN
        RAISE EXCEPTION 'user_behavior_log, referrals and shared_content must be empty';
    END IF;

    -- Two months a call; whatever is older than until''s twelve months is not made.
    FOR back IN REVERSE 11..0 LOOP
        PERFORM public.create_monthly_partition((until - make_interval(months => back))::date);
    END LOOP;

    -- Numbered people: the lower the number, the more they do.
    CREATE TEMPORARY TABLE person ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY hashtextextended(id::text, 7), id) - 1 AS number, id, created_at
    FROM public.users;
    ALTER TABLE pg_temp.person ADD PRIMARY KEY (number);
    ANALYZE pg_temp.person;

    INSERT INTO public.user_behavior_log (user_id, session_id, action, action_data, occurred_at)
    SELECT person.id,
        md5('session ' || person.number || ' ' || moment::date)::uuid,
        action,
        CASE action
            WHEN 'search' THEN jsonb_build_object('destination', (ARRAY['دبي', 'Istanbul', 'مكة المكرمة', 'Kraków',
                'القاهرة', 'Tbilisi'])[1 + (dice >> 44 & 1023) % 6], 'guests', 1 + (dice >> 54 & 3))
            WHEN 'view_hotel' THEN jsonb_build_object('hotel', 'hotel-' || 1 + (dice >> 44 & 1023) % 14,
                'seconds', 5 + (dice >> 50 & 255))
            WHEN 'filter' THEN jsonb_build_object('max_price', 50 * (1 + (dice >> 44 & 15)))
            ELSE jsonb_build_object('hotel', 'hotel-' || 1 + (dice >> 44 & 1023) % 14)
        END,
        greatest(moment, person.created_at + interval '1 minute')
    FROM (
        SELECT dice,
            -- The square of an even spread: a quarter of what is done is done by a sixteenth of the people.
            floor(people * ((dice & 65535) / 65536.0) ^ 2)::bigint AS number,
            CASE WHEN (dice >> 16 & 127) < 58 THEN 'view_hotel' WHEN (dice >> 16 & 127) < 98 THEN 'search'
                WHEN (dice >> 16 & 127) < 116 THEN 'filter' WHEN (dice >> 16 & 127) < 124 THEN 'add_to_trip'
                ELSE 'book' END AS action,
            -- A day of the year, moved to the weekend now and then; an hour of the day, more often at 9 and at 20.
            (day - CASE WHEN (dice >> 23 & 7) = 0 THEN (extract(isodow FROM day)::int + 1) % 7 ELSE 0 END)::timestamptz
                + make_interval(
                    hours => (ARRAY[9, 20, 21, 8, 10, 19, 22, 12, 13, 15, 17, 18, 7, 11, 14, 16, 9, 20, 21, 23, 0, 6, 2, 4])
                        [1 + (dice >> 26 & 1023)::int % 24],
                    secs => (dice >> 36 & 4095) % 3600 + (dice >> 48 & 999) / 1000.0) AS moment
        FROM (
            SELECT dice, until - ((dice >> 33 & 65535) * 358 / 65536)::int AS day
            FROM (SELECT hashint8extended(step, 2803) AS dice FROM generate_series(1, wanted) AS step) AS thrown
        ) AS dated
    ) AS drawn
    JOIN pg_temp.person ON person.number = drawn.number;

    -- Two of five invitations are taken, if the one who is there to take it came later than the one who sent it.
    INSERT INTO public.referrals (referrer_id, referred_user_id, code, created_at)
    SELECT referrer.id,
        CASE WHEN is_taken THEN referred.id END,
        upper(substr(md5('referral ' || invitation), 1, 10)),
        CASE WHEN is_taken THEN greatest(referrer.created_at, referred.created_at - interval '1 day')
            ELSE referrer.created_at + interval '30 days' END
    FROM generate_series(0, people / 2 - 1) AS invitation
    JOIN pg_temp.person AS referrer
        ON referrer.number = floor(people * ((hashint8extended(invitation, 91) & 65535) / 65536.0) ^ 2)
    JOIN pg_temp.person AS referred ON referred.number = people - 1 - invitation
    CROSS JOIN LATERAL (
        SELECT invitation % 5 < 4 AND referred.created_at > referrer.created_at AS is_taken) AS fate
    WHERE referrer.number <> referred.number;

    INSERT INTO public.shared_content (user_id, kind, channel, views, signups, created_at)
    SELECT person.id,
        (ARRAY['trip', 'review', 'photo'])[1 + page % 3],
        (ARRAY['whatsapp', 'instagram', 'email', 'x'])[1 + (dice >> 8 & 255) % 4],
        seen,
        seen * (dice >> 24 & 7) / 100,
        person.created_at + make_interval(days => (dice >> 32 & 255)::int)
    FROM (
        SELECT page, hashint8extended(page, 17) AS dice,
            -- Most are seen by few.
            10 + (1000 * ((hashint8extended(page, 18) & 65535) / 65536.0) ^ 4)::bigint AS seen
        FROM generate_series(0, people / 3 - 1) AS page
    ) AS shared
    JOIN pg_temp.person ON person.number = floor(people * ((dice >> 40 & 65535) / 65536.0) ^ 2);
END
$$;

ANALYZE public.user_behavior_log, public.referrals, public.shared_content;
COMMIT;
SELECT public.refresh_analytics_views() \gset ignored_
ANALYZE public.user_booking_stats, public.hotel_social_proof, public.traveler_personas, public.social_proof_cache,
    public.outcome_predictions, public.trip_predictions;
RESET ALL;
