-- Loads seven years of believable history, 2019 to 2025, through the capture trigger.
--
--     psql -v rows=250000 -f Fixtures/travel/history.sql
--
-- into a database that audit_log.sql was loaded into and nothing else: exactly `rows` rows of audit_log (250,000 where
-- left out), the same ones for the same `seed` (1 where left out) and the same role, on every version of PostgreSQL.
-- It needs a superuser: only a superuser's session may say when and for whom a row was written (see
-- capture_audit_log). Rows are committed 10,000 at a time; a load that was cut off is started again in a new database.

\set ON_ERROR_STOP on
\if :{?rows}
\else
\set rows 250000
\endif
\if :{?seed}
\else
\set seed 1
\endif

SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET synchronous_commit = off;  -- a load that a crash cuts off is started again anyway

DO $$
BEGIN
    IF current_setting('is_superuser') <> 'on' THEN
        RAISE EXCEPTION 'loading a history needs a superuser: no one else may set the times of audit rows';
    END IF;
    IF EXISTS (SELECT FROM public.audit_log) THEN
        RAISE EXCEPTION 'the audit log has rows already: load the history into a new database';
    END IF;
END
$$;

-- The numbers are Lehmer's (modulus 2^31 - 1, multiplier 48271): PostgreSQL's random() differs between versions.
CREATE PROCEDURE pg_temp.load_history(wanted integer, seed integer) LANGUAGE plpgsql AS $$
DECLARE
    latin_first text[] := ARRAY['Marie', 'José', 'Anna', 'Søren', 'Zoë', 'Liam', 'Ngọc', 'Oğuz', 'Renée', 'Peter'];
    latin_last text[] := ARRAY['O''Neill', 'Müller', 'García', 'Şahin', 'Nguyễn', 'Kowalski', 'de la Cruz', 'Smith'];
    arabic_first text[] := ARRAY['محمد', 'فاطمة', 'أحمد', 'نورة', 'خالد', 'ليلى', 'عبد الرحمن', 'مريم', 'يوسف', 'هدى'];
    arabic_last text[] := ARRAY['العتيبي', 'الحربي', 'القحطاني', 'بن سعيد', 'المصري', 'الشمري', 'حداد', 'الزهراني'];
    hotels text[] := ARRAY['فندق النخيل', 'Hôtel du Port', 'قصر الواحة', 'The "Old Mill" Inn', 'Sea & Sand', 'Alpenhof',
        'برج الساعة', 'Casa Azul'];
    cities text[] := ARRAY['الرياض', 'Lisboa', 'جدة', 'Zürich', 'دبي', 'İstanbul', 'القاهرة', 'Paris', 'مكة المكرمة'];
    remarks text[] := ARRAY['غرفة لغير المدخنين', 'late arrival, after 23:00', E'two beds\nno feather pillows',
        'الرجاء سرير إضافي 🛏️', 'C:\new\lists are fine', 'honeymoon 🥂', ''];
    currencies text[] := ARRAY['SAR', 'EUR', 'AED', 'USD', 'EGP'];
    networks text[] := ARRAY['192.0.2.', '198.51.100.', '203.0.113.'];
    discarded text;
    nights integer;
    starts timestamptz := '2019-01-01 00:00:00+00';
    step interval := interval '1 microsecond' * (extract(epoch FROM interval '2556 days') * 1000000 / wanted)::bigint;
    batch constant integer := 10000;
    modulus constant bigint := 2147483647;
    a bigint := 1 + abs(seed::bigint) % (modulus - 1);
    b bigint;
    c bigint;
    d bigint;
    happened timestamptz;
    done integer := 0;
    attempts bigint := 0;
    touched integer;
    user_count integer := 0;
    booking_count integer := 0;
    payment_count integer := 0;
    actor integer;
    chosen integer;
    kind integer;
