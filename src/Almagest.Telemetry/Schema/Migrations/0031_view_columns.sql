ALTER TABLE metrics
    COMMENT COLUMN tenant 'owner of the row',
    COMMENT COLUMN time 'when it was measured',
    COMMENT COLUMN name 'name as PromQL sees it',
    COMMENT COLUMN labels 'labels without __name__',
    COMMENT COLUMN value 'the value; cumulative also where the sender sends differences',
    COMMENT COLUMN type 'counter, gauge, histogram, summary, info, stateset, or unknown',
    COMMENT COLUMN unit 'unit as the sender names it';

ALTER TABLE traces
    COMMENT COLUMN tenant 'owner of the trace',
    COMMENT COLUMN trace_id '32 hexadecimal digits',
    COMMENT COLUMN time 'start of the earliest span',
    COMMENT COLUMN root_service 'service of the span without a parent; of the earliest one when that has not arrived',
    COMMENT COLUMN root_name 'operation of that span',
    COMMENT COLUMN duration_nano 'from the start of the earliest span to the end of the latest, in nanoseconds',
    COMMENT COLUMN span_count 'number of spans',
    COMMENT COLUMN error_count 'number of spans that failed',
    COMMENT COLUMN services 'all services that took part, sorted';

ALTER TABLE services
    COMMENT COLUMN tenant 'owner of the telemetry',
    COMMENT COLUMN service 'service.name of the resource',
    COMMENT COLUMN spans 'number of spans it sent',
    COMMENT COLUMN errors 'number of those that failed',
    COMMENT COLUMN logs 'number of log records it sent',
    COMMENT COLUMN first_seen 'time of its earliest span or log record that is kept',
    COMMENT COLUMN last_seen 'time of its latest span or log record';

ALTER TABLE llm_calls
    COMMENT COLUMN tenant 'owner of the call',
    COMMENT COLUMN time 'when the call began',
    COMMENT COLUMN service 'service.name of the resource',
    COMMENT COLUMN trace_id '32 hexadecimal digits: joins to spans',
    COMMENT COLUMN span_id '16 hexadecimal digits: joins to spans',
    COMMENT COLUMN operation 'gen_ai.operation.name such as chat, else the name of the span',
    COMMENT COLUMN provider 'who runs the model: gen_ai.provider.name, else gen_ai.system',
    COMMENT COLUMN model 'the model that answered, else the one that was asked for',
    COMMENT COLUMN input_tokens 'tokens of the prompt, 0 when not given',
    COMMENT COLUMN output_tokens 'tokens of the answer, 0 when not given',
    COMMENT COLUMN total_tokens 'sum of both, else the total that was given',
    COMMENT COLUMN cost_usd 'cost in US dollars as the sender gives it, 0 when it gives none',
    COMMENT COLUMN duration_nano 'how long the call took, in nanoseconds',
    COMMENT COLUMN status 'unset, ok or error',
    COMMENT COLUMN session_id 'conversation, else session, else trace',
    COMMENT COLUMN attributes 'all attributes of the span, values as text';

ALTER TABLE llm_sessions
    COMMENT COLUMN tenant 'owner of the session',
    COMMENT COLUMN session_id 'conversation, else session, else trace',
    COMMENT COLUMN service 'one of the services that made its calls',
    COMMENT COLUMN start_time 'when its first call began',
    COMMENT COLUMN end_time 'when its last call ended',
    COMMENT COLUMN calls 'number of calls',
    COMMENT COLUMN errors 'number of calls that failed',
    COMMENT COLUMN input_tokens 'tokens of all prompts',
    COMMENT COLUMN output_tokens 'tokens of all answers',
    COMMENT COLUMN total_tokens 'tokens of all calls',
    COMMENT COLUMN cost_usd 'cost of all calls in US dollars',
    COMMENT COLUMN models 'all models that were called, sorted';

ALTER TABLE costs
    COMMENT COLUMN tenant 'owner of the row',
    COMMENT COLUMN time 'when the cost was measured or the call began',
    COMMENT COLUMN name 'name of the metric, or llm_call',
    COMMENT COLUMN source_system 'system that reported it; the provider for calls of a language model',
    COMMENT COLUMN amount 'the amount as measured: add up only what is not cumulative',
    COMMENT COLUMN currency 'usd',
    COMMENT COLUMN cost_category 'label cost_category, empty when there is none',
    COMMENT COLUMN department 'label department, empty when there is none',
    COMMENT COLUMN project_id 'label project_id, empty when there is none',
    COMMENT COLUMN service 'label service, or the service that made the call',
    COMMENT COLUMN labels 'all labels; model and operation for calls of a language model';

ALTER TABLE alerts
    COMMENT COLUMN tenant 'owner of the alert',
    COMMENT COLUMN time 'when the rule was evaluated',
    COMMENT COLUMN alert 'name of the alert',
    COMMENT COLUMN state 'pending or firing',
    COMMENT COLUMN labels 'all labels of the alert',
    COMMENT COLUMN value '1 while it is in this state';
