-- Who asks: the roles anon and authenticated, and what the current request says of its sender. A part of install.sql.
--
--     auth.uid()                   the person behind the request, where Supabase does not provide it already
--     request_user_id()            the same, NULL where the claims name nobody, or nobody by a UUID
--     request_is_admin()           whether the request's claims name an administrator
--     request_sees_everything()    whether row security would not hold whoever asks, or they are an administrator
--     request_ip_address()         where the request came from
--
-- They read the settings that PostgREST (Supabase) makes for each request from the token that it checked:
-- request.jwt.claims, before its version 9 request.jwt.claim.sub, and request.headers. Whoever may run SQL of their own
-- can set them to anything; audit_log.db_user, the role that logged in, is what the server knows.

-- Roles belong to the whole cluster: another database may have made them, at this very moment.
DO $$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT wanted FROM unnest(ARRAY['anon', 'authenticated']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
    LOOP
        EXECUTE format('CREATE ROLE %I NOLOGIN', missing);
        -- So that rollback.sql knows them for its own.
        EXECUTE format('COMMENT ON ROLE %I IS %L', missing, 'made by Fixtures/travel/request.sql');
    END LOOP;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

-- A RETURN body is bound to its functions when it is created, so no search_path can change its meaning, and it is
-- planned as a part of what calls it.
CREATE OR REPLACE FUNCTION public.request_user_id() RETURNS uuid
    LANGUAGE sql STABLE
RETURN substring(
    coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')
    FROM '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$')::uuid;

DO $$
BEGIN
    IF to_regprocedure('auth.uid()') IS NULL THEN
        IF to_regnamespace('auth') IS NULL THEN
            CREATE SCHEMA auth;
            COMMENT ON SCHEMA auth IS 'made by Fixtures/travel/request.sql';
        END IF;
        CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE RETURN public.request_user_id();
        COMMENT ON FUNCTION auth.uid() IS 'made by Fixtures/travel/request.sql';
        GRANT USAGE ON SCHEMA auth TO anon, authenticated;
    END IF;
END
$$;

-- app_metadata is the part of a token that its bearer cannot choose.
CREATE OR REPLACE FUNCTION public.request_is_admin() RETURNS boolean
    LANGUAGE sql STABLE
RETURN coalesce(
    nullif(current_setting('request.jwt.claims', true), '')::json #>> '{app_metadata,role}' = 'admin', false);

-- Not held by row security are the owner, superusers, who has BYPASSRLS: jobs and people at psql, without claims.
CREATE OR REPLACE FUNCTION public.request_sees_everything() RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN public.request_is_admin() OR NOT row_security_active('public.users');
END
$$;

-- The address that the request came from: the first one that the proxy forwarded, else that of the connection (NULL on
-- a Unix socket). The first one is what the sender says, unless the proxy sets the header anew. Headers that make no sense
-- must not stop the service. For the trigger, under its search_path.
CREATE OR REPLACE FUNCTION public.request_ip_address() RETURNS inet
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    headers text := nullif(current_setting('request.headers', true), '');
BEGIN
    IF headers IS NULL THEN
        RETURN inet_client_addr();
    END IF;
    RETURN coalesce(split_part(headers::json ->> 'x-forwarded-for', ',', 1)::inet, inet_client_addr());
EXCEPTION WHEN data_exception THEN
    RETURN inet_client_addr();
END
$$;
REVOKE ALL ON FUNCTION public.request_ip_address() FROM PUBLIC;
