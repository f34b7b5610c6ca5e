-- Merging a sample costs as much as inserting it, each time it is merged: merges take more parts at once, and put columns that are not in the key together one after the other.
ALTER TABLE samples MODIFY SETTING
    merge_selector_base = 12,
    vertical_merge_algorithm_min_columns_to_activate = 1,
    vertical_merge_algorithm_min_rows_to_activate = 16384;
