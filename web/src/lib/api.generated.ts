// Written from the server's OpenAPI document; do not change by hand: see web/api-types/generate.mjs.
export interface paths {
    "/api/vault/logs/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with a query, and where */
        get: {
            parameters: {
                query?: {
                    language?: string;
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogCheckResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/context": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of the same stream before and after a line */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    at?: string;
                    before?: number;
                    stream?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPageResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What two selections of lines differ in, by samples of them */
        get: {
            parameters: {
                query?: {
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description its begin; default now-1h */
                    from_b?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    /** @description the query */
                    q?: string;
                    /** @description the second query */
                    q_b?: string;
                    sample?: number;
                    /** @description end, not part of it; default now */
                    to?: string;
                    /** @description its end; default now */
                    to_b?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogDifferencesResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fields of lines that match, with their most frequent values */
        get: {
            parameters: {
                query?: {
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    /** @description the query */
                    q?: string;
                    /** @description end, not part of it; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogFieldsResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many lines match, by time and level */
        get: {
            parameters: {
                query?: {
                    bars?: number;
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    /** @description the query */
                    q?: string;
                    /** @description end, not part of it; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogHistogramResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/patterns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of lines that match, with how many there were when */
        get: {
            parameters: {
                query?: {
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    limit?: number;
                    points?: number;
                    /** @description the query */
                    q?: string;
                    /** @description end, not part of it; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPatternsResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/saved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved searches */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedSearchesResponse"];
                    };
                };
            };
        };
        put?: never;
        /** Saves a search */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SavedSearchRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedSearchResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/saved/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a saved search; the version before stays stored */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SavedSearchRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SavedSearchResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        post?: never;
        /** Deletes a saved search */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines that match a query, in order of time */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    direction?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    limit?: number;
                    /** @description the query */
                    q?: string;
                    /** @description end, not part of it; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPageResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/logs/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines that match, each as it is stored, as server-sent events */
        get: {
            parameters: {
                query?: {
                    /** @description what joins conditions of lucene side by side: or (default), and */
                    default_operator?: string;
                    /** @description begin; default now-1h */
                    from?: string;
                    /** @description lucene (default) or logql */
                    language?: string;
                    /** @description the query */
                    q?: string;
                    /** @description end, not part of it; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["LogTailResponse"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What arrived lately by signal and service, and how the engine is */
        get: {
            parameters: {
                query?: {
                    /** @description start of the window: now-15m, RFC 3339 or milliseconds since 1970; default now-15m */
                    from?: string;
                    /** @description its end; default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverviewResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the public tables and views with their columns, and the functions a query may call */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SqlSchema"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/sql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs a query and streams its result; ?format=json, csv, ndjson, parquet or arrow */
        post: {
            parameters: {
                query?: {
                    /** @description json, csv, ndjson, parquet or arrow; default json */
                    format?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "*/*": components["schemas"]["SqlRequest"];
                    "application/json": components["schemas"]["SqlRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["SqlProblemResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Records that fell into the step beginning at Time. */
        ArrivalPoint: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            time: number;
        };
        /** @description The store: embedded engine or remote ClickHouse. */
        EngineHealth: {
            /** Format: int64 */
            diskBytes: number;
            /** Format: int64 */
            memoryBytes: number;
            mode: string;
            /** Format: int64 */
            parts: number;
            /** Format: int32 */
            pid: null | number;
            /** Format: int32 */
            restarts: number;
            /** Format: int64 */
            rows: number;
            state: string;
            /** Format: double */
            uptimeSeconds: number;
            version: string;
        };
        /** @description A bar. */
        LogBarResponse: {
            /** @description Lines by level. */
            levels: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Its begin, milliseconds since 1970.
             */
            time: number;
        };
        /** @description What a query is. */
        LogCheckResponse: {
            /** @description `lines` when it gives lines, `series` when it gives numbers, empty when it is not valid. */
            kind: string;
            /** @description What is wrong; null when nothing is. */
            message: null | string;
            /**
             * Format: int32
             * @description Index of the character the fault is about, from 0; null when it is about the whole.
             */
            position: null | number;
        };
        /** @description A value that is more frequent on one side. */
        LogDifferenceResponse: {
            /** @description Name of its field. */
            field: string;
            /**
             * Format: int32
             * @description Lines of the first with it.
             */
            linesA: number;
            /**
             * Format: int32
             * @description Lines of the second with it.
             */
            linesB: number;
            /**
             * Format: double
             * @description Its part of the first lines looked at, 0 to 1.
             */
            shareA: number;
            /**
             * Format: double
             * @description Its part of the second.
             */
            shareB: number;
            /** @description What its lines have in common when the value is a pattern; else null. */
            template: null | string;
            /** @description The value. */
            value: string;
        };
        /** @description What two selections of lines differ in. */
        LogDifferencesResponse: {
            /** @description The first. */
            a: components["schemas"]["LogSideResponse"];
            /** @description The second. */
            b: components["schemas"]["LogSideResponse"];
            /** @description Values whose share is not the same, the greatest difference first. */
            differences: components["schemas"]["LogDifferenceResponse"][];
        };
        /** @description A field. */
        LogFieldResponse: {
            /**
             * Format: int32
             * @description Different values among them.
             */
            distinct: number;
            /**
             * Format: int32
             * @description Lines that have it.
             */
            lines: number;
            /** @description As a query names it. */
            name: string;
            /** @description The most frequent values. */
            top: components["schemas"]["LogValueResponse"][];
            /** @description `number` when all values looked at are numbers, `boolean` when all are true or false, else `string`. */
            type: string;
        };
        /** @description Fields of matching lines. */
        LogFieldsResponse: {
            /** @description The fields, the most frequent first. */
            fields: components["schemas"]["LogFieldResponse"][];
            /**
             * Format: int32
             * @description Lines that were looked at, the newest.
             */
            lines: number;
            /** @description Whether there are more that were not. */
            sampled: boolean;
        };
        /** @description Counts over time. */
        LogHistogramResponse: {
            /** @description Bars with lines, oldest first. */
            bars: components["schemas"]["LogBarResponse"][];
            /**
             * Format: int64
             * @description Length of a bar.
             */
            stepMs: number;
            /**
             * Format: int64
             * @description Lines in all bars.
             */
            total: number;
        };
        /** @description A log line. */
        LogLineResponse: {
            /** @description Attributes of the record. */
            attributes: {
                [key: string]: string;
            };
            /** @description Its text. */
            body: string;
            /** @description Its level. */
            level: string;
            /** @description Its pattern, for a search such as `pattern:&lt;id&gt;`; empty without. */
            patternId: string;
            /** @description Attributes of what wrote it. */
            resource: {
                [key: string]: string;
            };
            /** @description Who wrote it. */
            service: string;
            /** @description The span; empty without. */
            spanId: string;
            /** @description Its stream, for `/context`. */
            stream: string;
            /** @description Unix nanoseconds, as text because they exceed what JSON's numbers hold exactly in browsers. */
            time: string;
            /** @description The trace; empty without. */
            traceId: string;
        };
        /** @description A page of lines. */
        LogPageResponse: {
            /** @description What to send as `cursor` for the next page; null when this is the last. */
            cursor: null | string;
            /** @description In the order asked for. */
            lines: components["schemas"]["LogLineResponse"][];
        };
        /** @description Lines of a kind. */
        LogPatternResponse: {
            /**
             * Format: int64
             * @description Lines that match.
             */
            count: number;
            /**
             * Format: int64
             * @description Time of the first such line ever, milliseconds since 1970.
             */
            first_seen: number;
            /** @description 16 hexadecimal digits, for ever the same; a search for `pattern:&lt;id&gt;` finds the lines. */
            id: string;
            /** @description Whether there was no such line before the range. */
            is_new: boolean;
            /**
             * Format: int64
             * @description Time of the last line that matches, milliseconds since 1970.
             */
            last_seen: number;
            /** @description Lines by level. */
            level_counts: {
                [key: string]: number;
            };
            /** @description The template as LogQL's `|&gt;` finds the lines. */
            line_filter: string;
            /** @description Begin of a piece of time in milliseconds since 1970, and its lines; pieces without lines are left out. */
            points: number[][];
            /** @description The first such line ever. */
            sample: components["schemas"]["LogPatternSampleResponse"];
            /** @description Who writes such lines. */
            services: string[];
            /**
             * Format: double
             * @description Their part of all lines that match, 0 to 1.
             */
            share: number;
            /** @description What its lines have in common; `&lt;_&gt;` stands for what differs. */
            template: string;
        };
        /** @description A line of a pattern. */
        LogPatternSampleResponse: {
            /** @description Its text. */
            body: string;
            /** @description Its level. */
            level: string;
            /** @description Who wrote it. */
            service: string;
            /** @description Unix nanoseconds, as text. */
            time: string;
        };
        /** @description Patterns of matching lines. */
        LogPatternsResponse: {
            /**
             * Format: int64
             * @description Lines that match, those without a pattern among them.
             */
            lines: number;
            /** @description The patterns, the most frequent first. */
            patterns: components["schemas"]["LogPatternResponse"][];
            /**
             * Format: int64
             * @description Length of a piece of time in `points`.
             */
            step_ms: number;
        };
        /** @description One of two selections. */
        LogSideResponse: {
            /**
             * Format: int32
             * @description Lines that were looked at.
             */
            looked: number;
            /** @description Whether these are fewer than there are. */
            sampled: boolean;
            /**
             * Format: int64
             * @description Lines it has.
             */
            total: number;
        };
        /** @description Lines that were just stored. */
        LogTailResponse: {
            /**
             * Format: int64
             * @description Lines not judged since the last time, because they came faster than they were read.
             */
            dropped: number;
            /** @description In the order in which they were stored. */
            lines: components["schemas"]["LogLineResponse"][];
        };
        /** @description A value of a field. */
        LogValueResponse: {
            /**
             * Format: int32
             * @description Lines that have it.
             */
            lines: number;
            /** @description The value. */
            value: string;
        };
        /** @description What arrived between From and To, and how the program is. */
        OverviewResponse: {
            endpoints: components["schemas"]["ServerEndpoints"];
            engine: components["schemas"]["EngineHealth"];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            generatedAt: string;
            /** Format: int64 */
            series: number;
            server: components["schemas"]["ServerHealth"];
            services: components["schemas"]["ServiceArrivals"][];
            signals: components["schemas"]["SignalArrivals"][];
            /** Format: int32 */
            stepSeconds: number;
            /** Format: date-time */
            to: string;
        };
        ProblemDetails: {
            detail?: null | string;
            instance?: null | string;
            /** Format: int32 */
            status?: null | number;
            title?: null | string;
            type?: null | string;
        };
        /** @description The saved searches of a tenant. */
        SavedSearchesResponse: {
            /** @description By name. */
            searches: components["schemas"]["SavedSearchResponse"][];
        };
        /** @description A query people keep under a name. */
        SavedSearchRequest: {
            /** @description Fields shown as columns; absent for none. */
            columns?: null | string[];
            /** @description lucene or logql. */
            language: string;
            /** @description Its name, 1 to 120 characters. */
            name: string;
            /** @description The query; empty finds all lines. */
            query: string;
            /**
             * Format: int64
             * @description The version that was changed; absent to overwrite whatever there is.
             */
            version?: null | number;
        };
        /** @description A saved search. */
        SavedSearchResponse: {
            /** @description Fields shown as columns. */
            columns: string[];
            /** @description Names it for good. */
            id: string;
            /** @description lucene or logql. */
            language: string;
            /** @description What people call it. */
            name: string;
            /** @description The query. */
            query: string;
            /**
             * Format: date-time
             * @description When this version was written.
             */
            saved: string;
            /**
             * Format: int64
             * @description 1 for the first, one more with each change.
             */
            version: number;
        };
        /** @description Where it listens. */
        ServerEndpoints: {
            http: string;
            otlpGrpc: string;
            otlpHttp: string;
        };
        /** @description This process. */
        ServerHealth: {
            /** Format: int64 */
            memoryBytes: number;
            /** Format: double */
            uptimeSeconds: number;
            version: string;
        };
        /** @description What one service sent. */
        ServiceArrivals: {
            /** Format: int64 */
            errors: number;
            /** Format: date-time */
            lastSeen: string;
            /** Format: int64 */
            logs: number;
            service: string;
            /** Format: int64 */
            spans: number;
        };
        /** @description Records of one signal; points are counts per step, times in milliseconds since 1970. */
        SignalArrivals: {
            /** Format: double */
            perSecond: number;
            points: components["schemas"]["ArrivalPoint"][];
            signal: string;
            /** Format: int64 */
            total: number;
        };
        /** @description A function a query may call. */
        SqlFunction: {
            /** @description The first sentence of its documentation; empty when there is none. */
            description: string;
            /** @description `aggregate`, `scalar` or `table`. */
            kind: string;
            /** @description Its name. */
            name: string;
            /** @description How it is written; empty when the store does not say. */
            syntax: string;
        };
        /** @description A problem of a query, as `application/problem+json` (RFC 9457). */
        SqlProblemResponse: {
            /** @description A stable snake_case word a program can test. */
            code: string;
            /**
             * Format: int32
             * @description Column of the fault in UTF-16 units, from 1, when known.
             */
            column: null | number;
            /** @description What is wrong and what to do. */
            detail: string;
            /**
             * Format: int32
             * @description Line of the fault, from 1, when known.
             */
            line: null | number;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The family of the problem. */
            title: string;
            /** @description A stable address of the kind of problem. */
            type: string;
        };
        /** @description A query to run or to explain. */
        SqlRequest: {
            /**
             * Format: int32
             * @description The most rows to return: 1 to 1,000,000; 10,000 when absent.
             */
            limit?: null | number;
            /**
             * @description Values for `{name:Type}` in the query: text, number, true or false, null, an array of texts or of
             *         numbers, or an object of texts for a Map(String, String).
             */
            parameters?: null | Record<string, never>;
            /** @description One SELECT, WITH, EXPLAIN, DESCRIBE, SHOW TABLES or SHOW COLUMNS statement of ClickHouse SQL. */
            query: null | string;
            /** @description A name of 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-" under which the query can be cancelled; made up when absent. */
            queryId?: null | string;
            /**
             * @description Writes integers of 64 bits and more as JSON strings, for readers that hold numbers as doubles.
             * @default false
             */
            quoteBigIntegers?: boolean;
            /** @description Whose data to read; the request's own tenant when absent. */
            tenant?: null | string;
        };
        /** @description What there is to ask about. */
        SqlSchema: {
            /** @description The functions a query may call. */
            functions: components["schemas"]["SqlFunction"][];
            /** @description The keywords of a query. */
            keywords: string[];
            /** @description The public tables and views. */
            tables: components["schemas"]["SqlTable"][];
        };
        /** @description A public table or view. */
        SqlTable: {
            /** @description Its columns, in order. */
            columns: components["schemas"]["SqlTableColumn"][];
            /** @description What one row is. */
            description: string;
            /** @description `table` or `view`. */
            kind: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A column of a table. */
        SqlTableColumn: {
            /** @description What it holds; empty when nobody described it. */
            description: string;
            /** @description Its name. */
            name: string;
            /** @description Its ClickHouse type. */
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type ArrivalPoint = components['schemas']['ArrivalPoint'];
export type EngineHealth = components['schemas']['EngineHealth'];
export type LogBarResponse = components['schemas']['LogBarResponse'];
export type LogCheckResponse = components['schemas']['LogCheckResponse'];
export type LogDifferenceResponse = components['schemas']['LogDifferenceResponse'];
export type LogDifferencesResponse = components['schemas']['LogDifferencesResponse'];
export type LogFieldResponse = components['schemas']['LogFieldResponse'];
export type LogFieldsResponse = components['schemas']['LogFieldsResponse'];
export type LogHistogramResponse = components['schemas']['LogHistogramResponse'];
export type LogLineResponse = components['schemas']['LogLineResponse'];
export type LogPageResponse = components['schemas']['LogPageResponse'];
export type LogPatternResponse = components['schemas']['LogPatternResponse'];
export type LogPatternSampleResponse = components['schemas']['LogPatternSampleResponse'];
export type LogPatternsResponse = components['schemas']['LogPatternsResponse'];
export type LogSideResponse = components['schemas']['LogSideResponse'];
export type LogTailResponse = components['schemas']['LogTailResponse'];
export type LogValueResponse = components['schemas']['LogValueResponse'];
export type OverviewResponse = components['schemas']['OverviewResponse'];
export type ProblemDetails = components['schemas']['ProblemDetails'];
export type SavedSearchesResponse = components['schemas']['SavedSearchesResponse'];
export type SavedSearchRequest = components['schemas']['SavedSearchRequest'];
export type SavedSearchResponse = components['schemas']['SavedSearchResponse'];
export type ServerEndpoints = components['schemas']['ServerEndpoints'];
export type ServerHealth = components['schemas']['ServerHealth'];
export type ServiceArrivals = components['schemas']['ServiceArrivals'];
export type SignalArrivals = components['schemas']['SignalArrivals'];
export type SqlFunction = components['schemas']['SqlFunction'];
export type SqlProblemResponse = components['schemas']['SqlProblemResponse'];
export type SqlRequest = components['schemas']['SqlRequest'];
export type SqlSchema = components['schemas']['SqlSchema'];
export type SqlTable = components['schemas']['SqlTable'];
export type SqlTableColumn = components['schemas']['SqlTableColumn'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
