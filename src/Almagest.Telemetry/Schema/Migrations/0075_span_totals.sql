-- RED metrics by status too, totals that only ever grow (the series traces_spanmetrics_* are read from them), and the service graph.
-- Every statement may run again after a crash in the middle.
DROP VIEW IF EXISTS span_metrics_of_spans;

DROP VIEW IF EXISTS trace_summaries_of_spans;

DROP TABLE IF EXISTS spans_in_small_granules;

-- A search reads some twenty traces whole, each in a granule of its own: with 8,192 rows a granule most of what was read was thrown away.
CREATE TABLE spans_in_small_granules AS spans
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, toStartOfFifteenMinutes(time), trace_id, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024
COMMENT 'spans, one row each';

INSERT INTO spans_in_small_granules SELECT * FROM spans;

EXCHANGE TABLES spans AND spans_in_small_granules;

DROP TABLE spans_in_small_granules;

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


DROP TABLE IF EXISTS span_metrics_by_status;

CREATE TABLE span_metrics_by_status
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    name LowCardinality(String) COMMENT 'operation',
    kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5) COMMENT 'role of the spans',
    status Enum8('unset' = 0, 'ok' = 1, 'error' = 2) COMMENT 'status of the spans; unset for all spans of rows written before there was this column',
    time DateTime('UTC') COMMENT 'begin of the minute' CODEC(DoubleDelta, ZSTD(1)),
    calls SimpleAggregateFunction(sum, UInt64) COMMENT 'spans',
    errors SimpleAggregateFunction(sum, UInt64) COMMENT 'spans with status error',
    duration_nano SimpleAggregateFunction(sum, UInt64) COMMENT 'sum of their durations',
    max_nano SimpleAggregateFunction(max, UInt64) COMMENT 'longest duration',
    buckets SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)) COMMENT 'spans by floor(10 * log10(duration in nanoseconds))',
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, service, name, kind, time, status)
TTL time + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'requests, errors and durations of each operation and status per minute';

INSERT INTO span_metrics_by_status (tenant, service, name, kind, time, calls, errors, duration_nano, max_nano, buckets, retention_days)
SELECT tenant, service, name, kind, time, calls, errors, duration_nano, max_nano, buckets, retention_days FROM span_metrics;

EXCHANGE TABLES span_metrics AND span_metrics_by_status;

DROP TABLE span_metrics_by_status;

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

DROP VIEW IF EXISTS span_totals_of_spans;

DROP TABLE IF EXISTS span_totals;

-- Never removed by age: a total that forgets would look like a counter that began anew.
CREATE TABLE span_totals
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    name LowCardinality(String) COMMENT 'operation',
    kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5) COMMENT 'role of the spans',
    status Enum8('unset' = 0, 'ok' = 1, 'error' = 2) COMMENT 'status of the spans',
    calls SimpleAggregateFunction(sum, UInt64) COMMENT 'spans ever stored',
    duration_nano SimpleAggregateFunction(sum, UInt64) COMMENT 'sum of their durations',
    le SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)) COMMENT 'spans by the least n with duration <= 2 ms * 2^n, 14 for longer ones',
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')) COMMENT 'when the first of them was stored',
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'when the last of them was stored',
    latest SimpleAggregateFunction(max, Tuple(time DateTime64(9, 'UTC'), trace_id String, span_id String, duration_nano UInt64)) COMMENT 'the span that began last'
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, service, name, kind, status)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'calls and durations of each operation and status since the first span';

CREATE MATERIALIZED VIEW span_totals_of_spans TO span_totals AS
SELECT
    tenant, service, name, kind, status,
    sum(bound_calls) AS calls,
    sum(bound_nano) AS duration_nano,
    sumMap(map(bound, bound_calls)) AS le,
    now64(3, 'UTC') AS first_seen,
    now64(3, 'UTC') AS last_seen,
    max(CAST((bound_time, bound_latest.1, bound_latest.2, bound_latest.3),
        'Tuple(time DateTime64(9, \'UTC\'), trace_id String, span_id String, duration_nano UInt64)')) AS latest
FROM
(
    SELECT
        tenant, service, name, kind, status,
        toUInt8(if(duration_nano <= 2000000, 0, least(14, ceil(log2(duration_nano / 2000000))))) AS bound,
        count() AS bound_calls, sum(duration_nano) AS bound_nano, max(time) AS bound_time, argMax((trace_id, span_id, duration_nano), time) AS bound_latest
    FROM spans
    GROUP BY tenant, service, name, kind, status, bound
)
GROUP BY tenant, service, name, kind, status;

