-- The questions that the service asks. A part of install.sql.
--
--     calculate_traveler_persona(user)          which kind of traveller somebody is
--     get_hotel_social_proof(hotel, persona)    how others like a hotel
--     predict_satisfaction(booking)             how somebody will like what they booked
--     calculate_k_factor(user)                  how many others somebody brings
--     get_user_analytics(user)                  all that is known of somebody
--     maintain_crypto_payments()                ends payments that were never made
--
-- They ask as whoever calls them, so row security decides: about somebody else than the sender of the request the
-- answer is NULL or no row, as if they did not exist. Administrators are told of everybody what the views have.

-- As user_booking_stats has it, whose header in views.sql names the kinds; who signed up since its last refresh is new.
CREATE OR REPLACE FUNCTION public.calculate_traveler_persona(subject uuid) RETURNS text
    LANGUAGE sql STABLE
RETURN coalesce(
    (SELECT stats.persona FROM public.own_booking_stats AS stats WHERE stats.user_id = subject),
    (SELECT 'مسافر_جديد' FROM public.users AS traveler WHERE traveler.id = subject));

-- The row of hotel_social_proof as of its last refresh: of travellers of this kind, or of all where none is named.
-- No row: none of them has rated the hotel.
CREATE OR REPLACE FUNCTION public.get_hotel_social_proof(hotel text, persona text DEFAULT '')
    RETURNS TABLE (avg_rating numeric, total_bookings bigint, rebook_rate numeric, trust_score numeric)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT proof.avg_rating, proof.total_bookings, proof.rebook_rate, proof.trust_score
    FROM public.social_proof_cache AS proof
    WHERE proof.hotel_id = hotel AND proof.persona = get_hotel_social_proof.persona;
END;

-- The weighted mean of three ratings:
--     3.5                                                    weight 5
--     the hotel's avg_rating by travellers of the same       weight the number of ratings, 20 at most
--     kind, else by all
--     the mean of the ratings that the traveller gave        weight their number, 10 at most
-- rounded to one decimal; confidence = (weights - 5) / weights, to two. reasoning has the parts.
CREATE OR REPLACE FUNCTION public.predict_satisfaction(booking bigint)
    RETURNS TABLE (predicted_rating numeric, confidence numeric, reasoning jsonb)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH asked AS (
        SELECT hotel_id, user_id, public.calculate_traveler_persona(user_id) AS persona
        FROM public.bookings WHERE bookings.id = predict_satisfaction.booking
    ), parts AS (
        SELECT
            asked.persona,
            -- Not the other way round: least() passes over NULL.
            coalesce(proof.avg_rating, 0) AS hotel_rating,
            least(coalesce(proof.ratings_count, 0), 20) AS hotel_weight,
            -- Each asked by itself: a join would read the whole of the view, which is a barrier, for each booking.
            coalesce((SELECT stats.avg_satisfaction FROM public.own_booking_stats AS stats
                WHERE stats.user_id = asked.user_id), 0) AS own_rating,
            least(coalesce((SELECT stats.ratings_count FROM public.own_booking_stats AS stats
                WHERE stats.user_id = asked.user_id), 0), 10) AS own_weight
        FROM asked
        LEFT JOIN LATERAL (
            SELECT cached.avg_rating, cached.ratings_count FROM public.social_proof_cache AS cached
            WHERE cached.hotel_id = asked.hotel_id AND cached.persona IN (asked.persona, '')
            ORDER BY cached.persona = '' LIMIT 1
        ) AS proof ON true
    )
    SELECT
        round((3.5 * 5 + hotel_rating * hotel_weight + own_rating * own_weight) / (5 + hotel_weight + own_weight), 1),
        round((hotel_weight + own_weight) / (5.0 + hotel_weight + own_weight), 2),
        jsonb_build_object(
            'persona', persona,
            'prior', jsonb_build_object('rating', 3.5, 'weight', 5),
            'hotel', jsonb_build_object('rating', nullif(hotel_rating, 0), 'weight', hotel_weight),
            'traveler', jsonb_build_object('rating', nullif(own_rating, 0), 'weight', own_weight))
    FROM parts;
END;

-- How well invitations work, over everybody's: joined / sent, and sign-ups / views, to four decimals. That tells nothing of
-- anybody, so whoever is signed in may know it: SECURITY DEFINER.
CREATE OR REPLACE FUNCTION public.invitation_conversion(OUT per_referral numeric, OUT per_view numeric)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        (SELECT round(count(referred_user_id) / nullif(count(*), 0)::numeric, 4) FROM public.referrals),
        (SELECT round(sum(signups) / nullif(sum(views), 0), 4) FROM public.shared_content)
$$;

-- K = i * c, as growth is usually reckoned: invitations sent by one user times the share of invitations that win
-- somebody. Here for both ways of inviting: referrals * joined / sent + views of shared content * sign-ups / views,
-- the shares being everybody's, for one user's few invitations say little of how well they work. To two decimals.
CREATE OR REPLACE FUNCTION public.calculate_k_factor(subject uuid) RETURNS numeric
    LANGUAGE sql STABLE
RETURN (
    SELECT round(
        (SELECT count(*) FROM public.referrals AS sent WHERE sent.referrer_id = subject)
            * coalesce(everybody.per_referral, 0)
        + (SELECT coalesce(sum(shared.views), 0) FROM public.shared_content AS shared WHERE shared.user_id = subject)
            * coalesce(everybody.per_view, 0), 2)
    FROM public.invitation_conversion() AS everybody
    WHERE public.calculate_traveler_persona(subject) IS NOT NULL
);

-- persona, total_trips, total_bookings, total_spent (dollars), destinations, avg_satisfaction (of the ratings given, null
-- if none) and last_booking_at as of the last refresh of user_booking_stats; k_factor as of now.
CREATE OR REPLACE FUNCTION public.get_user_analytics(subject uuid) RETURNS jsonb
    LANGUAGE sql STABLE
RETURN (
    SELECT jsonb_build_object(
        'persona', known.persona,
        'total_trips', coalesce(stats.total_trips, 0),
        'total_bookings', coalesce(stats.total_bookings, 0),
        'total_spent', coalesce(stats.total_spent, 0),
        'destinations', coalesce(stats.destinations, 0),
        'avg_satisfaction', stats.avg_satisfaction,
        'last_booking_at', stats.last_booking_at,
        'k_factor', public.calculate_k_factor(subject))
    FROM (SELECT public.calculate_traveler_persona(subject) AS persona) AS known
    LEFT JOIN public.own_booking_stats AS stats ON stats.user_id = subject
    WHERE known.persona IS NOT NULL
);

-- Pending payments whose time is over become expired, and the audit log says so; returns how many. One that a payer is
-- confirming at this moment is left to them. SECURITY DEFINER: the job need not own the table.
CREATE OR REPLACE FUNCTION public.maintain_crypto_payments() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
    WITH over AS (
        SELECT id FROM public.crypto_payments
        WHERE status = 'pending' AND expires_at <= now()
        FOR UPDATE SKIP LOCKED
    ), expired AS (
        UPDATE public.crypto_payments AS payment SET status = 'expired' FROM over WHERE payment.id = over.id RETURNING 1
    )
    SELECT count(*) FROM expired
$$;
REVOKE ALL ON FUNCTION public.maintain_crypto_payments() FROM PUBLIC;
