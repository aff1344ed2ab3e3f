import Foundation
import Support

/// A table with a column of every type, and rows of edge and random values, made by the server itself.
enum WildTable {
    static let database = "formula_compile"

    /// Made once for the process.
    static let ready: Result<Void, any Error> = Result {
        try PrivateServer.shared.createDatabase(database)
        try PrivateServer.shared.psql(
            """
            CREATE SCHEMA crypt;
            CREATE EXTENSION pgcrypto SCHEMA crypt;
            CREATE TYPE public.mood AS ENUM ('calm', 'cross', 'Très "gai"');
            CREATE FUNCTION public.shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper($1) || '!' $$;
            CREATE TABLE public.log (
              id bigint PRIMARY KEY, small smallint, number integer, amount numeric, price numeric(12,2),
              single real, double double precision, flag boolean, action text, actor varchar(40), code char(8), kind name,
              entity uuid, happened timestamptz, local_time timestamp, day date, clock time, span interval,
              address inet, network cidr, details jsonb, raw json, blob bytea, tags text[], ids uuid[], mood mood,
              prev_hash text, prev_digest bytea);
            INSERT INTO public.log SELECT
              n, (n * 7919 % 65536 - 32768)::smallint, CASE n % 9 WHEN 0 THEN NULL ELSE (n * 104729 % 4294967296 - 2147483648)::integer END,
              CASE n % 7 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN 0 WHEN 3 THEN -0.00012300 WHEN 4 THEN 1e30 ELSE (random() * 1e6 - 5e5)::numeric END,
              (n * 1.07)::numeric(12,2), CASE n % 5 WHEN 0 THEN 'Infinity' ELSE random()::real END,
              CASE n % 6 WHEN 0 THEN 1e300 WHEN 1 THEN NULL ELSE random() * n END, CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END,
              CASE n % 8 WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN 'a|b' WHEN 3 THEN E'tab\\tnew\\nline "q" \\\\' WHEN 4 THEN 'naïve 🦊 ملف'
                WHEN 5 THEN '  padded ' ELSE md5(n::text) END,
              CASE n % 5 WHEN 0 THEN NULL ELSE 'user-' || n END, CASE n % 4 WHEN 0 THEN 'ab' WHEN 1 THEN '' WHEN 2 THEN NULL ELSE 'x y' END, 'name' || n,
              CASE n % 10 WHEN 0 THEN NULL ELSE md5('u' || n)::uuid END,
              CASE n % 11 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' WHEN 2 THEN '0044-03-15 12:00:00 BC' ELSE timestamptz '2019-01-01' + n * interval '17 hours 3.123456 s' END,
              timestamp '2024-02-29 23:59:59.5' + n * interval '1 day 1 second', CASE n % 4 WHEN 0 THEN NULL ELSE date '1999-12-31' + n::int END,
              time '00:00' + n * interval '7 min 1.5 s', make_interval(months => n::int % 30, days => -n::int, secs => n * 1.25),
              CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN inet '2001:db8::ff00:42' WHEN 2 THEN inet '10.0.0.7/8' ELSE inet '192.168.1.9' END, cidr '10.1.0.0/16',
              CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN '{"b": [1, 2.50, null], "a": "x\\u00e9\\n", "": {}}' WHEN 2 THEN '"text"' WHEN 3 THEN '[]'
                ELSE jsonb_build_object('n', n, 'action', 'login', 'ok', n % 2 = 0) END,
              CASE n % 3 WHEN 0 THEN NULL ELSE '{"z":1, "a" : "y",  "z":2}' END::json,
              CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE decode(md5(n::text), 'hex') END,
              CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '{}'::text[] ELSE ARRAY['a b', NULL, 'c"d', n::text] END,
              ARRAY[md5(n::text)::uuid], (ARRAY['calm', 'cross', 'Très "gai"'])[n % 3 + 1]::mood,
              CASE n % 6 WHEN 0 THEN NULL ELSE encode(sha256(convert_to(n::text, 'UTF8')), 'hex') END,
              CASE n % 6 WHEN 0 THEN NULL ELSE sha256(convert_to(n::text, 'UTF8')) END
            FROM generate_series(1, 200) n;
            ALTER DATABASE \(database) SET search_path = pg_catalog;
            ALTER DATABASE \(database) SET timezone = 'Europe/Berlin';
            """, database: database)
    }
}
