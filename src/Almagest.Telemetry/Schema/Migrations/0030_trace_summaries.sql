-- One row a trace and day, kept up to date by the store as spans come in: late spans only add to it. Finds a trace's services and
-- time by its id, which turn into a short read of spans (ordered by service and time), and serves lists of traces without reading spans.
CREATE TABLE trace_summaries
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    trace_id String COMMENT '32 hexadecimal digits' CODEC(ZSTD(1)),
    day Date COMMENT 'day (UTC) on which the spans counted here began',
    first SimpleAggregateFunction(min, DateTime64(9, 'UTC')) COMMENT 'earliest start',
    last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) COMMENT 'latest end',
    latest_start SimpleAggregateFunction(max, DateTime64(9, 'UTC')) COMMENT 'latest start',
    span_count SimpleAggregateFunction(sum, UInt64) COMMENT 'spans',
    error_count SimpleAggregateFunction(sum, UInt64) COMMENT 'spans with status error',
    services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) COMMENT 'services that took part',
    root SimpleAggregateFunction(min, Tuple(has_parent Bool, start DateTime64(9, 'UTC'), service String, name String))
        COMMENT 'the root span, else the earliest seen so far',
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
PARTITION BY day
ORDER BY (tenant, trace_id)
TTL day + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'one row a trace and day: when, how many spans, which services, what root';

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

-- RED metrics: requests, errors and durations per minute and operation. Durations are counted in buckets that grow by a tenth of a
-- power of ten, so that quantiles are within 13 %.
CREATE TABLE span_metrics
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    name LowCardinality(String) COMMENT 'operation',
    kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5) COMMENT 'role of the spans',
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
ORDER BY (tenant, service, name, kind, time)
TTL time + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'requests, errors and durations of each operation per minute';

CREATE MATERIALIZED VIEW span_metrics_of_spans TO span_metrics AS
SELECT
    tenant, service, name, kind, minute AS time,
    sum(bucket_calls) AS calls,
    sum(bucket_errors) AS errors,
    sum(bucket_nano) AS duration_nano,
    max(bucket_max) AS max_nano,
    sumMap(map(bucket, bucket_calls)) AS buckets,
    max(bucket_retention) AS retention_days
FROM
(
    SELECT
        tenant, service, name, kind, toStartOfMinute(toDateTime(time, 'UTC')) AS minute,
        toUInt8(if(duration_nano = 0, 0, floor(10 * log10(duration_nano)))) AS bucket,
        count() AS bucket_calls, countIf(status = 'error') AS bucket_errors,
        sum(duration_nano) AS bucket_nano, max(duration_nano) AS bucket_max, max(retention_days) AS bucket_retention
    FROM spans
    GROUP BY tenant, service, name, kind, minute, bucket
)
GROUP BY tenant, service, name, kind, minute;
