CREATE TABLE chunks
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    hour DateTime('UTC') COMMENT 'the hour of all samples' CODEC(Delta(4), ZSTD(1)),
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    seq UInt32 COMMENT 'seconds since 1970 when the chunk was sealed: late samples make further chunks' CODEC(ZSTD(1)),
    samples UInt32 COMMENT 'how many samples' CODEC(T64, ZSTD(1)),
    histograms Bool COMMENT 'whether the samples are native histograms' CODEC(ZSTD(1)),
    times String COMMENT 'compressed times; the same for all series of a target' CODEC(ZSTD(1)),
    data String COMMENT 'compressed values' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(hour)
ORDER BY (tenant, metric, hour, series, seq)
TTL hour + toIntervalDay(retention_days)
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000
COMMENT 'samples of one series and hour, compressed: what PromQL reads';

CREATE TABLE seals
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    hour DateTime('UTC') COMMENT 'the hour whose samples are in chunks',
    sealed_at DateTime('UTC') COMMENT 'samples stored before this moment are in the chunks',
    open_since DateTime('UTC') COMMENT 'all samples stored before this moment are in chunks, whatever their hour'
)
ENGINE = MergeTree
ORDER BY (tenant, hour, sealed_at)
TTL sealed_at + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'which hours of samples are in chunks, one row each time an hour is sealed';

ALTER TABLE samples
    ADD COLUMN received DateTime('UTC') DEFAULT now() COMMENT 'when the row was stored' CODEC(Delta(4), ZSTD(1)),
    ADD INDEX received received TYPE minmax GRANULARITY 1;

ALTER TABLE histograms
    ADD COLUMN received DateTime('UTC') DEFAULT now() COMMENT 'when the row was stored' CODEC(Delta(4), ZSTD(1)),
    ADD INDEX received received TYPE minmax GRANULARITY 1;
