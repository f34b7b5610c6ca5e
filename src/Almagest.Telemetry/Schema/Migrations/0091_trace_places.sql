-- A trace is looked up in one summary of some 200 bytes; with 8,192 rows a granule, and blocks of 64 KB and more, every part was read
-- for as many. Every statement may run again after a crash in the middle.
DROP VIEW IF EXISTS trace_summaries_of_spans;

DROP TABLE IF EXISTS trace_summaries_in_small_granules;

CREATE TABLE trace_summaries_in_small_granules AS trace_summaries
ENGINE = AggregatingMergeTree
PARTITION BY day
ORDER BY (tenant, trace_id)
TTL day + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, min_compress_block_size = 16384
COMMENT 'one row a trace and day: when, how many spans, which services, what root';

INSERT INTO trace_summaries_in_small_granules SELECT * FROM trace_summaries;

EXCHANGE TABLES trace_summaries AND trace_summaries_in_small_granules;

DROP TABLE trace_summaries_in_small_granules;

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
