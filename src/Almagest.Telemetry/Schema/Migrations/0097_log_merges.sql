-- Merges of log lines stay small enough to end within minutes. Lines that are old when they arrive, as an import's are, made the merge that compresses them
-- harder take every part of the day at once, and none of them had indexes until it ended.
ALTER TABLE logs MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 536870912;
