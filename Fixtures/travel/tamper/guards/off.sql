-- What whoever owns the table can do before tampering with it: the guards go to sleep.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
