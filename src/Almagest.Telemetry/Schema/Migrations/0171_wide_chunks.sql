-- A compact part has the columns of 256 rows behind each other: reading many chunks jumps from one to the next. In files of their own they are read in half of the time and take 3 % less.
-- An hour of some hundred series stays compact, which is fewer files.
ALTER TABLE chunks MODIFY SETTING min_bytes_for_wide_part = 1048576;
