-- Which streams have lines in which hour, kept up to date by the store: label names, values and volumes of any time range are answered from it, and a
-- query finds its streams here before it looks at a line. About one row a stream and hour.
CREATE TABLE log_streams
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    hour DateTime('UTC') COMMENT 'begin of the hour in which the lines were written' CODEC(DoubleDelta, ZSTD(1)),
    resource_id UInt64 COMMENT 'the stream; joins to resources and logs',
    source LowCardinality(String) COMMENT 'protocol the lines came by; decides which resource attributes are labels',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    resource SimpleAggregateFunction(any, Map(String, String)) COMMENT 'resource attributes, values as text; the same in all rows of a stream' CODEC(ZSTD(1)),
    lines SimpleAggregateFunction(sum, UInt64) COMMENT 'lines',
    bytes SimpleAggregateFunction(sum, UInt64) COMMENT 'bytes of their texts',
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, hour, resource_id, source, service)
TTL hour + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'log streams by hour, with how much they have';

CREATE MATERIALIZED VIEW log_streams_of_logs TO log_streams AS
SELECT
    tenant, toStartOfHour(time) AS hour, resource_id, source, service,
    any(resource) AS resource, count() AS lines, sum(length(body)) AS bytes, max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, hour, resource_id, source, service;

INSERT INTO log_streams
SELECT
    tenant, toStartOfHour(time) AS hour, resource_id, source, service,
    any(resource) AS resource, count() AS lines, sum(length(body)) AS bytes, max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, hour, resource_id, source, service;
