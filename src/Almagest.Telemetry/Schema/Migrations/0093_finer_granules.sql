-- A search reads some twenty traces whole, and each takes a granule of rows decoded in nearly thirty columns: of 512 rows and from blocks of
-- 32 KB that takes half the time of 1,024 and 64 KB, for 1.6 bytes a span more. Stored parts are taken over as they are, by links, whatever
-- their number; only what is stored from here on is finer. Every statement may run again after a crash in the middle.
DROP VIEW IF EXISTS trace_summaries_of_spans;

DROP VIEW IF EXISTS span_metrics_of_spans;

DROP VIEW IF EXISTS span_totals_of_spans;

DROP VIEW IF EXISTS service_graph_changes_of_spans;

DROP TABLE IF EXISTS spans_in_finer_granules;

CREATE TABLE spans_in_finer_granules AS spans
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, toStartOfFifteenMinutes(time), trace_id, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 512, min_compress_block_size = 32768
COMMENT 'spans, one row each';

ALTER TABLE spans_in_finer_granules ATTACH PARTITION ALL FROM spans;

EXCHANGE TABLES spans AND spans_in_finer_granules;

DROP TABLE spans_in_finer_granules;

-- What migration 0090 began for older parts went with the table.
ALTER TABLE spans MATERIALIZE INDEX attribute_pairs;

CREATE MATERIALIZED VIEW trace_summaries_of_spans TO trace_summaries AS
SELECT
    tenant,
    trace_id,
    toDate(time) AS day,
    min(time) AS first,
    max(addNanoseconds(time, duration_nano)) AS last,
    max(time) AS latest_start,
    count() AS span_count,
    countIf(status = 'error') AS error_count,
    groupUniqArray(toString(service)) AS services,
    min(CAST((parent_span_id != '', time, toString(service), toString(name)), 'Tuple(has_parent Bool, start DateTime64(9, \'UTC\'), service String, name String)')) AS root,
    max(retention_days) AS retention_days
FROM spans
GROUP BY tenant, trace_id, day;

CREATE MATERIALIZED VIEW span_metrics_of_spans TO span_metrics AS
SELECT
    tenant, service, name, kind, status, minute AS time,
    sum(bucket_calls) AS calls,
    sumIf(bucket_calls, status = 'error') AS errors,
    sum(bucket_nano) AS duration_nano,
    max(bucket_max) AS max_nano,
    sumMap(map(bucket, bucket_calls)) AS buckets,
    max(bucket_retention) AS retention_days
FROM
(
    SELECT
        tenant, service, name, kind, status, toStartOfMinute(toDateTime(time, 'UTC')) AS minute,
        toUInt8(if(duration_nano = 0, 0, floor(10 * log10(duration_nano)))) AS bucket,
        count() AS bucket_calls, sum(duration_nano) AS bucket_nano, max(duration_nano) AS bucket_max, max(retention_days) AS bucket_retention
    FROM spans
    GROUP BY tenant, service, name, kind, status, minute, bucket
)
GROUP BY tenant, service, name, kind, status, minute;

-- Counted as OTLP writes a span, to a byte or two for each of its numbers: the series traces_spanmetrics_size_total.
ALTER TABLE span_totals ADD COLUMN IF NOT EXISTS bytes SimpleAggregateFunction(sum, UInt64) COMMENT 'size of the spans as they were sent, since it is counted' AFTER last_seen;

CREATE MATERIALIZED VIEW span_totals_of_spans TO span_totals AS
SELECT
    tenant, service, name, kind, status,
    sum(bound_calls) AS calls,
    sum(bound_nano) AS duration_nano,
    sumMap(map(bound, bound_calls)) AS le,
    now64(3, 'UTC') AS first_seen,
    now64(3, 'UTC') AS last_seen,
    toUInt64(sum(bound_bytes)) AS bytes,
    max(CAST((bound_time, bound_latest.1, bound_latest.2, bound_latest.3),
        'Tuple(time DateTime64(9, \'UTC\'), trace_id String, span_id String, duration_nano UInt64)')) AS latest
FROM
(
    SELECT
        tenant, service, name, kind, status,
        toUInt8(if(duration_nano <= 2000000, 0, least(14, ceil(log2(duration_nano / 2000000))))) AS bound,
        count() AS bound_calls, sum(duration_nano) AS bound_nano, max(time) AS bound_time, argMax((trace_id, span_id, duration_nano), time) AS bound_latest,
        sum(51 + length(parent_span_id) / 2 + length(name) + length(status_message)
            + arraySum((k, v) -> length(k) + length(v) + 8, mapKeys(attributes), mapValues(attributes))
            + arraySum((n, a) -> 13 + length(n) + arraySum((k, v) -> length(k) + length(v) + 8, mapKeys(a), mapValues(a)), events.name, events.attributes)
            + arraySum(a -> 30 + arraySum((k, v) -> length(k) + length(v) + 8, mapKeys(a), mapValues(a)), links.attributes)) AS bound_bytes
    FROM spans
    GROUP BY tenant, service, name, kind, status, bound
)
GROUP BY tenant, service, name, kind, status;

CREATE MATERIALIZED VIEW service_graph_changes_of_spans TO service_graph_changes AS
SELECT tenant, quarter, now64(3, 'UTC') AS changed, sum(began * found) AS spans, max(retention) AS retention_days
FROM
(
    SELECT tenant, toStartOfFifteenMinutes(toDateTime(time, 'UTC')) AS first,
        least(16, intDiv(toUnixTimestamp64Nano(time) + duration_nano, 900000000000) - intDiv(toUnixTimestamp64Nano(time), 900000000000)) AS more,
        count() AS found, max(retention_days) AS retention
    FROM spans
    GROUP BY tenant, first, more
)
ARRAY JOIN arrayMap(n -> first + toIntervalMinute(15 * n), range(toUInt32(more) + 1)) AS quarter, arrayMap(n -> n = 0, range(toUInt32(more) + 1)) AS began
GROUP BY tenant, quarter;
