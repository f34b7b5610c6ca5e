-- The same words as before by two expressions, one after the other: together they cost half of what their alternation does, in every merge that makes the
-- index. Existing parts get it again in the background.
ALTER TABLE logs DROP INDEX IF EXISTS words;

ALTER TABLE logs ADD INDEX IF NOT EXISTS words replaceRegexpAll(replaceRegexpAll(lower(body), '[0-9a-f]{8,}', '\xff'), '[0-9]+', '\xff')
    TYPE text(tokenizer = splitByNonAlpha, posting_list_codec = 'none') GRANULARITY 100000000;

ALTER TABLE logs MATERIALIZE INDEX words SETTINGS mutations_sync = 0;
