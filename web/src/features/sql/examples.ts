const inRange = 'time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)}';

/** Questions to begin with. `{from:…}` and `{to:…}` are the page's time range. */
export const examples = [
  {
    name: 'Services: load, errors, latency',
    query: `SELECT service, count() AS spans, countIf(status = 'error') AS errors,
  round(quantile(0.5)(duration_nano) / 1e6, 2) AS p50_ms,
  round(quantile(0.95)(duration_nano) / 1e6, 2) AS p95_ms
FROM spans
WHERE ${inRange}
GROUP BY service
ORDER BY spans DESC`,
  },
  {
    name: 'Spans per minute by service',
    query: `SELECT toStartOfMinute(time) AS minute, service, count() AS spans
FROM spans
WHERE ${inRange}
GROUP BY minute, service
ORDER BY minute`,
  },
  {
    name: 'Latest errors in logs',
    query: `SELECT time, service, body, trace_id
FROM logs
WHERE level IN ('error', 'critical', 'fatal') AND ${inRange}
ORDER BY time DESC
LIMIT 200`,
  },
  {
    name: 'Slowest operations',
    query: `SELECT service, name, count() AS calls, round(max(duration_nano) / 1e6) AS max_ms, round(avg(duration_nano) / 1e6, 1) AS avg_ms
FROM spans
WHERE ${inRange}
GROUP BY service, name
ORDER BY max_ms DESC
LIMIT 50`,
  },
  {
    name: 'One attribute of many',
    query: `SELECT attributes['http.route'] AS route, attributes['http.response.status_code'] AS status, count() AS requests
FROM spans
WHERE attributes['http.route'] != '' AND ${inRange}
GROUP BY route, status
ORDER BY requests DESC`,
  },
  {
    name: 'What models cost',
    query: `SELECT toStartOfMinute(time) AS minute, model, sum(cost_usd) AS usd, sum(input_tokens + output_tokens) AS tokens
FROM llm_calls
WHERE ${inRange}
GROUP BY minute, model
ORDER BY minute`,
  },
];

export const firstQuery = examples[0]?.query ?? '';
