-- How many different values each column of a part has: nobody asks for it, and telling it took an eighth of each insert.
ALTER TABLE samples MODIFY SETTING auto_statistics_types = 'basic';
ALTER TABLE chunks MODIFY SETTING auto_statistics_types = 'basic';
ALTER TABLE rollups MODIFY SETTING auto_statistics_types = 'basic';
