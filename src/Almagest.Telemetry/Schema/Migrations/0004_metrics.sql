CREATE TABLE series
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    series UInt64 COMMENT 'hash of name and labels: joins samples, histograms and exemplars to this row',
    labels Map(LowCardinality(String), LowCardinality(String)) COMMENT 'labels without __name__, sorted by name',
    type LowCardinality(String) COMMENT 'counter, gauge, histogram, summary, info, stateset, or unknown',
    unit LowCardinality(String) COMMENT 'unit as the sender names it',
    help LowCardinality(String) COMMENT 'description',
    source LowCardinality(String) COMMENT 'protocol it arrived by: otlp, universal, ...',
    original_name LowCardinality(String) COMMENT 'name as sent, before translation',
    temporality LowCardinality(String) COMMENT 'cumulative or delta as sent; empty where it does not apply',
    monotonic Bool COMMENT 'whether a sum only ever grows',
    value_type LowCardinality(String) COMMENT 'int or double as sent',
    resource_id UInt64 COMMENT 'joins to resources, 0 when there is none',
    scope_id UInt64 COMMENT 'joins to scopes, 0 when there is none',
    metadata Map(LowCardinality(String), LowCardinality(String)) COMMENT 'metadata of the metric as sent',
    seen DateTime('UTC') COMMENT 'last time this series was registered; renewed hourly while it is active'
)
ENGINE = ReplacingMergeTree(seen)
ORDER BY (tenant, metric, series)
TTL seen + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'metric series, one row each';

CREATE TABLE samples
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    time DateTime64(3, 'UTC') COMMENT 'when it was measured' CODEC(DoubleDelta, ZSTD(1)),
    value Float64 COMMENT 'the value; cumulative also where the sender sends differences; NaN with bits 0x7ff0000000000002 marks the end of a series' CODEC(Delta(8), ZSTD(1)),
    nanos UInt32 COMMENT 'nanoseconds of the time below its millisecond' CODEC(T64, ZSTD(1)),
    start_time DateTime64(9, 'UTC') COMMENT 'start of the accumulation, 1970 when unknown' CODEC(Delta(8), ZSTD(1)),
    delta Float64 COMMENT 'the difference as sent when the temporality is delta, else 0' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, metric, toStartOfHour(time), series, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'samples of metric series, one row each';

CREATE TABLE histograms
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it, without _bucket, _sum, _count',
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'when it was measured' CODEC(DoubleDelta, ZSTD(1)),
    start_time DateTime64(9, 'UTC') COMMENT 'start of the accumulation, 1970 when unknown' CODEC(Delta(8), ZSTD(1)),
    flags UInt32 COMMENT 'bit 0: no recorded value, the series has ended' CODEC(ZSTD(1)),
    kind Enum8('explicit' = 0, 'exponential' = 1) COMMENT 'explicit bounds, or base-2 exponential buckets',
    temporality LowCardinality(String) COMMENT 'cumulative or delta, as sent and as stored here',
    count UInt64 COMMENT 'number of measurements' CODEC(T64, ZSTD(1)),
    sum Nullable(Float64) COMMENT 'sum of measurements, null when not given' CODEC(ZSTD(1)),
    min Nullable(Float64) COMMENT 'least measurement, null when not given' CODEC(ZSTD(1)),
    max Nullable(Float64) COMMENT 'greatest measurement, null when not given' CODEC(ZSTD(1)),
    bounds Array(Float64) COMMENT 'explicit: upper bounds of all buckets but the last' CODEC(ZSTD(1)),
    counts Array(UInt64) COMMENT 'explicit: measurements per bucket, not cumulated over buckets' CODEC(ZSTD(1)),
    scale Int32 COMMENT 'exponential: base is 2^(2^-scale)' CODEC(ZSTD(1)),
    zero_count UInt64 COMMENT 'exponential: measurements within the zero threshold' CODEC(ZSTD(1)),
    zero_threshold Float64 COMMENT 'exponential: width of the zero bucket' CODEC(ZSTD(1)),
    positive_offset Int32 COMMENT 'exponential: index of the first positive bucket' CODEC(ZSTD(1)),
    positive_counts Array(UInt64) COMMENT 'exponential: measurements per positive bucket' CODEC(ZSTD(1)),
    negative_offset Int32 COMMENT 'exponential: index of the first negative bucket' CODEC(ZSTD(1)),
    negative_counts Array(UInt64) COMMENT 'exponential: measurements per negative bucket' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, metric, toStartOfHour(time), series, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'whole histograms as sent, one row each; explicit ones are in samples as _bucket, _sum and _count too';

CREATE TABLE exemplars
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'when it was measured' CODEC(DoubleDelta, ZSTD(1)),
    value Float64 COMMENT 'the measurement' CODEC(ZSTD(1)),
    trace_id String COMMENT '32 hexadecimal digits, empty when not in a trace' CODEC(ZSTD(1)),
    span_id String COMMENT '16 hexadecimal digits, empty when not in a span' CODEC(ZSTD(1)),
    attributes Map(LowCardinality(String), String) COMMENT 'attributes that the series dropped' CODEC(ZSTD(1)),
    attribute_types LowCardinality(String) COMMENT 'one letter per attribute, as in resources',
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1)),
    INDEX trace_id trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, metric, series, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'measurements that show where a sample came from, one row each';
