-- The points whose mean wait is not known to be longer than the shortest: their intervals overlap.
--   sqlite3 -box DIR/results.sqlite < analysis/examples/best_point.sql
WITH waits AS (SELECT * FROM intervals WHERE metric = 'wait_mean_s' AND mean IS NOT NULL),
     best AS (SELECT * FROM waits ORDER BY mean, point LIMIT 1)
SELECT waits.point, round(waits.mean, 1) AS wait_mean_s, round(waits.low, 1) AS low,
       round(waits.high, 1) AS high
FROM waits, best
WHERE waits.low <= best.high
ORDER BY waits.mean, waits.point;
