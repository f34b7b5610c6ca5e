-- A trace by its id: its summary also tells whether any of its spans has events or links, ten columns that need not be read where there are
-- none. Of traces stored before, both are taken to be there.
ALTER TABLE trace_summaries
    ADD COLUMN IF NOT EXISTS parts SimpleAggregateFunction(groupBitOr, UInt8) DEFAULT 3 COMMENT 'what its spans have: 1 events, 2 links' AFTER root;

ALTER TABLE trace_summaries_of_spans MODIFY QUERY
SELECT
    tenant,
    trace_id,
    toDate(time) AS day,
    min(time) AS first,
    max(addNanoseconds(time, duration_nano)) AS last,
    max(time) AS latest_start,
    count() AS span_count,
    countIf(status = 'error') AS error_count,
    groupUniqArray(toString(service)) AS services,
    min(CAST((parent_span_id != '', time, toString(service), toString(name)), 'Tuple(has_parent Bool, start DateTime64(9, \'UTC\'), service String, name String)')) AS root,
    groupBitOr(toUInt8(notEmpty(events.time)) + 2 * toUInt8(notEmpty(links.trace_id))) AS parts,
    max(retention_days) AS retention_days
FROM spans
GROUP BY tenant, trace_id, day;

-- The slow spans of a service: which services were how slow in a block of rows, in buckets of a tenth of a power of ten up to 100 seconds. Nearly every block
-- has some slow span and some span of the service. Queries repeat the expression (ServiceDurations). Parts get the index in the background.
ALTER TABLE spans ADD INDEX IF NOT EXISTS service_durations cityHash64(service, toUInt8(least(110, floor(10 * log10(greatest(duration_nano, 1)))))) TYPE bloom_filter(0.001) GRANULARITY 1;

ALTER TABLE spans MATERIALIZE INDEX service_durations SETTINGS mutations_sync = 0;
