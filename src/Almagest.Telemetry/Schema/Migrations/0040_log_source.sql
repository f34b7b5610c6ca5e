ALTER TABLE logs ADD COLUMN source LowCardinality(String) DEFAULT 'otlp' COMMENT 'protocol the record came by' AFTER scope_id;
