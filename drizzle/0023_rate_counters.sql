-- Counts operations of a rate limit in one step, by the database's clock: replicas whose clocks differ share one window, which
-- the first operation begins. One that seems to last longer than it may was begun under another rate, or by another clock.
-- For use inside other statements as well; whoever holds the row makes the next one of the same counter wait.
CREATE FUNCTION system.count_operations(counter text, operations integer, window_ms integer)
RETURNS TABLE (counted integer, resets_in_ms integer)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  at bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
BEGIN
  RETURN QUERY
    INSERT INTO rate_limits AS r (key, points, expire) VALUES (counter, operations, at + window_ms)
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN r.expire <= at THEN excluded.points
        ELSE least(r.points::bigint + excluded.points, 2147483647)::integer END,
      expire = CASE WHEN r.expire <= at THEN excluded.expire ELSE least(r.expire, excluded.expire) END
    RETURNING r.points, greatest(r.expire - at, 0)::integer;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.count_operations(text, integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.count_operations(text, integer, integer) TO geko_app;
