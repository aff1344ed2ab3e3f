-- Seven years of a travel-booking service, 2019 to 2025, written through the triggers of audit_log.sql, after install.sql:
--
--     psql -v rows=250000 -f Fixtures/travel/history.sql
--
-- leaves exactly that many rows in audit_log (250,000 if rows is not given), in transactions of 1,000: people
-- sign up, plan trips, book, pay, change their minds, say how it was and are forgotten; the service grows, most people
-- book little and a few a lot, each in their own way, and some hotels are liked better than others; names and notes are Arabic and Latin, addresses IPv4 and
-- IPv6; nightly jobs have neither user nor address. The same number gives the same rows on every server, hashes
-- included, but for db_user, which is the role that loads. It wants an empty log.
--
-- Who may do this: the past is told with the setting audit_log.occurred_at, which the trigger heeds only in a session
-- whose role is a superuser's. For anybody else it would have no effect, so this file stops first.

\set ON_ERROR_STOP on
\if :{?rows}
\else
    \set rows 250000
\endif
SELECT set_config('history.rows', :'rows', false) AS rows \gset
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET DateStyle = 'ISO, MDY';
SET client_min_messages = warning;
SET synchronous_commit = off;
SET timezone = 'UTC';
SET search_path = pg_catalog, pg_temp;

DO $$
DECLARE
    wanted CONSTANT bigint := current_setting('history.rows');
    began CONSTANT timestamptz := '2019-01-01 06:00:00+00';
    span CONSTANT float8 := extract(epoch FROM timestamptz '2025-12-31 21:00:00+00' - began);

    given_names CONSTANT text[] := ARRAY['Amira', 'Youssef', 'Claire', 'José', 'Zoë', 'Björn', 'Layla', 'Omar', 'Ines',
        'Łukasz', 'أحمد', 'فاطمة', 'خالد', 'نورة', 'عبد الرحمن', 'مريم', 'سلطان', 'هند', 'يوسف', 'ليلى'];
    family_names CONSTANT text[] := ARRAY['Haddad', 'Müller', 'O''Brien', 'García', 'Nguyễn', 'Dubois', 'Al-Farsi',
        'القحطاني', 'الحربي', 'المنصوري', 'العتيبي', 'بن علي', 'حداد', 'الشمري'];
    destinations CONSTANT text[] := ARRAY['Istanbul', 'Málaga', 'Zürich', 'Kraków', 'Marrakesh', 'دبي', 'مكة المكرمة',
        'المدينة المنورة', 'القاهرة', 'عمّان', 'الدوحة', 'Kuala Lumpur', 'Tbilisi', 'بيروت'];
    -- One for each destination. The first are the best liked: a hotel's number says how good it is.
    hotels CONSTANT text[] := ARRAY['Grand Palace', 'Riad Al Andalus', 'Hôtel de la Paix', 'فندق النخيل', 'برج الساعة',
        'Sea View "Deluxe"', 'منتجع البحر الأحمر', 'Café & Rooms', 'دار الضيافة', 'Old Town Inn', 'Corniche Suites',
        'Twin Towers View', 'Rustaveli Rooms', 'فندق الأرز'];
    remarks CONSTANT text[] := ARRAY['late arrival', 'غرفة هادئة من فضلكم', 'vegetarian breakfast',
        'سرير إضافي للأطفال', E'two rooms\nside by side', 'إطلالة على الحرم', 'allergic to nuts \ no exceptions', '🧳 3 bags'];
    currencies CONSTANT text[] := ARRAY['USDT', 'USDT', 'USDT', 'USDC', 'ETH', 'BTC'];
    rates CONSTANT numeric[] := ARRAY[1, 1, 1, 1, 2500, 40000];  -- dollars for one

    written bigint := 0;  -- rows of the log so far
    batch_ends bigint := 0;
    step bigint := 0;
    last_user bigint := 0;
    last_trip bigint := 0;
    last_booking bigint := 0;
    last_payment bigint := 0;
    last_outcome bigint := 0;
    dice bigint;
    event int;  -- what happens, of 1024
    recent int;  -- which one of the recent ones it happens to, from 0
    detail int;
    style int;  -- how the person travels, of 8: it is theirs for good
    progress float8;
    moment timestamptz;
    person uuid;
    ignored text;
