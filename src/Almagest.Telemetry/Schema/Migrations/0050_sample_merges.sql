-- Every insert makes a part, several a second. Merging five at a time, as is usual, writes each sample four times on its way into a large part
-- and took 60 % of the engine's processor time; thirty-two at a time write it once or twice.
ALTER TABLE samples MODIFY SETTING min_parts_to_merge_at_once = 32;
