-- The same words as before by two expressions, one after the other: together they cost half of what their alternation does, in every merge that makes the
-- index. It has a new name because the old one's files go in the background, as existing parts get the new one: nobody waits for merges that are under way.
ALTER TABLE logs DROP INDEX IF EXISTS words SETTINGS alter_sync = 0;

ALTER TABLE logs ADD INDEX IF NOT EXISTS line_words replaceRegexpAll(replaceRegexpAll(lower(body), '[0-9a-f]{8,}', '\xff'), '[0-9]+', '\xff')
    TYPE text(tokenizer = splitByNonAlpha, posting_list_codec = 'none') GRANULARITY 100000000;

ALTER TABLE logs MATERIALIZE INDEX line_words SETTINGS mutations_sync = 0;
