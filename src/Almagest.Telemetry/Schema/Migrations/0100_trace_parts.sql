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
