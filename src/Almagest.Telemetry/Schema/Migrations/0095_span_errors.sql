-- The failed spans of a service by exception, per minute: looking for them among all spans decodes the attributes of nearly every block,
-- since few spans fail but some do everywhere. Messages that differ in ids and numbers only are one. Every statement may run again after a
-- crash in the middle.
DROP VIEW IF EXISTS span_errors_of_spans;

DROP TABLE IF EXISTS span_errors;

CREATE TABLE span_errors
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    type String COMMENT 'type of the exception, else error.type, else the status code; empty when nothing tells' CODEC(ZSTD(1)),
    alike String COMMENT 'the message without ids and numbers' CODEC(ZSTD(1)),
    time DateTime('UTC') COMMENT 'begin of the minute' CODEC(DoubleDelta, ZSTD(1)),
    found SimpleAggregateFunction(sum, UInt64) COMMENT 'failed spans',
    first SimpleAggregateFunction(min, DateTime64(9, 'UTC')) COMMENT 'start of the first' CODEC(ZSTD(1)),
    latest SimpleAggregateFunction(max, Tuple(time DateTime64(9, 'UTC'), trace_id String, span_id String, message String)) COMMENT 'the last' CODEC(ZSTD(1)),
    stack SimpleAggregateFunction(max, Tuple(time DateTime64(9, 'UTC'), text String)) COMMENT 'stack trace of the last that has one' CODEC(ZSTD(1)),
    operations SimpleAggregateFunction(groupUniqArrayArray, Array(String)) COMMENT 'operations that failed' CODEC(ZSTD(1)),
    versions SimpleAggregateFunction(groupUniqArrayArray, Array(String)) COMMENT 'values of service.version' CODEC(ZSTD(1)),
    traces AggregateFunction(groupUniqArray(5), String) COMMENT 'some of the traces' CODEC(ZSTD(1)),
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(time)
ORDER BY (tenant, service, type, alike, time)
TTL time + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'failed spans of each service by exception per minute';

-- Spans stored before this migration: read once, and most blocks for their status only.
INSERT INTO span_errors
SELECT tenant, service, type, alike, minute AS time, count() AS found, min(at) AS first, max(CAST((at, trace_id, span_id, message),
    'Tuple(time DateTime64(9, \'UTC\'), trace_id String, span_id String, message String)')) AS latest, max(CAST((if(stack_text = '', toDateTime64(0, 9, 'UTC'), at), stack_text),
    'Tuple(time DateTime64(9, \'UTC\'), text String)')) AS stack, groupUniqArray(toString(name)) AS operations, groupUniqArrayIf(version, version != '') AS versions,
    groupUniqArrayState(5)(trace_id) AS traces, max(retention_days) AS retention_days
FROM
(
    SELECT tenant, service, name, trace_id, span_id, retention_days, spans.time AS at, toStartOfMinute(toDateTime(spans.time, 'UTC')) AS minute,
        toString(resource['service.version']) AS version, indexOf(events.name, 'exception') AS place, if(place = 0, map(), events.attributes[place]) AS exception,
        coalesce(nullIf(exception['exception.type'], ''), nullIf(attributes['exception.type'], ''), nullIf(attributes['error.type'], ''),
            nullIf(attributes['http.response.status_code'], ''), nullIf(attributes['http.status_code'], ''), attributes['rpc.grpc.status_code']) AS type,
        substring(coalesce(nullIf(exception['exception.message'], ''), nullIf(status_message, ''), nullIf(attributes['exception.message'], ''), attributes['error.message']), 1, 2000) AS message,
        substring(exception['exception.stacktrace'], 1, 8000) AS stack_text,
        replaceRegexpAll(substring(message, 1, 300), '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9a-fA-F]{16,}|[0-9]+', '#') AS alike
    FROM spans
    WHERE status = 'error'
)
GROUP BY tenant, service, type, alike, minute
SETTINGS optimize_functions_to_subcolumns = 0;

CREATE MATERIALIZED VIEW span_errors_of_spans TO span_errors AS
SELECT tenant, service, type, alike, minute AS time, count() AS found, min(at) AS first, max(CAST((at, trace_id, span_id, message),
    'Tuple(time DateTime64(9, \'UTC\'), trace_id String, span_id String, message String)')) AS latest, max(CAST((if(stack_text = '', toDateTime64(0, 9, 'UTC'), at), stack_text),
    'Tuple(time DateTime64(9, \'UTC\'), text String)')) AS stack, groupUniqArray(toString(name)) AS operations, groupUniqArrayIf(version, version != '') AS versions,
    groupUniqArrayState(5)(trace_id) AS traces, max(retention_days) AS retention_days
FROM
(
    SELECT tenant, service, name, trace_id, span_id, retention_days, spans.time AS at, toStartOfMinute(toDateTime(spans.time, 'UTC')) AS minute,
        toString(resource['service.version']) AS version, indexOf(events.name, 'exception') AS place, if(place = 0, map(), events.attributes[place]) AS exception,
        coalesce(nullIf(exception['exception.type'], ''), nullIf(attributes['exception.type'], ''), nullIf(attributes['error.type'], ''),
            nullIf(attributes['http.response.status_code'], ''), nullIf(attributes['http.status_code'], ''), attributes['rpc.grpc.status_code']) AS type,
        substring(coalesce(nullIf(exception['exception.message'], ''), nullIf(status_message, ''), nullIf(attributes['exception.message'], ''), attributes['error.message']), 1, 2000) AS message,
        substring(exception['exception.stacktrace'], 1, 8000) AS stack_text,
        replaceRegexpAll(substring(message, 1, 300), '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9a-fA-F]{16,}|[0-9]+', '#') AS alike
    FROM spans
    WHERE status = 'error'
)
GROUP BY tenant, service, type, alike, minute;
