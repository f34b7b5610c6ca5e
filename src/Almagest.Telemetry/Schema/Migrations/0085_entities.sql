-- Entities (https://opentelemetry.io/docs/specs/otel/entities): which attributes of the resource identify and which describe a thing.
ALTER TABLE resources
    ADD COLUMN entities.type Array(LowCardinality(String)) COMMENT 'kind of each entity the resource refers to: service, host, k8s.pod, ...' AFTER schema_url,
    ADD COLUMN entities.id_keys Array(Array(LowCardinality(String))) COMMENT 'per entity: names of the attributes that identify it' AFTER entities.type,
    ADD COLUMN entities.description_keys Array(Array(LowCardinality(String))) COMMENT 'per entity: names of the attributes that describe it' AFTER entities.id_keys,
    ADD COLUMN entities.schema_url Array(LowCardinality(String)) COMMENT 'per entity: its schema URL' AFTER entities.description_keys;
