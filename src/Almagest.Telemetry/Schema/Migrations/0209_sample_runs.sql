-- A sample costs as much as a row does, to insert and each time it is merged. Samples of one series and hour that come together are one row.
CREATE OR REPLACE TABLE sample_runs
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    hour DateTime('UTC') COMMENT 'the hour of all samples' CODEC(Delta(4), ZSTD(1)),
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    start_time DateTime64(9, 'UTC') COMMENT 'start of the accumulation, 1970 when unknown' CODEC(Delta(8), ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1)),
    received DateTime('UTC') DEFAULT now() COMMENT 'when the row was stored' CODEC(Delta(4), ZSTD(1)),
    times Array(DateTime64(3, 'UTC')) COMMENT 'when they were measured; never falling' CODEC(DoubleDelta, ZSTD(1)),
    values Array(Float64) COMMENT 'a value for each time, as in samples' CODEC(Delta(8), ZSTD(1)),
    nanos Array(UInt32) COMMENT 'nanoseconds of each time below its millisecond; empty when all are 0' CODEC(T64, ZSTD(1)),
    deltas Array(Float64) COMMENT 'the differences as sent when the temporality is delta; else empty' CODEC(ZSTD(1)),
    INDEX received received TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(hour)
ORDER BY (tenant, metric, hour, series, received)
TTL hour + toIntervalDay(retention_days)
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000, auto_statistics_types = 'basic', merge_selector_base = 12,
    vertical_merge_algorithm_min_columns_to_activate = 1, vertical_merge_algorithm_min_rows_to_activate = 16384
COMMENT 'samples as they are stored: those of one series and hour that came together are one row'
AS SELECT
    tenant, metric, hour, series, start_time, retention_days, received,
    arrayMap(row -> row.1, rows) AS times,
    arrayMap(row -> row.2, rows) AS values,
    if(arrayExists(row -> row.3 != 0, rows), arrayMap(row -> row.3, rows), []) AS nanos,
    if(arrayExists(row -> row.4 != 0, rows), arrayMap(row -> row.4, rows), []) AS deltas
FROM
(
    SELECT tenant, metric, toStartOfHour(time) AS hour, series, start_time, retention_days, received, arraySort(row -> row.1, groupArray((time, value, nanos, delta))) AS rows
    FROM samples
    GROUP BY tenant, metric, toStartOfHour(time), series, start_time, retention_days, received
)
SETTINGS optimize_aggregation_in_order = 1, max_partitions_per_insert_block = 0;

DROP TABLE IF EXISTS samples;

-- Has one row, which nobody sees. The plan of a query over samples tells what it asks of time here, because time is a column of this table; see decision 209.
CREATE TABLE IF NOT EXISTS sample_bounds
(
    tenant LowCardinality(String) COMMENT 'as in samples',
    metric LowCardinality(String) COMMENT 'as in samples',
    series UInt64 COMMENT 'as in samples',
    time DateTime64(3, 'UTC') COMMENT 'as in samples',
    value Float64 COMMENT 'as in samples',
    nanos UInt32 COMMENT 'as in samples',
    start_time DateTime64(9, 'UTC') COMMENT 'as in samples',
    delta Float64 COMMENT 'as in samples',
    retention_days UInt16 COMMENT 'as in samples',
    received DateTime('UTC') COMMENT 'as in samples'
)
ENGINE = MergeTree
PARTITION BY toStartOfHour(time)
ORDER BY tuple()
COMMENT 'holds no samples: the plan of a query tells here which hours it asks for';

INSERT INTO sample_bounds (time) VALUES (0);

CREATE OR REPLACE VIEW samples
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    series UInt64 COMMENT 'joins to series',
    time DateTime64(3, 'UTC') COMMENT 'when it was measured',
    value Float64 COMMENT 'the value; cumulative also where the sender sends differences; NaN with bits 0x7ff0000000000002 marks the end of a series',
    nanos UInt32 COMMENT 'nanoseconds of the time below its millisecond',
    start_time DateTime64(9, 'UTC') COMMENT 'start of the accumulation, 1970 when unknown',
    delta Float64 COMMENT 'the difference as sent when the temporality is delta, else 0',
    retention_days UInt16 COMMENT 'days after which the row is removed',
    received DateTime('UTC') COMMENT 'when the row was stored',
    hour DateTime('UTC') COMMENT 'the hour of the time: finds samples fast in queries with subqueries too'
)
AS SELECT tenant, metric, series, time, value, nano AS nanos, start_time, delta, retention_days, received, hour
FROM sample_runs
ARRAY JOIN
    times AS time,
    values AS value,
    if(empty(nanos), arrayWithConstant(length(times), toUInt32(0)), nanos) AS nano,
    if(empty(deltas), arrayWithConstant(length(times), toFloat64(0)), deltas) AS delta
UNION ALL
SELECT tenant, metric, series, time, value, nanos, start_time, delta, retention_days, received, toStartOfHour(time)
FROM sample_bounds
WHERE tenant != ''
COMMENT 'samples of metric series, one row each';