BEGIN
    -- At once, not at commit: within one transaction each row has a time, a person and an address of its own.
    SET CONSTRAINTS ALL IMMEDIATE;
    WHILE done < wanted LOOP
        attempts := attempts + 1;
        a := a * 48271 % modulus;
        b := a * 48271 % modulus;
        c := b * 48271 % modulus;
        d := c * 48271 % modulus;
        a := d;
        -- Within its step, so that time never runs backwards.
        happened := starts + done * step + (b % 900) / 1000.0 * step;
        kind := a % 1000;
        actor := 1 + b % greatest(user_count, 1);
        -- Assigned, not performed: plpgsql evaluates these without starting a query.
        discarded := set_config('audit_log.occurred_at', happened::text, true);
        -- One write in eight is a scheduled job's: nobody's, from nowhere.
        discarded := set_config('request.jwt.claims', CASE WHEN c % 8 <> 0 AND user_count > 0
            THEN '{"role": "authenticated", "sub": "' || md5('user ' || actor)::uuid || '"}' ELSE '' END, true);
        discarded := set_config('request.headers', CASE
            WHEN c % 8 = 0 THEN ''
            WHEN c % 3 = 0 THEN '{"x-forwarded-for": "2001:db8:' || to_hex(actor % 65536) || '::' ||
                to_hex(1 + c % 65535) || '"}'
            ELSE '{"x-forwarded-for": "' || networks[1 + c % 3] || actor % 254 + 1 || ', 10.0.0.' || c % 9 + 1 || '"}'
            END, true);
        IF user_count < 5 OR kind < 60 THEN
            user_count := user_count + 1;
            INSERT INTO public.users VALUES (
                md5('user ' || user_count)::uuid,
                'traveller' || user_count || '@' || (ARRAY['example.com', 'example.net', 'مثال.example'])[1 + b % 3],
                CASE WHEN c % 5 < 3 THEN arabic_first[1 + c % 10] || ' ' || arabic_last[1 + d % 8]
                    ELSE latin_first[1 + c % 10] || ' ' || latin_last[1 + d % 8] END,
                CASE WHEN d % 3 > 0 THEN '+9665' || lpad((d % 100000000)::text, 8, '0') END,
                happened);
        ELSIF booking_count < 5 OR kind < 400 THEN
            booking_count := booking_count + 1;
            nights := 1 + c % 14;
            INSERT INTO public.bookings
            SELECT booking_count, person.id, hotels[1 + c % 8], cities[1 + d % 9],
                happened::date + (d % 200)::integer, happened::date + (d % 200)::integer + nights,
                (4000 + d % 90000) / 100.0, currencies[1 + c % 5], 'pending',
                CASE WHEN d % 4 = 0 THEN remarks[1 + c % 7] END, happened
            FROM public.users AS person WHERE person.id = md5('user ' || actor)::uuid;
        ELSIF kind < 640 THEN
            payment_count := payment_count + 1;
            INSERT INTO public.payments
            SELECT payment_count, booking.id, booking.price_per_night * (booking.check_out_date - booking.check_in_date),
                booking.currency, (ARRAY['card', 'bank transfer', 'مدى', 'usdt'])[1 + c % 4], 'authorized',
                CASE WHEN d % 5 > 0 THEN 'TX-' || upper(substr(md5(payment_count::text), 1, 12)) END, happened
            FROM public.bookings AS booking WHERE booking.id = greatest(1, booking_count - b % 400);
        ELSIF kind < 790 THEN
            UPDATE public.bookings SET status = (ARRAY['confirmed', 'confirmed', 'cancelled', 'completed'])[1 + c % 4]
            WHERE id = greatest(1, booking_count - b % 600);
        ELSIF kind < 920 THEN
            UPDATE public.payments SET status = (ARRAY['captured', 'captured', 'captured', 'refunded', 'failed'])[1 + c % 5]
            WHERE id = greatest(1, payment_count - b % 600);
        ELSIF kind < 950 THEN
            UPDATE public.users SET phone = CASE WHEN d % 4 > 0 THEN '+20' || lpad((d % 1000000000)::text, 10, '0') END
            WHERE id = md5('user ' || actor)::uuid;
        ELSIF kind < 975 THEN
            DELETE FROM public.payments WHERE id = greatest(1, payment_count - b % 900) AND status = 'failed';
        ELSE
            chosen := greatest(1, booking_count - b % 900);
            DELETE FROM public.bookings WHERE id = chosen
                AND NOT EXISTS (SELECT FROM public.payments WHERE booking_id = chosen);
        END IF;
        GET DIAGNOSTICS touched = ROW_COUNT;
        done := done + touched;
        IF attempts % 400 = 0 THEN
            -- A transaction that was rolled back after it drew its id: an honest log has gaps too.
            BEGIN
                UPDATE public.users SET phone = NULL WHERE id = md5('user 1')::uuid;
                RAISE EXCEPTION 'rolled back' USING ERRCODE = 'UN001';
            EXCEPTION WHEN SQLSTATE 'UN001' THEN NULL;
            END;
        END IF;
        IF done % batch = 0 AND touched > 0 THEN
            COMMIT;
            SET CONSTRAINTS ALL IMMEDIATE;
        END IF;
    END LOOP;
    COMMIT;
END
$$;
CALL pg_temp.load_history(:rows, :seed);
DROP PROCEDURE pg_temp.load_history;

ANALYZE public.users, public.bookings, public.payments, public.audit_log;
