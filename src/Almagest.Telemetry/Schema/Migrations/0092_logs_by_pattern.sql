-- Lines of one pattern lie side by side from here on, in pieces of five minutes: their words take half the room in the text index, what a stream says of
-- itself takes almost none, and texts compress better. Lines that are old enough not to be merged often are compressed harder when they are merged.
-- The last column of the key is an expression so that a condition on the time finds the pieces of five minutes; "times" knows the rest.
-- Every statement may run again after a crash in the middle: the table is replaced as a whole or not at all.
DROP VIEW IF EXISTS log_streams_of_logs;

DROP VIEW IF EXISTS log_counts_of_logs;

CREATE OR REPLACE TABLE logs
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    time DateTime64(9, 'UTC') COMMENT 'when it happened; when it was observed if the sender does not know' CODEC(Delta(8), T64('bit'), Default),
    observed_time DateTime64(9, 'UTC') COMMENT 'when the collection system saw it' CODEC(Delta(8), Default),
    level LowCardinality(String) COMMENT 'trace, debug, info, warn, error, fatal, or unknown: derived from the severity',
    severity_number UInt8 COMMENT 'OpenTelemetry severity 1 to 24, 0 when not given',
    severity_text LowCardinality(String) COMMENT 'severity as the source names it',
    body String COMMENT 'the line; JSON when the body is a map or an array' SETTINGS (max_compress_block_size = 4194304),
    body_type LowCardinality(String) COMMENT 'type of the body: s string, i integer, d double, b boolean, a array, m map, y bytes, n empty',
    event_name LowCardinality(String) COMMENT 'name that identifies the kind of event',
    trace_id String COMMENT '32 hexadecimal digits, empty when not in a trace',
    span_id String COMMENT '16 hexadecimal digits, empty when not in a span',
    flags UInt32 COMMENT 'W3C trace flags',
    attributes Map(LowCardinality(String), String) COMMENT 'log attributes, values as text',
    attribute_types LowCardinality(String) COMMENT 'one letter per attribute, in order, as in body_type',
    dropped_attributes UInt32 COMMENT 'attributes the sender discarded',
    resource Map(LowCardinality(String), LowCardinality(String)) COMMENT 'resource attributes, values as text',
    resource_id UInt64 COMMENT 'joins to resources',
    scope_name LowCardinality(String) COMMENT 'instrumentation scope, usually the logger',
    scope_version LowCardinality(String) COMMENT 'version of the instrumentation scope',
    scope_id UInt64 COMMENT 'joins to scopes',
    source LowCardinality(String) DEFAULT 'otlp' COMMENT 'protocol the record came by',
    retention_days UInt16 COMMENT 'days after which the row is removed',
    pattern_id LowCardinality(String) COMMENT 'pattern of the line, joins to log_patterns; empty when it has none',
    INDEX times time TYPE minmax GRANULARITY 1,
    INDEX trace_id trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX attribute_keys mapKeys(attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX attribute_values mapValues(attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX words replaceRegexpAll(lower(body), '[0-9a-f]{8,}|[0-9]+', '\xff') TYPE text(tokenizer = splitByNonAlpha, posting_list_codec = 'none') GRANULARITY 100000000,
    INDEX numbers arrayMap(x -> if(length(x) > 32, '+', x), extractAll(lower(body), '[a-z]*[0-9][0-9a-z]*')) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, service, toStartOfFiveMinutes(time), pattern_id, resource_id, toUnixTimestamp64Nano(time))
TTL toDateTime(time) + toIntervalDay(retention_days), toDateTime(time) + INTERVAL 2 HOUR RECOMPRESS CODEC(ZSTD(9))
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 4096, default_compression_codec = 'ZSTD(1)', merge_with_recompression_ttl_timeout = 3600
COMMENT 'log records, one row each'
AS SELECT * FROM logs;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_streams_of_logs TO log_streams AS
SELECT
    tenant, toStartOfHour(time) AS hour, resource_id, source, service,
    any(resource) AS resource, count() AS lines, sum(length(body)) AS bytes, max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, hour, resource_id, source, service;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_counts_of_logs TO log_counts AS
SELECT
    tenant, toDateTime64(toStartOfMinute(time), 0, 'UTC') AS minute, service, level, source, resource_id,
    count() AS lines, sum(length(body)) AS bytes,
    countIf(toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_lines, sumIf(length(body), toUnixTimestamp64Nano(time) % 60000000000 = 0) AS edge_bytes,
    max(retention_days) AS retention_days
FROM logs
GROUP BY tenant, minute, service, level, source, resource_id;
