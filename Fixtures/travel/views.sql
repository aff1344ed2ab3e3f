-- What is worked out from the tables once an hour. A part of install.sql.
--
--     user_booking_stats           one row for each user: how they book, and which kind of traveller that makes them
--     hotel_social_proof           one row for each hotel, and for each hotel and kind of traveller: how it is liked
--     own_booking_stats            of user_booking_stats what the sender of the request may see
--     analytics_refreshes          when each view was refreshed, and how long it took: PostgreSQL keeps no record of it
--     refresh_analytics_views()    refreshes both, and from them traveler_personas, social_proof_cache and the
--                                  predictions
--
-- Row security cannot hold a materialized view, so nobody but the owner reads these two: people get at them by
-- own_booking_stats and by tables that are filled from them.
--
-- The kind of traveller is the first of these that fits the bookings that were not cancelled:
--
--     مسافر_جديد       new         fewer than 2 of them
--     مسافر_أعمال      business    2 nights at most and 7 days ahead at most, on average
--     مسافر_عائلي      family      3 guests or more, on average
--     مسافر_فاخر       luxury      400 dollars a night or more, on average
--     مسافر_اقتصادي    economy     less than 100 dollars a night, on average
--     مسافر_متوسط      average     all others

-- total_bookings and what follows count bookings that were not cancelled; avg_price_per_night is by booking, not by
-- night; avg_lead_days is from booking to check-in. confidence_level = bookings / (bookings + 3).
CREATE MATERIALIZED VIEW IF NOT EXISTS public.user_booking_stats AS
SELECT
    user_id, total_trips, total_bookings, total_spent,
    round(mean_price, 2) AS avg_price_per_night,
    round(mean_nights, 2) AS avg_nights,
    round(mean_guests, 2) AS avg_guests,
    round(mean_lead, 2) AS avg_lead_days,
    destinations, last_booking_at, ratings_count, avg_satisfaction,
    CASE
        WHEN total_bookings < 2 THEN 'مسافر_جديد'
        WHEN mean_nights <= 2 AND mean_lead <= 7 THEN 'مسافر_أعمال'
        WHEN mean_guests >= 3 THEN 'مسافر_عائلي'
        WHEN mean_price >= 400 THEN 'مسافر_فاخر'
        WHEN mean_price < 100 THEN 'مسافر_اقتصادي'
        ELSE 'مسافر_متوسط'
    END AS persona,
    round(total_bookings / (total_bookings + 3.0), 2) AS confidence_level
FROM (
    SELECT
        traveler.id AS user_id,
        (SELECT count(*) FROM public.trips WHERE trips.user_id = traveler.id) AS total_trips,
        count(booking.id) AS total_bookings,
        coalesce(sum((booking.check_out_date - booking.check_in_date) * booking.price_per_night), 0) AS total_spent,
        avg(booking.price_per_night) AS mean_price,
        avg(booking.check_out_date - booking.check_in_date) AS mean_nights,
        avg(booking.guests) AS mean_guests,
        avg(booking.check_in_date - (booking.created_at AT TIME ZONE 'UTC')::date) AS mean_lead,
        count(DISTINCT booking.destination) AS destinations,
        max(booking.created_at) AS last_booking_at,
        count(outcome.rating) AS ratings_count,
        round(avg(outcome.rating), 2) AS avg_satisfaction
    FROM public.users AS traveler
    LEFT JOIN public.bookings AS booking ON booking.user_id = traveler.id AND booking.status <> 'cancelled'
    LEFT JOIN public.booking_outcomes AS outcome ON outcome.booking_id = booking.id
    GROUP BY traveler.id
) AS counted;
-- Wanted by REFRESH … CONCURRENTLY, and the way to one user's row.
CREATE UNIQUE INDEX IF NOT EXISTS user_booking_stats_user_id_idx ON public.user_booking_stats (user_id);

-- persona is empty in the row of all travellers. total_bookings counts bookings that were not cancelled;
-- rebook_rate is the share of outcomes whose traveller would book again. With n outcomes,
-- trust_score = n / (n + 10) * ((avg_rating - 1) / 4 + rebook_rate) / 2: the mean of both, each from 0 to 1, believed
-- the more the more have spoken. A hotel that nobody rated has no row.
CREATE MATERIALIZED VIEW IF NOT EXISTS public.hotel_social_proof AS
SELECT
    hotel_id,
    persona,
    round(mean_rating, 2) AS avg_rating,
    total_bookings,
    ratings_count,
    round(rebook_share, 2) AS rebook_rate,
    round(ratings_count / (ratings_count + 10.0) * ((mean_rating - 1) / 4 + rebook_share) / 2, 2) AS trust_score
FROM (
    SELECT
        booking.hotel_id,
        CASE WHEN grouping(stats.persona) = 1 THEN '' ELSE stats.persona END AS persona,
        count(*) AS total_bookings,
        count(outcome.id) AS ratings_count,
        avg(outcome.rating) AS mean_rating,
        avg(outcome.would_rebook::int) AS rebook_share
    FROM public.bookings AS booking
    JOIN public.user_booking_stats AS stats ON stats.user_id = booking.user_id
    LEFT JOIN public.booking_outcomes AS outcome ON outcome.booking_id = booking.id
    WHERE booking.status <> 'cancelled'
    GROUP BY GROUPING SETS ((booking.hotel_id), (booking.hotel_id, stats.persona))
    HAVING count(outcome.id) > 0
) AS counted;
CREATE UNIQUE INDEX IF NOT EXISTS hotel_social_proof_hotel_id_persona_idx
    ON public.hotel_social_proof (hotel_id, persona);

