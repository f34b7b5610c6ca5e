-- Which attributes spans have, and of what type: lists of names are read from here instead of from spans, and a condition on an attribute
-- looks into lists only where the attribute ever was one. Every statement may run again after a crash in the middle.
CREATE TABLE IF NOT EXISTS span_attributes
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    day Date COMMENT 'day (UTC) on which spans with it began',
    scope LowCardinality(String) COMMENT 'whose attribute: span, event, link',
    key String COMMENT 'name' CODEC(ZSTD(1)),
    type LowCardinality(String) COMMENT 'letter of its type, as in spans.attribute_types',
    retention_days SimpleAggregateFunction(max, UInt16) COMMENT 'days after which the row is removed'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, day, scope, key, type)
TTL day + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'names and types of the attributes of spans, their events and links per day';

DROP VIEW IF EXISTS span_attributes_of_spans;

-- Spans of an operation have the same attributes: grouped first, by a hash since that costs less than half, few rows are taken apart.
CREATE MATERIALIZED VIEW span_attributes_of_spans TO span_attributes AS
SELECT tenant, day, entry.1 AS scope, entry.2 AS key, entry.3 AS type, max(retention) AS retention_days
FROM
(
    SELECT tenant, toDate(time) AS day,
        cityHash64(mapKeys(attributes), attribute_types, arrayMap(a -> mapKeys(a), events.attributes), events.attribute_types,
            arrayMap(a -> mapKeys(a), links.attributes), links.attribute_types) AS shape,
        any(mapKeys(attributes)) AS span_keys, any(attribute_types) AS span_types,
        any(arrayMap(a -> mapKeys(a), events.attributes)) AS event_keys, any(events.attribute_types) AS event_types,
        any(arrayMap(a -> mapKeys(a), links.attributes)) AS link_keys, any(links.attribute_types) AS link_types, max(retention_days) AS retention
    FROM spans
    GROUP BY tenant, day, shape
)
ARRAY JOIN arrayConcat(
    arrayMap((k, i) -> ('span', toString(k), substring(toString(span_types), i, 1)), span_keys, arrayEnumerate(span_keys)),
    arrayFlatten(arrayMap((ks, ts) -> arrayMap((k, i) -> ('event', toString(k), substring(toString(ts), i, 1)), ks, arrayEnumerate(ks)), event_keys, event_types)),
    arrayFlatten(arrayMap((ks, ts) -> arrayMap((k, i) -> ('link', toString(k), substring(toString(ts), i, 1)), ks, arrayEnumerate(ks)), link_keys, link_types))) AS entry
GROUP BY tenant, day, scope, key, type;

-- Spans stored before this migration.
INSERT INTO span_attributes
SELECT tenant, day, entry.1 AS scope, entry.2 AS key, entry.3 AS type, max(retention) AS retention_days
FROM
(
    SELECT tenant, toDate(time) AS day,
        cityHash64(mapKeys(attributes), attribute_types, arrayMap(a -> mapKeys(a), events.attributes), events.attribute_types,
            arrayMap(a -> mapKeys(a), links.attributes), links.attribute_types) AS shape,
        any(mapKeys(attributes)) AS span_keys, any(attribute_types) AS span_types,
        any(arrayMap(a -> mapKeys(a), events.attributes)) AS event_keys, any(events.attribute_types) AS event_types,
        any(arrayMap(a -> mapKeys(a), links.attributes)) AS link_keys, any(links.attribute_types) AS link_types, max(retention_days) AS retention
    FROM spans
    GROUP BY tenant, day, shape
)
ARRAY JOIN arrayConcat(
    arrayMap((k, i) -> ('span', toString(k), substring(toString(span_types), i, 1)), span_keys, arrayEnumerate(span_keys)),
    arrayFlatten(arrayMap((ks, ts) -> arrayMap((k, i) -> ('event', toString(k), substring(toString(ts), i, 1)), ks, arrayEnumerate(ks)), event_keys, event_types)),
    arrayFlatten(arrayMap((ks, ts) -> arrayMap((k, i) -> ('link', toString(k), substring(toString(ts), i, 1)), ks, arrayEnumerate(ks)), link_keys, link_types))) AS entry
GROUP BY tenant, day, scope, key, type;
