-- Between the usual 5 and the 12 of 0120: fewer parts are left, which takes samples and chunks together below 3.5 bytes a sample.
ALTER TABLE samples MODIFY SETTING merge_selector_base = 8;