BEGIN
    IF current_setting('is_superuser') <> 'on' THEN
        RAISE EXCEPTION 'a history can only be loaded by a superuser';
    ELSIF wanted < 1 THEN
        RAISE EXCEPTION 'a history of % rows was asked for: rows is a number from 1 on', wanted;
    ELSIF EXISTS (SELECT FROM public.audit_log) THEN
        RAISE EXCEPTION 'public.audit_log is not empty: a history goes before everything else';
    END IF;

    WHILE written < wanted LOOP
        IF written = batch_ends THEN
            COMMIT;
            batch_ends := written + 1000;
            -- Each statement is recorded as it ends, with its own time; at commit they would all get the last one's.
            -- The lock is then held for the batch: a loader has the log to itself.
            SET CONSTRAINTS ALL IMMEDIATE;
            IF written > 0 THEN
                -- A transaction that failed at its commit keeps the number that it drew: real logs have such gaps.
                PERFORM nextval('public.audit_log_id_seq');
            END IF;
        END IF;

        step := step + 1;
        -- Not random(): its numbers differ between PostgreSQL 14 and 15.
        dice := hashint8extended(step, 1447);
        event := dice & 1023;
        recent := (dice >> 10) & 1023;
        detail := (dice >> 20) & 1048575;
        -- The service grows: its first year is as quiet as its last one is busy.
        progress := (written + (dice >> 40 & 255) / 300.0) / wanted;
        moment := began + make_interval(secs => span * (progress + sqrt(progress)) / 2);
        person := md5('user ' || last_user - recent % greatest(1, last_user))::uuid;

        ignored := set_config('audit_log.occurred_at', moment::text, true);
        -- One event in 16 is a nightly job's: neither user nor address.
        IF detail & 15 = 0 THEN
            ignored := set_config('request.jwt.claims', '', true) || set_config('request.headers', '', true);
        ELSE
            ignored := set_config('request.jwt.claims', '{"sub": "' || person || '"}', true)
                || set_config('request.headers', '{"x-forwarded-for": "' || CASE WHEN recent % 3 = 0
                    THEN '2001:db8:' || to_hex(recent) || '::' || to_hex(detail & 65535)
                    ELSE '198.51.' || recent % 256 || '.' || detail % 254 + 1 || ', 10.0.0.7'
                END || '"}', true);
        END IF;

        IF last_user = 0 OR event < 80 THEN
            last_user := last_user + 1;
            INSERT INTO public.users VALUES (
                md5('user ' || last_user)::uuid,
                format('traveller%s@example.com', last_user),
                given_names[1 + detail % 20] || ' ' || family_names[1 + recent % 14],
                CASE WHEN recent % 4 > 0 THEN '+9665' || lpad((detail % 100000000)::text, 8, '0') END,
                moment);
        ELSIF event < 110 THEN
            UPDATE public.users SET phone = CASE WHEN detail % 5 > 0
                THEN '+2010' || lpad((detail % 100000000)::text, 8, '0') END
            WHERE id = person;
        ELSIF event < 118 THEN  -- forgotten at their own wish, if they never travelled
            DELETE FROM public.users AS forgotten
            WHERE id = person AND NOT EXISTS (SELECT FROM public.bookings WHERE user_id = forgotten.id)
                AND NOT EXISTS (SELECT FROM public.trips WHERE user_id = forgotten.id);
        ELSIF event < 200 THEN
            INSERT INTO public.trips
            SELECT last_trip + 1, id,
                destinations[1 + recent % 14] || ' ' || extract(year FROM moment),
                destinations[1 + recent % 14],
                moment::date + 3 + detail % 90,
                moment::date + 5 + detail % 90 + recent % 13,
                'planned',
                moment
            FROM public.users WHERE id = person;
            IF FOUND THEN
                last_trip := last_trip + 1;
            END IF;
        ELSIF event < 240 THEN
            UPDATE public.trips SET status = CASE
                WHEN detail % 9 = 0 THEN 'cancelled' WHEN status = 'planned' THEN 'ongoing' ELSE 'completed' END
            WHERE id = last_trip - recent AND status IN ('planned', 'ongoing');
        ELSIF event < 245 THEN
            DELETE FROM public.trips AS abandoned
            WHERE id = last_trip - recent AND status = 'planned'
                AND NOT EXISTS (SELECT FROM public.bookings WHERE trip_id = abandoned.id);
        ELSIF event < 440 THEN
            -- Half of what is booked is booked by a sixteenth of the people.
            IF detail & 16 = 0 THEN
                person := md5('user ' || 1 + (last_user - recent % last_user - 1) / 16 * 16)::uuid;
            END IF;
            style := hashtextextended(person::text, 0) & 7;
            -- Who has a trip before them books for it, there and then.
            INSERT INTO public.bookings
            SELECT last_booking + 1, traveler.id, latest.id,
                'hotel-' || place,
                hotels[place],
                destinations[place],
                CASE WHEN style = 2 THEN 3 + recent % 3 ELSE 1 + recent % 2 END,
                coalesce(latest.start_date, moment::date + lead_days),
                least(latest.end_date, coalesce(latest.start_date, moment::date + lead_days) + nights),
                CASE style WHEN 0 THEN 400 WHEN 1 THEN 30 WHEN 4 THEN 40 ELSE 90 END
                    + detail % CASE style WHEN 0 THEN 80000 WHEN 1 THEN 5000 WHEN 4 THEN 5500 ELSE 16000 END / 100.0,
                'pending',
                CASE WHEN recent % 3 = 0 THEN remarks[1 + detail % 8] END,
                moment
            FROM public.users AS traveler
            CROSS JOIN (SELECT
                CASE WHEN style = 3 THEN 1 + recent % 6 ELSE 5 + recent % 90 END AS lead_days,
                CASE WHEN style = 3 THEN 1 + detail % 2 ELSE 2 + detail % 9 END AS nights) AS habit
            LEFT JOIN LATERAL (
                SELECT trip.* FROM public.trips AS trip
                WHERE trip.user_id = traveler.id AND trip.status = 'planned' AND trip.start_date > moment::date
                ORDER BY trip.id DESC LIMIT 1) AS latest ON true
            CROSS JOIN LATERAL (
                SELECT coalesce(array_position(destinations, latest.destination), 1 + detail % 14) AS place) AS there
            WHERE traveler.id = person;
            IF FOUND THEN
                last_booking := last_booking + 1;
            END IF;
        ELSIF event < 690 THEN
            UPDATE public.bookings SET status = CASE
                WHEN detail % 7 = 0 THEN 'cancelled' WHEN status = 'pending' THEN 'confirmed' ELSE 'completed' END
            WHERE id = last_booking - recent AND status IN ('pending', 'confirmed');
        ELSIF event < 705 THEN
            UPDATE public.bookings SET notes = remarks[1 + detail % 8]
            WHERE id = last_booking - recent AND notes IS DISTINCT FROM remarks[1 + detail % 8];
        ELSIF event < 715 THEN
            DELETE FROM public.bookings AS abandoned
            WHERE id = last_booking - recent AND status IN ('pending', 'cancelled')
                AND NOT EXISTS (SELECT FROM public.crypto_payments WHERE booking_id = abandoned.id);
        ELSIF event < 835 THEN
            INSERT INTO public.crypto_payments
            SELECT last_payment + 1, id,
                round(price_per_night * (check_out_date - check_in_date) / rates[1 + detail % 6], 8),
                currencies[1 + detail % 6],
                '0x' || substr(md5('wallet ' || user_id), 1, 40 - 8),
                NULL,
                'pending',
                moment,
                moment + interval '30 minutes'
            FROM public.bookings WHERE id = last_booking - recent AND status IN ('pending', 'confirmed');
            IF FOUND THEN
                last_payment := last_payment + 1;
            END IF;
        ELSIF event < 930 THEN
            UPDATE public.crypto_payments SET
                status = CASE WHEN status = 'confirmed' THEN 'refunded' WHEN detail % 11 = 0 THEN 'expired'
                    ELSE 'confirmed' END,
                transaction_hash = CASE WHEN status = 'pending' AND detail % 11 > 0
                    THEN '0x' || md5('payment ' || id) || md5('step ' || step) ELSE transaction_hash END
            WHERE id = last_payment - recent % 512
                AND (status = 'pending' OR (status = 'confirmed' AND detail % 9 = 0));
        ELSIF event < 1010 THEN
            -- How it was: by the hotel, less by chance.
            INSERT INTO public.booking_outcomes
            SELECT last_outcome + 1, id, stars,
                jsonb_build_object('cleanliness', greatest(1, least(5, stars + recent % 3 - 1)),
                    'location', 1 + detail % 5, 'service', stars),
                stars >= 4 OR (stars = 3 AND detail % 3 = 0),
                CASE WHEN recent % 5 = 0 THEN remarks[1 + detail % 8] END,
                moment
            FROM (
                SELECT id, greatest(1, least(5, 6 - (substr(hotel_id, 7)::int + 2) / 4 - detail % 4 / 2 + recent % 2)) AS stars
                FROM public.bookings AS stayed
                WHERE id BETWEEN last_booking - recent - 30 AND last_booking - recent AND status = 'completed'
                    AND NOT EXISTS (SELECT FROM public.booking_outcomes WHERE booking_id = stayed.id)
                ORDER BY id DESC LIMIT 1
            ) AS rated;
            IF FOUND THEN
                last_outcome := last_outcome + 1;
            END IF;
        ELSIF event < 1018 THEN
            UPDATE public.booking_outcomes SET comment = remarks[1 + detail % 8]
            WHERE id = last_outcome - recent % greatest(1, least(256, last_outcome)) AND comment IS DISTINCT FROM remarks[1 + detail % 8];
        ELSE
            DELETE FROM public.booking_outcomes WHERE id = last_outcome - recent % greatest(1, least(256, last_outcome)) AND comment IS NULL;
        END IF;
        IF FOUND THEN
            written := written + 1;
        END IF;
    END LOOP;
    COMMIT;
END
$$;

-- A verification may begin before autovacuum comes by.
ANALYZE public.users, public.trips, public.bookings, public.crypto_payments, public.booking_outcomes, public.audit_log;
RESET ALL;
