-- Who may see and do what. A part of install.sql.
--
--     anon             a visitor: the social proof, nothing else
--     authenticated    somebody who signed in: their own rows, the social proof; an administrator, by the claims of the
--                      request, also everybody's analytics, but neither accounts, bookings, payments nor the audit log
--
-- Row security is on for every table. It is not forced on the owner: as the owner the triggers append and the
-- verification reads every row, and an owner could lift it anyway; so nobody logs in as the owner to serve people. Whoever
-- must see everything (an auditor's role) gets BYPASSRLS.

DO $$
DECLARE
    item text;
    everyone CONSTANT text := 'anon, authenticated';
BEGIN
    -- On Supabase, new tables and functions are granted to both by default.
    FOR item IN
        SELECT oid::regclass::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND (relname = ANY (ARRAY['users', 'trips', 'bookings',
                'crypto_payments', 'booking_outcomes', 'traveler_personas', 'social_proof_cache', 'trip_predictions',
                'outcome_predictions', 'referrals', 'shared_content', 'user_behavior_log', 'audit_log',
                'analytics_refreshes', 'user_booking_stats', 'hotel_social_proof', 'own_booking_stats'])
            OR relname ~ '^user_behavior_log_([0-9]{4}_[0-9]{2}|default)$')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %s', item, everyone);
    END LOOP;
    FOR item IN
        SELECT sequence.oid::regclass::text FROM pg_class AS sequence
        JOIN pg_depend AS owned ON owned.objid = sequence.oid AND owned.deptype IN ('a', 'i')
            AND owned.classid = 'pg_class'::regclass AND owned.refclassid = 'pg_class'::regclass
        JOIN pg_class AS owner ON owner.oid = owned.refobjid
        WHERE sequence.relkind = 'S' AND owner.relnamespace = 'public'::regnamespace AND owner.relname = ANY (ARRAY[
            'trips', 'bookings', 'crypto_payments', 'booking_outcomes', 'referrals', 'shared_content',
            'user_behavior_log', 'audit_log'])
    LOOP
        EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM PUBLIC, %s', item, everyone);
    END LOOP;
    FOREACH item IN ARRAY ARRAY['capture_audit_log()', 'verify_audit_log_integrity()', 'refresh_analytics_views()',
        'maintain_crypto_payments()', 'create_monthly_partition(date)', 'request_ip_address()',
        'calculate_traveler_persona(uuid)', 'predict_satisfaction(bigint)', 'calculate_k_factor(uuid)',
        'get_user_analytics(uuid)', 'invitation_conversion()', 'get_hotel_social_proof(text, text)'] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION public.%s FROM PUBLIC, %s', item, everyone);
    END LOOP;

    FOREACH item IN ARRAY ARRAY['users', 'trips', 'bookings', 'crypto_payments', 'booking_outcomes', 'traveler_personas',
        'social_proof_cache', 'trip_predictions', 'outcome_predictions', 'referrals', 'shared_content',
        'user_behavior_log', 'audit_log', 'analytics_refreshes'] LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', item);
        EXECUTE format('DROP POLICY IF EXISTS own_rows ON public.%I', item);
        EXECUTE format('DROP POLICY IF EXISTS admins_see_all ON public.%I', item);
    END LOOP;
    FOREACH item IN ARRAY ARRAY['booking_outcomes', 'traveler_personas', 'trip_predictions', 'outcome_predictions',
        'referrals', 'shared_content', 'user_behavior_log', 'analytics_refreshes'] LOOP
        EXECUTE format(
            'CREATE POLICY admins_see_all ON public.%I FOR SELECT USING ((SELECT public.request_is_admin()))', item);
    END LOOP;
END
$$;

-- The sub-selects are there so that each is asked once a statement, not once a row.
CREATE POLICY own_rows ON public.users USING (id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.trips USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.bookings USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.crypto_payments
    USING (booking_id IN (SELECT id FROM public.bookings WHERE user_id = (SELECT auth.uid())));
CREATE POLICY own_rows ON public.booking_outcomes
    USING (booking_id IN (SELECT id FROM public.bookings WHERE user_id = (SELECT auth.uid())));
CREATE POLICY own_rows ON public.traveler_personas FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.trip_predictions FOR SELECT
    USING (trip_id IN (SELECT id FROM public.trips WHERE user_id = (SELECT auth.uid())));
CREATE POLICY own_rows ON public.outcome_predictions FOR SELECT
    USING (booking_id IN (SELECT id FROM public.bookings WHERE user_id = (SELECT auth.uid())));
CREATE POLICY own_rows ON public.referrals USING (referrer_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.shared_content USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.user_behavior_log USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.audit_log FOR SELECT USING (user_id = (SELECT auth.uid()));

-- What was confirmed can be cancelled, what was completed or cancelled stays; only who stayed can say how it was.
DROP POLICY IF EXISTS open_alone ON public.bookings;
CREATE POLICY open_alone ON public.bookings AS RESTRICTIVE FOR UPDATE
    USING (status IN ('pending', 'confirmed')) WITH CHECK (status IN ('pending', 'cancelled'));
DROP POLICY IF EXISTS after_the_stay ON public.booking_outcomes;
CREATE POLICY after_the_stay ON public.booking_outcomes AS RESTRICTIVE FOR INSERT
    WITH CHECK (booking_id IN (SELECT id FROM public.bookings WHERE status = 'completed'));

DROP POLICY IF EXISTS everyone_sees_all ON public.social_proof_cache;
CREATE POLICY everyone_sees_all ON public.social_proof_cache FOR SELECT USING (true);

GRANT USAGE ON SCHEMA public TO anon, authenticated;
GRANT SELECT ON public.social_proof_cache TO anon, authenticated;
GRANT EXECUTE ON FUNCTION public.get_hotel_social_proof(text, text) TO anon, authenticated;

GRANT SELECT ON public.users, public.trips, public.bookings, public.crypto_payments, public.booking_outcomes,
    public.traveler_personas, public.trip_predictions, public.outcome_predictions, public.referrals,
    public.shared_content, public.user_behavior_log, public.audit_log, public.analytics_refreshes,
    public.own_booking_stats TO authenticated;
GRANT EXECUTE ON FUNCTION public.calculate_traveler_persona(uuid), public.predict_satisfaction(bigint),
    public.calculate_k_factor(uuid), public.get_user_analytics(uuid), public.invitation_conversion() TO authenticated;

-- Numbers, moments, whether something is paid, and who came by an invitation are the service's to say: column by column.
GRANT INSERT (id, email, full_name, phone), UPDATE (email, full_name, phone), DELETE ON public.users TO authenticated;
GRANT INSERT (user_id, title, destination, start_date, end_date), UPDATE (title, destination, start_date, end_date, status),
    DELETE ON public.trips TO authenticated;
-- The price is what the person was shown; the service confirms no other.
GRANT INSERT (user_id, trip_id, hotel_id, hotel, destination, guests, check_in_date, check_out_date, price_per_night, notes),
    UPDATE (guests, status, notes) ON public.bookings TO authenticated;
GRANT INSERT (booking_id, amount, currency, wallet_address) ON public.crypto_payments TO authenticated;
GRANT INSERT (booking_id, rating, ratings, would_rebook, comment), UPDATE (rating, ratings, would_rebook, comment)
    ON public.booking_outcomes TO authenticated;
GRANT INSERT (referrer_id, code) ON public.referrals TO authenticated;
GRANT INSERT (user_id, kind, channel) ON public.shared_content TO authenticated;
GRANT INSERT (user_id, session_id, action, action_data) ON public.user_behavior_log TO authenticated;
GRANT USAGE ON SEQUENCE public.user_behavior_log_id_seq TO authenticated;
