ALTER TABLE metric_rollups
    COMMENT COLUMN tenant 'owner of the row',
    COMMENT COLUMN name 'name as PromQL sees it',
    COMMENT COLUMN labels 'labels without __name__',
    COMMENT COLUMN resolution 'length of the bucket in seconds',
    COMMENT COLUMN time 'end of the bucket; its samples lie after its beginning and not after its end',
    COMMENT COLUMN count 'number of samples',
    COMMENT COLUMN sum 'sum of the values',
    COMMENT COLUMN min 'least value',
    COMMENT COLUMN max 'greatest value',
    COMMENT COLUMN last 'newest value',
    COMMENT COLUMN increase 'what a counter grew by from the first to the last sample, resets considered';
