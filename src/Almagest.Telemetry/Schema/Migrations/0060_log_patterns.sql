-- Empty where the row is older than the column or no pattern was found. A dictionary of ids a part and about half a byte a row of numbers into it.
ALTER TABLE logs ADD COLUMN pattern_id LowCardinality(String) COMMENT 'pattern of the line, joins to log_patterns; empty when it has none' CODEC(ZSTD(1));

CREATE TABLE log_patterns
(
    tenant LowCardinality(String) COMMENT 'owner of the row',
    service LowCardinality(String) COMMENT 'service.name of the resource',
    pattern_id String COMMENT '16 hexadecimal digits; never changes, also when the template becomes more general',
    template String COMMENT 'what lines of the pattern have in common; <_> stands for what differs' CODEC(ZSTD(1)),
    form LowCardinality(String) COMMENT 'line: of the whole line; message: of the message in a line that is JSON or logfmt; shape: of the names in a JSON line without a message',
    tokens Array(String) COMMENT 'the template word by word, a blank before those that follow one' CODEC(ZSTD(1)),
    general Bool COMMENT 'whether words differ between its lines, not only numbers and ids',
    merged_into String COMMENT 'pattern whose lines turned out to be of the same kind and that stands for both from then on; empty for none',
    first_seen DateTime64(9, 'UTC') COMMENT 'time of its first line',
    level LowCardinality(String) COMMENT 'level of its first line',
    sample String COMMENT 'its first line' CODEC(ZSTD(1)),
    last_seen DateTime('UTC') COMMENT 'last hour or so in which lines arrived',
    revision UInt64 COMMENT 'grows with every change; the row with the highest counts' CODEC(ZSTD(1)),
    retention_days UInt16 COMMENT 'days after the last line after which the row is removed' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (tenant, service, pattern_id)
TTL last_seen + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'patterns of log lines, found as they arrive';
