-- Who may see and do what. A part of install.sql.
--
--     anon             a visitor: the social proof, nothing else
--     authenticated    somebody who signed in: their own rows, the social proof; an administrator, by the claims of the
--                      request, also everybody's analytics, but neither accounts, bookings, payments nor the audit log
--
-- Row security is on for every table. It is not forced on the owner: as the owner the triggers append and the
-- verification reads every row, and an owner could lift it anyway; so nobody logs in as the owner to serve people. Whoever
-- must see everything (an auditor's role) gets BYPASSRLS.

-- Whose booking it is.
CREATE OR REPLACE FUNCTION public.request_owns_booking(booking bigint) RETURNS boolean
    LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM public.bookings AS own WHERE own.id = booking AND own.user_id = (SELECT auth.uid()));

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
            OR relname ~ '^user_behavior_log_(\d{4}_\d{2}|default)$')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %s', item, everyone);
    END LOOP;
    FOREACH item IN ARRAY ARRAY['capture_audit_log()', 'verify_audit_log_integrity()', 'refresh_analytics_views()',
        'maintain_crypto_payments()', 'create_monthly_partition(date)', 'request_ip_address()'] LOOP
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
CREATE POLICY own_rows ON public.bookings USING (user_id = (SELECT auth.uid()))
    WITH CHECK (user_id = (SELECT auth.uid()) AND status IN ('pending', 'cancelled'));
CREATE POLICY own_rows ON public.crypto_payments USING (public.request_owns_booking(booking_id))
    WITH CHECK (public.request_owns_booking(booking_id) AND status = 'pending');
CREATE POLICY own_rows ON public.booking_outcomes USING (public.request_owns_booking(booking_id));
CREATE POLICY own_rows ON public.traveler_personas FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.trip_predictions FOR SELECT USING (EXISTS (
    SELECT FROM public.trips AS trip WHERE trip.id = trip_id AND trip.user_id = (SELECT auth.uid())));
CREATE POLICY own_rows ON public.outcome_predictions FOR SELECT USING (public.request_owns_booking(booking_id));
CREATE POLICY own_rows ON public.referrals USING (referrer_id = (SELECT auth.uid()))
    WITH CHECK (referrer_id = (SELECT auth.uid()) AND referred_user_id IS NULL);
CREATE POLICY own_rows ON public.shared_content USING (user_id = (SELECT auth.uid()))
    WITH CHECK (user_id = (SELECT auth.uid()) AND views = 0);
CREATE POLICY own_rows ON public.user_behavior_log USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_rows ON public.audit_log FOR SELECT USING (user_id = (SELECT auth.uid()));

DROP POLICY IF EXISTS everyone_sees_all ON public.social_proof_cache;
CREATE POLICY everyone_sees_all ON public.social_proof_cache FOR SELECT USING (true);

GRANT USAGE ON SCHEMA public TO anon, authenticated;
GRANT SELECT ON public.social_proof_cache TO anon, authenticated;
GRANT EXECUTE ON FUNCTION public.get_hotel_social_proof(text, text) TO anon, authenticated;

GRANT SELECT ON public.users, public.trips, public.bookings, public.crypto_payments, public.booking_outcomes,
    public.traveler_personas, public.trip_predictions, public.outcome_predictions, public.referrals,
    public.shared_content, public.user_behavior_log, public.audit_log, public.analytics_refreshes,
    public.own_booking_stats TO authenticated;
GRANT INSERT, UPDATE, DELETE ON public.users, public.trips TO authenticated;
GRANT INSERT, UPDATE ON public.bookings, public.booking_outcomes TO authenticated;
GRANT INSERT ON public.crypto_payments, public.referrals, public.shared_content, public.user_behavior_log
    TO authenticated;
GRANT USAGE ON SEQUENCE public.user_behavior_log_id_seq TO authenticated;
