CREATE TABLE native_histograms
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    time DateTime64(3, 'UTC') COMMENT 'when it was measured' CODEC(DoubleDelta, ZSTD(1)),
    start_time DateTime64(3, 'UTC') COMMENT 'start of the accumulation, 1970 when unknown' CODEC(Delta(8), ZSTD(1)),
    schema Int8 COMMENT 'bucket bounds grow by 2^(2^-schema), -4 to 8; -53: custom bounds' CODEC(ZSTD(1)),
    reset_hint Enum8('unknown' = 0, 'reset' = 1, 'not_reset' = 2, 'gauge' = 3) COMMENT 'whether it began anew since the one before',
    float_counts Bool COMMENT 'whether counts came as floats' CODEC(ZSTD(1)),
    count Float64 COMMENT 'number of measurements' CODEC(ZSTD(1)),
    sum Float64 COMMENT 'sum of measurements; NaN with bits 0x7ff0000000000002 marks the end of a series' CODEC(ZSTD(1)),
    zero_threshold Float64 COMMENT 'half the width of the bucket around zero' CODEC(ZSTD(1)),
    zero_count Float64 COMMENT 'measurements in the bucket around zero' CODEC(ZSTD(1)),
    positive_offsets Array(Int32) COMMENT 'runs of positive buckets: distance to the run before' CODEC(ZSTD(1)),
    positive_lengths Array(UInt32) COMMENT 'runs of positive buckets: how many buckets' CODEC(ZSTD(1)),
    positive_counts Array(Float64) COMMENT 'measurements per positive bucket, not cumulated' CODEC(ZSTD(1)),
    negative_offsets Array(Int32) COMMENT 'runs of negative buckets: distance to the run before' CODEC(ZSTD(1)),
    negative_lengths Array(UInt32) COMMENT 'runs of negative buckets: how many buckets' CODEC(ZSTD(1)),
    negative_counts Array(Float64) COMMENT 'measurements per negative bucket, not cumulated' CODEC(ZSTD(1)),
    custom_bounds Array(Float64) COMMENT 'upper bounds when schema is -53, without +Inf' CODEC(ZSTD(1)),
    received DateTime('UTC') DEFAULT now() COMMENT 'when the row was stored' CODEC(Delta(4), ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1)),
    INDEX received received TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, metric, toStartOfHour(time), series, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'native histograms of Prometheus, one row each';
