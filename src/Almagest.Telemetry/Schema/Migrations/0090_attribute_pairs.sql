-- An attribute is looked up by key and value as one entry, those of events too: 502 is in every block of rows as the value of something,
-- as a status code in few, and what nobody has is told without reading a span. Queries repeat the expression (AttributePairs). Parts get
-- the index in the background; until then they are read.
ALTER TABLE spans ADD INDEX IF NOT EXISTS attribute_pairs arrayConcat(arrayMap((k, v) -> cityHash64(k, v), mapKeys(attributes), mapValues(attributes)), arrayFlatten(arrayMap(a -> arrayMap((k, v) -> cityHash64(k, v), mapKeys(a), mapValues(a)), events.attributes))) TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE spans DROP INDEX IF EXISTS attribute_values;

ALTER TABLE spans MATERIALIZE INDEX attribute_pairs;
