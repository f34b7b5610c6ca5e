CREATE TABLE rollups
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    resolution UInt16 COMMENT 'width of the bucket in seconds: 3600 or 300' CODEC(ZSTD(1)),
    hour DateTime('UTC') COMMENT 'the hour whose samples are in the row' CODEC(Delta(4), ZSTD(1)),
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    bucket DateTime('UTC') COMMENT 'end of the bucket, which its samples are up to; a sample at the very hour ends the bucket before' CODEC(Delta(4), ZSTD(1)),
    seq UInt32 COMMENT 'seconds since 1970 when the hour was sealed: the greatest counts' CODEC(ZSTD(1)),
    count UInt32 COMMENT 'how many samples; 0 says that the hour has native histograms, of which there are no rollups' CODEC(T64, ZSTD(1)),
    min Float64 COMMENT 'least value' CODEC(Delta(8), ZSTD(1)),
    max Float64 COMMENT 'greatest value' CODEC(Delta(8), ZSTD(1)),
    first Float64 COMMENT 'first value' CODEC(Delta(8), ZSTD(1)),
    last Float64 COMMENT 'last value' CODEC(Delta(8), ZSTD(1)),
    first_ms UInt32 COMMENT 'when the first was, milliseconds after the hour' CODEC(T64, ZSTD(1)),
    last_ms UInt32 COMMENT 'when the last was, milliseconds after the hour' CODEC(T64, ZSTD(1)),
    sum Float64 COMMENT 'sum of values' CODEC(Delta(8), ZSTD(1)),
    absolute_sum Float64 COMMENT 'sum of values without sign when all are integers, else NaN' CODEC(Delta(8), ZSTD(1)),
    resets UInt32 COMMENT 'how often a value was less than the one before' CODEC(T64, ZSTD(1)),
    reset_sum Float64 COMMENT 'sum of the values before resets' CODEC(Delta(8), ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, metric, resolution, hour, series, bucket, seq)
TTL hour + toIntervalDay(retention_days)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'samples reduced to buckets of an hour or five minutes, for long ranges';

ALTER TABLE seals
    ADD COLUMN rollups UInt16 DEFAULT 0 COMMENT 'finest width in seconds for which the hour has rollups, 0 for none';

CREATE VIEW metric_rollups AS
SELECT
    buckets.tenant AS tenant,
    buckets.metric AS name,
    descriptions.labels AS labels,
    buckets.resolution AS resolution,
    buckets.bucket AS time,
    buckets.samples AS count,
    buckets.total AS sum,
    buckets.least AS min,
    buckets.greatest AS max,
    buckets.newest AS last,
    buckets.growth AS increase
FROM
(
    SELECT
        tenant, metric, resolution, series, bucket,
        sum(row.1) AS samples, sum(row.2) AS total, min(row.3) AS least, max(row.4) AS greatest, argMax(row.6, hour) AS newest,
        argMax(row.6, hour) - argMin(row.5, hour) + sum(row.7) + if(count() > 1 AND argMax(row.5, hour) < argMin(row.6, hour), argMin(row.6, hour), 0) AS growth
    FROM
    (
        SELECT tenant, metric, resolution, hour, series, bucket, argMax((count, sum, min, max, first, last, reset_sum), seq) AS row
        FROM rollups
        WHERE count > 0
        GROUP BY tenant, metric, resolution, hour, series, bucket
    )
    GROUP BY tenant, metric, resolution, series, bucket
) AS buckets
ANY LEFT JOIN (SELECT tenant, series, labels FROM series) AS descriptions
    ON buckets.tenant = descriptions.tenant AND buckets.series = descriptions.series
COMMENT 'buckets of an hour or five minutes by their end: count, sum, min, max, last and what counters grew by within them';
