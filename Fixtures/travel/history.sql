-- Seven years of a travel-booking service, 2019 to 2025, written through the triggers of audit_log.sql:
--
--     psql -v rows=250000 -f Fixtures/travel/history.sql
--
-- leaves exactly that many rows in audit_log (250,000 if rows is not given), in transactions of 1,000: people
-- sign up, book, pay, change their minds and are forgotten; names and notes are Arabic and Latin, addresses IPv4 and
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
    hotels CONSTANT text[] := ARRAY['Grand Palace', 'Riad Al Andalus', 'Hôtel de la Paix', 'فندق النخيل', 'برج الساعة',
        'Sea View "Deluxe"', 'منتجع البحر الأحمر', 'Café & Rooms', 'دار الضيافة', 'Old Town Inn'];
    remarks CONSTANT text[] := ARRAY['late arrival', 'غرفة هادئة من فضلكم', 'vegetarian breakfast',
        'سرير إضافي للأطفال', E'two rooms\nside by side', 'إطلالة على الحرم', 'allergic to nuts \ no exceptions', '🧳 3 bags'];
    currencies CONSTANT text[] := ARRAY['SAR', 'AED', 'EUR', 'USD', 'EGP'];
    methods CONSTANT text[] := ARRAY['card', 'mada', 'apple_pay', 'bank_transfer', 'usdt'];

    written bigint := 0;  -- rows of the log so far
    batch_ends bigint := 0;
    step bigint := 0;
    last_user bigint := 0;
    last_booking bigint := 0;
    last_payment bigint := 0;
    dice bigint;
    event int;  -- what happens, of 1024
    recent int;  -- which one of the recent ones it happens to, from 0
    detail int;
    progress float8;
    moment timestamptz;
    person uuid;
    ignored text;
BEGIN
    IF current_setting('is_superuser') <> 'on' THEN
        RAISE EXCEPTION 'a history can only be loaded by a superuser';
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
        person := md5('user ' || greatest(1, last_user - recent))::uuid;

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

        IF last_user = 0 OR event < 90 THEN
            last_user := last_user + 1;
            INSERT INTO public.users VALUES (
                md5('user ' || last_user)::uuid,
                format('traveller%s@example.com', last_user),
                given_names[1 + detail % 20] || ' ' || family_names[1 + recent % 14],
                CASE WHEN recent % 4 > 0 THEN '+9665' || lpad((detail % 100000000)::text, 8, '0') END,
                moment);
        ELSIF event < 130 THEN
            UPDATE public.users SET phone = CASE WHEN detail % 5 > 0
                THEN '+2010' || lpad((detail % 100000000)::text, 8, '0') END
            WHERE id = person;
        ELSIF event < 140 THEN  -- forgotten at their own wish, if they never booked
            DELETE FROM public.users AS forgotten
            WHERE id = person AND NOT EXISTS (SELECT FROM public.bookings WHERE user_id = forgotten.id);
        ELSIF event < 400 THEN
            INSERT INTO public.bookings
            SELECT last_booking + 1, id,
                hotels[1 + detail % 10],
                destinations[1 + recent % 14],
                moment::date + 3 + recent % 90,
                moment::date + 4 + recent % 90 + detail % 13,
                50 + (detail % 95000) / 100.0,
                currencies[1 + detail % 5],
                'pending',
                CASE WHEN recent % 3 = 0 THEN remarks[1 + detail % 8] END,
                moment
            FROM public.users WHERE id = person;
            IF FOUND THEN
                last_booking := last_booking + 1;
            END IF;
        ELSIF event < 660 THEN
            UPDATE public.bookings SET status = CASE
                WHEN detail % 7 = 0 THEN 'cancelled' WHEN status = 'pending' THEN 'confirmed' ELSE 'completed' END
            WHERE id = last_booking - recent AND status IN ('pending', 'confirmed');
        ELSIF event < 690 THEN
            UPDATE public.bookings SET notes = remarks[1 + detail % 8]
            WHERE id = last_booking - recent AND notes IS DISTINCT FROM remarks[1 + detail % 8];
        ELSIF event < 710 THEN
            DELETE FROM public.bookings AS abandoned
            WHERE id = last_booking - recent AND status IN ('pending', 'cancelled')
                AND NOT EXISTS (SELECT FROM public.payments WHERE booking_id = abandoned.id);
        ELSIF event < 880 THEN
            INSERT INTO public.payments
            SELECT last_payment + 1, id, price_per_night * (check_out_date - check_in_date), currency,
                methods[1 + detail % 5], 'authorized',
                CASE WHEN detail % 5 > 0 THEN upper(substr(md5(step::text), 1, 12)) END,
                moment
            FROM public.bookings WHERE id = last_booking - recent AND status <> 'cancelled';
            IF FOUND THEN
                last_payment := last_payment + 1;
            END IF;
        ELSIF event < 1016 THEN
            UPDATE public.payments SET status = CASE
                WHEN status = 'captured' THEN 'refunded' WHEN detail % 11 = 0 THEN 'failed' ELSE 'captured' END
            WHERE id = last_payment - recent % 512
                AND (status = 'authorized' OR (status = 'captured' AND detail % 9 = 0));
        ELSE
            DELETE FROM public.payments WHERE id = last_payment - recent % 512 AND status = 'failed';
        END IF;
        IF FOUND THEN
            written := written + 1;
        END IF;
    END LOOP;
    COMMIT;
END
$$;

-- A verification may begin before autovacuum comes by.
ANALYZE public.users, public.bookings, public.payments, public.audit_log;
RESET ALL;
