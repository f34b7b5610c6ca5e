CREATE TABLE logs
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    time DateTime64(9, 'UTC') COMMENT 'when it happened; when it was observed if the sender does not know' CODEC(Delta(8), ZSTD(1)),
    observed_time DateTime64(9, 'UTC') COMMENT 'when the collection system saw it' CODEC(Delta(8), ZSTD(1)),
    level LowCardinality(String) COMMENT 'trace, debug, info, warn, error, fatal, or unknown: derived from the severity',
    severity_number UInt8 COMMENT 'OpenTelemetry severity 1 to 24, 0 when not given' CODEC(ZSTD(1)),
    severity_text LowCardinality(String) COMMENT 'severity as the source names it',
    body String COMMENT 'the line; JSON when the body is a map or an array' CODEC(ZSTD(1)),
    body_type LowCardinality(String) COMMENT 'type of the body: s string, i integer, d double, b boolean, a array, m map, y bytes, n empty',
    event_name LowCardinality(String) COMMENT 'name that identifies the kind of event',
    trace_id String COMMENT '32 hexadecimal digits, empty when not in a trace' CODEC(ZSTD(1)),
    span_id String COMMENT '16 hexadecimal digits, empty when not in a span' CODEC(ZSTD(1)),
    flags UInt32 COMMENT 'W3C trace flags' CODEC(ZSTD(1)),
    attributes Map(LowCardinality(String), String) COMMENT 'log attributes, values as text' CODEC(ZSTD(1)),
    attribute_types LowCardinality(String) COMMENT 'one letter per attribute, in order, as in body_type',
    dropped_attributes UInt32 COMMENT 'attributes the sender discarded' CODEC(ZSTD(1)),
    resource Map(LowCardinality(String), LowCardinality(String)) COMMENT 'resource attributes, values as text' CODEC(ZSTD(1)),
    resource_id UInt64 COMMENT 'joins to resources' CODEC(ZSTD(1)),
    scope_name LowCardinality(String) COMMENT 'instrumentation scope, usually the logger',
    scope_version LowCardinality(String) COMMENT 'version of the instrumentation scope',
    scope_id UInt64 COMMENT 'joins to scopes' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after which the row is removed' CODEC(ZSTD(1)),
    INDEX body body TYPE text(tokenizer = splitByNonAlpha, preprocessor = lower(body)) GRANULARITY 100000000,
    INDEX trace_id trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX attribute_keys mapKeys(attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX attribute_values mapValues(attributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, service, time)
TTL toDateTime(time) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'log records, one row each';
