-- A row a series and day instead of a row a bucket: a week of a thousand series is 8,000 rows instead of 336,000, and a third of the bytes.
-- Hours come one after the other; merges put their arrays together. Late samples make the hour's buckets anew, with a greater seq.
CREATE TABLE IF NOT EXISTS rollup_days
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    metric LowCardinality(String) COMMENT 'name as PromQL sees it',
    resolution UInt16 COMMENT 'width of the buckets in seconds: 3600 or 300' CODEC(ZSTD(1)),
    day Date COMMENT 'day (UTC) of the hours; several rows until they are merged' CODEC(ZSTD(1)),
    series UInt64 COMMENT 'joins to series' CODEC(Delta(8), ZSTD(1)),
    hours SimpleAggregateFunction(groupArrayArray, Array(DateTime('UTC'))) COMMENT 'per bucket: the hour whose samples are in it' CODEC(Delta(4), ZSTD(1)),
    seqs SimpleAggregateFunction(groupArrayArray, Array(UInt32)) COMMENT 'per bucket: seconds since 1970 when the hour was sealed; of an hour the greatest counts' CODEC(ZSTD(1)),
    counts SimpleAggregateFunction(groupArrayArray, Array(UInt32)) COMMENT 'per bucket: how many samples; 0 says that the hour has native histograms' CODEC(ZSTD(1)),
    firsts SimpleAggregateFunction(groupArrayArray, Array(UInt32)) COMMENT 'per bucket: when the first was, milliseconds after the hour' CODEC(ZSTD(1)),
    lasts SimpleAggregateFunction(groupArrayArray, Array(UInt32)) COMMENT 'per bucket: when the last was, milliseconds after the hour' CODEC(ZSTD(1)),
    shapes SimpleAggregateFunction(groupArrayArray, Array(UInt8)) COMMENT 'per bucket: which numbers there are, a bit each: last, min, max, sum, absolute sum, resets, reset sum; the highest says that the absolute sum is NaN' CODEC(ZSTD(1)),
    numbers SimpleAggregateFunction(groupArrayArray, Array(Float64)) COMMENT 'of all buckets: the first value, and those that the shape names because they differ from what is usual' CODEC(ZSTD(1)),
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, metric, resolution, day, series)
TTL day + toIntervalDay(retention_days + 1)
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000, auto_statistics_types = 'basic'
COMMENT 'samples reduced to buckets of an hour or five minutes, for long ranges; rollups has a row a bucket';

-- Run again after a crash it repeats buckets, which readers know by hour, seq and time.
INSERT INTO rollup_days
SELECT
    tenant, metric, resolution, toDate(hour), series, [hour], [seq], [count], [first_ms], [last_ms], [shape],
    arrayConcat([first], if(bitTest(shape, 0), [last], []), if(bitTest(shape, 1), [min], []), if(bitTest(shape, 2), [max], []), if(bitTest(shape, 3), [sum], []),
        if(bitTest(shape, 4), [absolute_sum], []), if(bitTest(shape, 5), [toFloat64(resets), reset_sum], [])),
    retention_days
FROM
(
    SELECT *,
        toUInt8((reinterpretAsUInt64(last) != reinterpretAsUInt64(first)) + 2 * (reinterpretAsUInt64(min) != reinterpretAsUInt64(first))
            + 4 * (reinterpretAsUInt64(max) != reinterpretAsUInt64(last)) + 8 * (reinterpretAsUInt64(sum) != reinterpretAsUInt64(first))
            + 16 * (NOT isNaN(absolute_sum) AND reinterpretAsUInt64(absolute_sum) != reinterpretAsUInt64(sum)) + 96 * (resets > 0) + 128 * isNaN(absolute_sum)) AS shape
    FROM rollups
    ORDER BY tenant, metric, resolution, hour, series, bucket, seq
)
SETTINGS max_threads = 1;

DROP TABLE IF EXISTS rollups SETTINGS max_table_size_to_drop = 0;

CREATE OR REPLACE VIEW rollups AS
SELECT
    tenant, metric, resolution, hour, series,
    hour + toIntervalSecond(intDiv(first_ms + 1000 * resolution - 1, 1000 * resolution) * resolution) AS bucket,
    seq, count,
    if(bitTest(shape, 1), n[2 + bitCount(bitAnd(shape, 1))], n[1]) AS min,
    if(bitTest(shape, 2), n[2 + bitCount(bitAnd(shape, 3))], last) AS max,
    n[1] AS first,
    if(bitTest(shape, 0), n[2], n[1]) AS last,
    first_ms, last_ms,
    if(bitTest(shape, 3), n[2 + bitCount(bitAnd(shape, 7))], n[1]) AS sum,
    multiIf(bitTest(shape, 7), nan, bitTest(shape, 4), n[2 + bitCount(bitAnd(shape, 15))], sum) AS absolute_sum,
    if(bitTest(shape, 5), toUInt32(n[2 + bitCount(bitAnd(shape, 31))]), 0) AS resets,
    if(bitTest(shape, 6), n[2 + bitCount(bitAnd(shape, 63))], 0) AS reset_sum,
    toUInt16(retention_days) AS retention_days,
    day
FROM
(
    SELECT
        tenant, metric, resolution, day, series, hours, seqs, counts, firsts, lasts, shapes, retention_days,
        arraySplit((number, begins) -> begins, numbers, arrayFlatten(arrayMap(shape -> arrayResize([toUInt8(1)], 1 + bitCount(bitAnd(shape, 127)), toUInt8(0)), shapes))) AS parts
    FROM rollup_days
)
ARRAY JOIN hours AS hour, seqs AS seq, counts AS count, firsts AS first_ms, lasts AS last_ms, shapes AS shape, parts AS n
COMMENT 'samples reduced to buckets of an hour or five minutes, for long ranges';

ALTER TABLE rollups
    COMMENT COLUMN tenant 'owner of the row',
    COMMENT COLUMN metric 'name as PromQL sees it',
    COMMENT COLUMN resolution 'width of the bucket in seconds: 3600 or 300',
    COMMENT COLUMN hour 'the hour whose samples are in the row',
    COMMENT COLUMN series 'joins to series',
    COMMENT COLUMN bucket 'end of the bucket, which its samples are up to; a sample at the very hour ends the bucket before',
    COMMENT COLUMN seq 'seconds since 1970 when the hour was sealed: the greatest counts',
    COMMENT COLUMN count 'how many samples; 0 says that the hour has native histograms, of which there are no rollups',
    COMMENT COLUMN min 'least value',
    COMMENT COLUMN max 'greatest value',
    COMMENT COLUMN first 'first value',
    COMMENT COLUMN last 'last value',
    COMMENT COLUMN first_ms 'when the first was, milliseconds after the hour',
    COMMENT COLUMN last_ms 'when the last was, milliseconds after the hour',
    COMMENT COLUMN sum 'sum of values',
    COMMENT COLUMN absolute_sum 'sum of values without sign when all are integers, else NaN',
    COMMENT COLUMN resets 'how often a value was less than the one before',
    COMMENT COLUMN reset_sum 'sum of the values before resets',
    COMMENT COLUMN retention_days 'days after which the row is removed',
    COMMENT COLUMN day 'day (UTC) of the hour: the store looks at no others when a condition names it';
