-- Numbers and ids are other words on each line: in the text index they took more room than the lines themselves. It now has the words with digits and runs
-- of eight or more hexadecimal digits replaced by a sign that stands in no text; words with digits have a filter of their own, whose members longer than
-- 32 signs are a plus sign. Queries repeat both expressions (BodyIndex).
ALTER TABLE logs DROP INDEX body;

ALTER TABLE logs ADD INDEX words replaceRegexpAll(lower(body), '[0-9a-f]{8,}|[0-9]+', '\xff') TYPE text(tokenizer = splitByNonAlpha, posting_list_codec = 'bitpacking') GRANULARITY 100000000;

ALTER TABLE logs ADD INDEX numbers arrayMap(x -> if(length(x) > 32, '+', x), extractAll(lower(body), '[a-z]*[0-9][0-9a-z]*')) TYPE bloom_filter(0.01) GRANULARITY 1;