CREATE OR REPLACE VIEW public.own_booking_stats WITH (security_barrier) AS
SELECT * FROM public.user_booking_stats
WHERE user_id = (SELECT auth.uid()) OR (SELECT public.request_sees_everything());

CREATE TABLE IF NOT EXISTS public.analytics_refreshes (
    view_name text NOT NULL,
    refreshed_at timestamptz NOT NULL,
    duration interval NOT NULL,
    PRIMARY KEY (view_name, refreshed_at)
);

-- Concurrently: readers never wait. refreshed_at is when the refresh began, for that is the moment that the view shows
-- at the earliest. SECURITY DEFINER: a view is refreshed by its owner alone.
CREATE OR REPLACE FUNCTION public.refresh_analytics_views() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
DECLARE
    refreshed text;
    began timestamptz;
BEGIN
    -- hotel_social_proof reads the personas of user_booking_stats.
    FOREACH refreshed IN ARRAY ARRAY['user_booking_stats', 'hotel_social_proof'] LOOP
        began := clock_timestamp();
        EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY public.%I', refreshed);
        INSERT INTO public.analytics_refreshes VALUES (refreshed, began, clock_timestamp() - began);
    END LOOP;
    DELETE FROM public.analytics_refreshes WHERE refreshed_at < now() - interval '30 days';

    -- Users, bookings and trips can be deleted between the refresh and now, or at this moment: whoever does is waited for.
    INSERT INTO public.traveler_personas (user_id, persona, confidence_level, booking_patterns)
    SELECT stats.user_id, stats.persona, stats.confidence_level,
        to_jsonb(stats) - ARRAY['user_id', 'persona', 'confidence_level']
    FROM public.user_booking_stats AS stats JOIN public.users AS traveler ON traveler.id = stats.user_id
    WHERE NOT EXISTS (
        SELECT FROM public.traveler_personas AS known
        WHERE known.user_id = stats.user_id
            AND known.booking_patterns = to_jsonb(stats) - ARRAY['user_id', 'persona', 'confidence_level'])
    FOR KEY SHARE OF traveler
    ON CONFLICT (user_id) DO UPDATE SET
        persona = excluded.persona,
        confidence_level = excluded.confidence_level,
        booking_patterns = excluded.booking_patterns,
        computed_at = excluded.computed_at;

    DELETE FROM public.social_proof_cache AS cached
    WHERE NOT EXISTS (
        SELECT FROM public.hotel_social_proof AS proof
        WHERE proof.hotel_id = cached.hotel_id AND proof.persona = cached.persona);
    INSERT INTO public.social_proof_cache
        (hotel_id, persona, avg_rating, total_bookings, ratings_count, rebook_rate, trust_score)
    SELECT hotel_id, persona, avg_rating, total_bookings, ratings_count, rebook_rate, trust_score
    FROM public.hotel_social_proof
    ON CONFLICT (hotel_id, persona) DO UPDATE SET
        avg_rating = excluded.avg_rating,
        total_bookings = excluded.total_bookings,
        ratings_count = excluded.ratings_count,
        rebook_rate = excluded.rebook_rate,
        trust_score = excluded.trust_score,
        refreshed_at = excluded.refreshed_at;

    -- What is foretold stays as it was foretold: else it could not be held against what came.
    INSERT INTO public.outcome_predictions (booking_id, predicted_rating, confidence_level, reasoning)
    SELECT booking.id, foretold.predicted_rating, foretold.confidence, foretold.reasoning
    FROM public.bookings AS booking, LATERAL public.predict_satisfaction(booking.id) AS foretold
    WHERE booking.status IN ('pending', 'confirmed')
        AND NOT EXISTS (SELECT FROM public.outcome_predictions AS known WHERE known.booking_id = booking.id)
    FOR KEY SHARE OF booking
    ON CONFLICT DO NOTHING;
    -- Of the bookings that a trip has when it is first foretold.
    INSERT INTO public.trip_predictions (trip_id, predicted_rating, confidence_level)
    SELECT trip.id, foretold.rating, foretold.confidence
    FROM public.trips AS trip JOIN (
        SELECT booking.trip_id, round(avg(known.predicted_rating), 1) AS rating, min(known.confidence_level) AS confidence
        FROM public.outcome_predictions AS known JOIN public.bookings AS booking ON booking.id = known.booking_id
        GROUP BY booking.trip_id
    ) AS foretold ON foretold.trip_id = trip.id
    WHERE NOT EXISTS (SELECT FROM public.trip_predictions AS known WHERE known.trip_id = trip.id)
    FOR KEY SHARE OF trip
    ON CONFLICT DO NOTHING;
END
$$;
REVOKE ALL ON FUNCTION public.refresh_analytics_views() FROM PUBLIC;
