-- What people write and keep, such as saved searches: every version stays, so that a document's history comes for free.
CREATE TABLE documents
(
    tenant LowCardinality(String) COMMENT 'owner of the document',
    kind LowCardinality(String) COMMENT 'what it is, such as log-search',
    id String COMMENT 'names it among those of its kind',
    version UInt64 COMMENT '1 for the first, one more with each change',
    json String COMMENT 'the document; empty in the version that deletes it' CODEC(ZSTD(3)),
    author String COMMENT 'who wrote this version, empty when unknown',
    time DateTime64(3, 'UTC') COMMENT 'when this version was written',
    deleted Bool COMMENT 'whether this version deletes the document'
)
ENGINE = ReplacingMergeTree(time)
ORDER BY (tenant, kind, id, version)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'small documents in all their versions';
