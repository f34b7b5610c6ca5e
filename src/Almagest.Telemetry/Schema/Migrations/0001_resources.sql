-- What a signal came from. Spans and logs also carry the resource's attributes in each row, where its dictionary-coded form
-- costs almost nothing; these tables keep the rest (schema URLs, dropped counts, entities) and serve as a catalogue.
CREATE TABLE resources
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    resource_id UInt64 COMMENT 'hash of the resource: joins spans, logs and series to this row',
    service LowCardinality(String) COMMENT 'service.name',
    attributes Map(LowCardinality(String), LowCardinality(String)) COMMENT 'resource attributes, values as text',
    attribute_types LowCardinality(String) COMMENT 'one letter per attribute, in order: s string, i integer, d double, b boolean, a array, m map, y bytes, n empty',
    dropped_attributes UInt32 COMMENT 'attributes the sender discarded',
    schema_url LowCardinality(String) COMMENT 'schema URL of the resource',
    seen DateTime('UTC') COMMENT 'last time this resource was registered'
)
ENGINE = ReplacingMergeTree(seen)
ORDER BY (tenant, resource_id)
TTL seen + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'resources that sent telemetry, one row each';

CREATE TABLE scopes
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    scope_id UInt64 COMMENT 'hash of the instrumentation scope: joins spans, logs and series to this row',
    name LowCardinality(String) COMMENT 'scope name, usually the instrumentation library',
    version LowCardinality(String) COMMENT 'scope version',
    attributes Map(LowCardinality(String), LowCardinality(String)) COMMENT 'scope attributes, values as text',
    attribute_types LowCardinality(String) COMMENT 'one letter per attribute, as in resources',
    dropped_attributes UInt32 COMMENT 'attributes the sender discarded',
    schema_url LowCardinality(String) COMMENT 'schema URL of the scope',
    seen DateTime('UTC') COMMENT 'last time this scope was registered'
)
ENGINE = ReplacingMergeTree(seen)
ORDER BY (tenant, scope_id)
TTL seen + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'instrumentation scopes that sent telemetry, one row each';
