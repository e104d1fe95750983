-- The mean of every figure at every point, with its interval, beside the point's settings:
--   sqlite3 -box DIR/results.sqlite < analysis/examples/intervals.sql
SELECT settings.settings AS point, intervals.metric, round(mean, 4) AS mean,
       round(low, 4) AS low, round(high, 4) AS high, replications, warning
FROM intervals
JOIN (SELECT point, group_concat(path || '=' || value, ', ') AS settings
      FROM settings GROUP BY point) AS settings USING (point)
ORDER BY intervals.point, intervals.metric;
