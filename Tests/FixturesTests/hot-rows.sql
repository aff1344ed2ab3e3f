-- Two updates a transaction on 50 hot rows. In the order of the rows, as any careful service does it: the other way
-- round two transactions would deadlock on these rows alone, without any log.
\set one random(1, 50)
\set two random(1, 50)
\set first least(:one, :two)
\set second greatest(:one, :two)
BEGIN;
UPDATE public.users SET phone = :client_id WHERE id = md5('user ' || :first)::uuid;
UPDATE public.users SET phone = :client_id WHERE id = md5('user ' || :second)::uuid;
COMMIT;
