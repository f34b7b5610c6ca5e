import type { Endpoints } from './api';

export type Snippet = { id: string; name: string; note: string; text: string };

/** Ways to send data, with this server's own addresses, as the tenant of the page. */
export function snippets({ http, otlpGrpc, otlpHttp }: Endpoints, tenant: string): Snippet[] {
  const other = tenant !== 'default';
  const exports = other ? [`export OTEL_EXPORTER_OTLP_HEADERS=X-Scope-OrgID=${tenant}`] : [];
  const inline = other ? `OTEL_EXPORTER_OTLP_HEADERS=X-Scope-OrgID=${tenant} ` : '';
  const header = other ? ` -H 'X-Scope-OrgID: ${tenant}'` : '';
  const demo: Snippet = {
    id: 'demo', name: 'Demo', note: 'A simulated shop: twelve services send traces, logs and metrics until you stop it.',
    text: `./run demo --otlp ${otlpHttp}`,
  };
  return [
    // The shop sends as the tenant default.
    ...(other ? [] : [demo]),
    {
      id: 'environment', name: 'Environment', note: 'Any OpenTelemetry SDK or agent reads these.',
      text: [
        `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}`,
        'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
        'export OTEL_SERVICE_NAME=my-service',
        ...exports,
        `# gRPC listens on ${otlpGrpc}`,
      ].join('\n'),
    },
    {
      id: 'dotnet', name: '.NET', note: 'Traces, metrics and logs of an application with a host.',
      text: [
        '// dotnet add package OpenTelemetry.Extensions.Hosting',
        '// dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol',
        ...exports.map((line) => `// ${line}`),
        'builder.Services.AddOpenTelemetry()',
        '    .ConfigureResource(resource => resource.AddService("my-service"))',
        '    .WithTracing(tracing => tracing.AddSource("MyService"))',
        '    .WithMetrics(metrics => metrics.AddMeter("MyService"))',
        '    .WithLogging()',
        `    .UseOtlpExporter(OtlpExportProtocol.Grpc, new Uri("${otlpGrpc}"));`,
      ].join('\n'),
    },
    {
      id: 'node', name: 'Node.js', note: 'Instruments HTTP, databases and queues without a change of code.',
      text: [
        'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node',
        `${inline}OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp} OTEL_SERVICE_NAME=my-service \\`,
        '  node --require @opentelemetry/auto-instrumentations-node/register app.js',
      ].join('\n'),
    },
    {
      id: 'python', name: 'Python', note: 'Instruments what is installed.',
      text: [
        'pip install opentelemetry-distro opentelemetry-exporter-otlp && opentelemetry-bootstrap -a install',
        `${inline}OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\`,
        '  OTEL_SERVICE_NAME=my-service opentelemetry-instrument python app.py',
      ].join('\n'),
    },
    {
      id: 'curl', name: 'curl', note: 'One log record as OTLP JSON; time zero means now.',
      text: [
        `curl ${otlpHttp}/v1/logs${header} -H 'Content-Type: application/json' -d '{"resourceLogs": [{`,
        '  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-script"}}]},',
        `  "scopeLogs": [{"logRecords": [{"severityText": "INFO", "body": {"stringValue": "hello"}}]}]}]}'`,
      ].join('\n'),
    },
    {
      id: 'figure', name: 'Any figure', note: 'Costs, sales, temperatures: anything with a time and a value.',
      text: [
        `curl ${http}/api/vault/metrics${header} -H 'Content-Type: application/json' -d '{`,
        `  "timestamp": "${new Date().toISOString().slice(0, 19)}Z", "source_system": "aws", "metric_type": "daily_cost",`,
        `  "value": 12.5, "unit": "usd", "tags": {"department": "engineering"}}'`,
      ].join('\n'),
    },
    {
      id: 'prometheus', name: 'Prometheus', note: 'Remote write: Prometheus keeps what it has and sends it here too. This server scrapes by itself when it is given a prometheus.yml.',
      text: ['remote_write:', `  - url: ${http}/api/v1/write`, ...(other ? [`    headers: { X-Scope-OrgID: ${tenant} }`] : [])].join('\n'),
    },
    {
      id: 'collector', name: 'Collector', note: 'An exporter of the OpenTelemetry Collector.',
      text: [
        'exporters:',
        '  otlphttp:',
        `    endpoint: ${otlpHttp}`,
        ...(other ? [`    headers: { X-Scope-OrgID: ${tenant} }`] : []),
        'service:',
        '  pipelines:',
        '    traces: { receivers: [otlp], exporters: [otlphttp] }',
        '    metrics: { receivers: [otlp], exporters: [otlphttp] }',
        '    logs: { receivers: [otlp], exporters: [otlphttp] }',
      ].join('\n'),
    },
  ];
}

/** As one reaches it from where the page was opened: a server that listens on every address names none a sender could use. */
export function reachable({ http, otlpGrpc, otlpHttp }: Endpoints, host: string): Endpoints {
  const named = (address: string) => address.replace(/\/\/(?:0\.0\.0\.0|\[::\]|\+|\*)(?=[:/]|$)/, `//${host}`);
  return { http: named(http), otlpGrpc: named(otlpGrpc), otlpHttp: named(otlpHttp) };
}
