-- Lines by minute, stream and level, kept up to date by the store: counts over time are answered from it without looking at a line. Lines that carry
-- the very first nanosecond of their minute are counted apart as well, because LogQL counts them with the minute before.
CREATE TABLE log_counts
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    minute DateTime64(0, 'UTC') COMMENT 'begin of the minute in which the lines were written' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'service.name of the resource',
    level LowCardinality(String) COMMENT 'level of the lines',
    source LowCardinality(String) COMMENT 'protocol the lines came by',
    resource_id UInt64 COMMENT 'the stream; joins to resources and logs' CODEC(ZSTD(1)),
    lines SimpleAggregateFunction(sum, UInt64) COMMENT 'lines' CODEC(T64, ZSTD(1)),
    bytes SimpleAggregateFunction(sum, UInt64) COMMENT 'bytes of their texts' CODEC(T64, ZSTD(1)),
    edge_lines SimpleAggregateFunction(sum, UInt64) COMMENT 'lines at the first nanosecond of the minute, counted in lines as well' CODEC(T64, ZSTD(1)),
    edge_bytes SimpleAggregateFunction(sum, UInt64) COMMENT 'bytes of their texts' CODEC(T64, ZSTD(1)),
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (tenant, minute, service, level, source, resource_id)
TTL toDateTime(minute) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'log lines by minute, stream and level';

CREATE MATERIALIZED VIEW log_counts_of_logs TO log_counts AS
SELECT
    tenant, toDateTime64(toStartOfMinute(time), 0, 'UTC') AS minute, service, level, source, resource_id,
    count() AS lines, sum(length(body)) AS bytes,
    countIf(toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_lines, sumIf(length(body), toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_bytes,
    max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, minute, service, level, source, resource_id;

INSERT INTO log_counts
SELECT
    tenant, toDateTime64(toStartOfMinute(time), 0, 'UTC') AS minute, service, level, source, resource_id,
    count() AS lines, sum(length(body)) AS bytes,
    countIf(toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_lines, sumIf(length(body), toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_bytes,
    max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, minute, service, level, source, resource_id;