-- Spans stored before this migration count too.
INSERT INTO span_totals
SELECT
    tenant, service, name, kind, status, sum(bound_calls), sum(bound_nano), sumMap(map(bound, bound_calls)), toDateTime64(min(bound_first), 3, 'UTC'), now64(3, 'UTC'),
    max(CAST((bound_time, bound_latest.1, bound_latest.2, bound_latest.3),
        'Tuple(time DateTime64(9, \'UTC\'), trace_id String, span_id String, duration_nano UInt64)'))
FROM
(
    SELECT
        tenant, service, name, kind, status,
        toUInt8(if(duration_nano <= 2000000, 0, least(14, ceil(log2(duration_nano / 2000000))))) AS bound,
        count() AS bound_calls, sum(duration_nano) AS bound_nano, max(time) AS bound_time, min(time) AS bound_first, argMax((trace_id, span_id, duration_nano), time) AS bound_latest
    FROM spans
    GROUP BY tenant, service, name, kind, status, bound
)
GROUP BY tenant, service, name, kind, status;

DROP VIEW IF EXISTS service_graph_changes_of_spans;

DROP TABLE IF EXISTS service_graph_changes;

CREATE TABLE service_graph_changes
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    quarter DateTime('UTC') COMMENT 'begin of a quarter hour in which spans ran',
    changed SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'when the last of them was stored',
    spans SimpleAggregateFunction(sum, UInt64) COMMENT 'how many began in it',
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, quarter)
TTL quarter + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'quarter hours whose spans changed, and when: their part of the service graph is computed again';

-- A span that ends in a later quarter hour may be the parent of spans that began there; beyond four hours that is not followed.
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

INSERT INTO service_graph_changes
SELECT tenant, toStartOfFifteenMinutes(toDateTime(time, 'UTC')) AS quarter, now64(3, 'UTC'), count(), max(retention_days) FROM spans GROUP BY tenant, quarter;

CREATE TABLE IF NOT EXISTS service_graph
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    quarter DateTime('UTC') COMMENT 'begin of the quarter hour' CODEC(DoubleDelta, ZSTD(1)),
    version DateTime64(3, 'UTC') COMMENT 'when it was computed: of a quarter hour only the rows of the latest version hold' CODEC(Delta, ZSTD(1)),
    time DateTime('UTC') COMMENT 'begin of the minute' CODEC(DoubleDelta, ZSTD(1)),
    from_name LowCardinality(String) COMMENT 'caller; empty in the row that says the quarter hour was computed',
    from_type LowCardinality(String) COMMENT 'service, queue',
    to_name LowCardinality(String) COMMENT 'called',
    to_type LowCardinality(String) COMMENT 'service, database, queue, llm, external',
    connection LowCardinality(String) COMMENT 'how: empty for a direct call, messaging_system, link, database, virtual_node',
    calls UInt64 COMMENT 'how often' CODEC(T64, ZSTD(1)),
    errors UInt64 COMMENT 'how many failed' CODEC(T64, ZSTD(1)),
    client_nano UInt64 COMMENT 'sum of the durations the caller saw' CODEC(T64, ZSTD(1)),
    server_nano UInt64 COMMENT 'sum of the durations the called one saw' CODEC(T64, ZSTD(1)),
    max_nano UInt64 COMMENT 'longest duration' CODEC(T64, ZSTD(1)),
    buckets Map(UInt8, UInt64) COMMENT 'calls by floor(10 * log10(duration in nanoseconds))' CODEC(ZSTD(1)),
    client_le Map(UInt8, UInt64) COMMENT 'calls by the least n with duration the caller saw <= 0.1 s * 2^n, 8 for longer ones' CODEC(ZSTD(1)),
    server_le Map(UInt8, UInt64) COMMENT 'the same of the duration the called one saw' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toDate(quarter)
ORDER BY (tenant, quarter, from_name, from_type, to_name, to_type, connection, time)
TTL quarter + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'who calls whom per minute: services, databases, queues, language models, external hosts';

-- What the series traces_service_graph_* are read from; kept when the spans are gone.
CREATE TABLE IF NOT EXISTS service_graph_days
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    day Date COMMENT 'day (UTC)',
    from_name LowCardinality(String) COMMENT 'caller',
    from_type LowCardinality(String) COMMENT 'service, queue',
    to_name LowCardinality(String) COMMENT 'called',
    to_type LowCardinality(String) COMMENT 'service, database, queue, llm, external',
    connection LowCardinality(String) COMMENT 'how',
    version DateTime64(3, 'UTC') COMMENT 'when it was computed: the latest holds',
    calls UInt64 COMMENT 'how often',
    errors UInt64 COMMENT 'how many failed',
    client_nano UInt64 COMMENT 'sum of the durations the caller saw',
    server_nano UInt64 COMMENT 'sum of the durations the called one saw',
    client_le Map(UInt8, UInt64) COMMENT 'as in service_graph',
    server_le Map(UInt8, UInt64) COMMENT 'as in service_graph'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, day, from_name, from_type, to_name, to_type, connection)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'who called whom per day';
