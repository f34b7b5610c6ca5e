-- Every part that a question looks into costs the store half a millisecond, and large parts, whose columns lie in files of their own, are read in half the time: two neighbours of the same size are merged
-- at once. Chunks are hardly compressible; unpacking and packing them took longer than what it saved is worth. Stored parts are read as they are.
ALTER TABLE chunks MODIFY SETTING merge_selector_base = 2;

ALTER TABLE chunks
    MODIFY COLUMN times CODEC(LZ4),
    MODIFY COLUMN data CODEC(LZ4);
