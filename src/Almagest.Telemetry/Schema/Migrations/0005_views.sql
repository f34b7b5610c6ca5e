CREATE VIEW metrics AS
SELECT
    samples.tenant AS tenant,
    samples.time AS time,
    samples.metric AS name,
    descriptions.labels AS labels,
    samples.value AS value,
    descriptions.type AS type,
    descriptions.unit AS unit
FROM samples
ANY LEFT JOIN (SELECT tenant, series, labels, type, unit FROM series) AS descriptions
    ON samples.tenant = descriptions.tenant AND samples.series = descriptions.series
COMMENT 'every sample with its labels: samples joined to series';

CREATE VIEW traces AS
SELECT
    tenant,
    trace_id,
    min(spans.time) AS time,
    argMin(service, (parent_span_id != '', spans.time)) AS root_service,
    argMin(name, (parent_span_id != '', spans.time)) AS root_name,
    max(toUnixTimestamp64Nano(spans.time) + duration_nano) - min(toUnixTimestamp64Nano(spans.time)) AS duration_nano,
    count() AS span_count,
    countIf(status = 'error') AS error_count,
    arraySort(groupUniqArray(service)) AS services
FROM spans
GROUP BY tenant, trace_id
COMMENT 'one row a trace, computed from its spans; filter by trace_id for speed';

CREATE VIEW services AS
SELECT
    tenant,
    service,
    sum(span_rows) AS spans,
    sum(error_rows) AS errors,
    sum(log_rows) AS logs,
    min(first) AS first_seen,
    max(last) AS last_seen
FROM
(
    SELECT tenant, service, count() AS span_rows, countIf(status = 'error') AS error_rows, 0 AS log_rows, min(time) AS first, max(time) AS last
    FROM spans GROUP BY tenant, service
    UNION ALL
    SELECT tenant, service, 0, 0, count(), min(time), max(time)
    FROM logs GROUP BY tenant, service
)
GROUP BY tenant, service
COMMENT 'every service with what it sent';

CREATE VIEW llm_calls AS
SELECT
    tenant,
    time,
    service,
    trace_id,
    span_id,
    coalesce(nullIf(attributes['gen_ai.operation.name'], ''), name) AS operation,
    coalesce(nullIf(attributes['gen_ai.provider.name'], ''), nullIf(attributes['gen_ai.system'], ''), attributes['llm.provider']) AS provider,
    coalesce(nullIf(attributes['gen_ai.response.model'], ''), nullIf(attributes['gen_ai.request.model'], ''), attributes['llm.model']) AS model,
    toUInt64OrZero(coalesce(nullIf(attributes['gen_ai.usage.input_tokens'], ''), attributes['gen_ai.usage.prompt_tokens'])) AS input_tokens,
    toUInt64OrZero(coalesce(nullIf(attributes['gen_ai.usage.output_tokens'], ''), attributes['gen_ai.usage.completion_tokens'])) AS output_tokens,
    input_tokens + output_tokens + if(input_tokens + output_tokens = 0, toUInt64OrZero(attributes['llm.tokens']), 0) AS total_tokens,
    toFloat64OrZero(coalesce(nullIf(attributes['gen_ai.usage.cost'], ''), attributes['llm.cost'])) AS cost_usd,
    duration_nano,
    status,
    coalesce(nullIf(attributes['gen_ai.conversation.id'], ''), nullIf(attributes['session.id'], ''), trace_id) AS session_id,
    attributes
FROM spans
WHERE hasAny(mapKeys(attributes), ['gen_ai.operation.name', 'gen_ai.request.model', 'gen_ai.response.model', 'llm.model'])
COMMENT 'spans that are calls of a language model, by the OpenTelemetry conventions for generative AI';

CREATE VIEW llm_sessions AS
SELECT
    tenant,
    session_id,
    any(service) AS service,
    min(llm_calls.time) AS start_time,
    max(addNanoseconds(llm_calls.time, llm_calls.duration_nano)) AS end_time,
    count() AS calls,
    countIf(status = 'error') AS errors,
    sum(llm_calls.input_tokens) AS input_tokens,
    sum(llm_calls.output_tokens) AS output_tokens,
    sum(llm_calls.total_tokens) AS total_tokens,
    sum(llm_calls.cost_usd) AS cost_usd,
    arraySort(groupUniqArray(model)) AS models
FROM llm_calls
GROUP BY tenant, session_id
COMMENT 'language-model calls grouped by conversation, else session, else trace';

CREATE VIEW costs AS
SELECT
    samples.tenant AS tenant,
    samples.time AS time,
    samples.metric AS name,
    descriptions.labels['source_system'] AS source_system,
    samples.value AS amount,
    'usd' AS currency,
    descriptions.labels['cost_category'] AS cost_category,
    descriptions.labels['department'] AS department,
    descriptions.labels['project_id'] AS project_id,
    descriptions.labels['service'] AS service,
    descriptions.labels AS labels
FROM samples
INNER JOIN (SELECT DISTINCT tenant, series, labels FROM series WHERE lower(unit) IN ('usd', '$', '{usd}')) AS descriptions
    ON samples.tenant = descriptions.tenant AND samples.series = descriptions.series
UNION ALL
SELECT tenant, time, 'llm_call', provider, cost_usd, 'usd', '', '', '', service,
    map('model', model, 'operation', operation)
FROM llm_calls
WHERE cost_usd > 0
COMMENT 'everything that is an amount of money: samples whose unit is usd, and language-model calls that carry their cost';

CREATE VIEW alerts AS
SELECT
    samples.tenant AS tenant,
    samples.time AS time,
    descriptions.labels['alertname'] AS alert,
    descriptions.labels['alertstate'] AS state,
    descriptions.labels AS labels,
    samples.value AS value
FROM samples
ANY INNER JOIN (SELECT tenant, series, labels FROM series WHERE metric = 'ALERTS') AS descriptions
    ON samples.tenant = descriptions.tenant AND samples.series = descriptions.series
WHERE samples.metric = 'ALERTS'
COMMENT 'samples of the ALERTS series that rule evaluation writes';
