import type { Endpoints } from './api';

export type Snippet = { id: string; name: string; note: string; text: string };

/** Ways to send data, with this server's own addresses. */
export function snippets({ http, otlpGrpc, otlpHttp }: Endpoints): Snippet[] {
  return [
    {
      id: 'demo', name: 'Demo', note: 'A simulated shop: twelve services send traces, logs and metrics until you stop it.',
      text: `./run demo --otlp ${otlpHttp}`,
    },
    {
      id: 'environment', name: 'Environment', note: 'Any OpenTelemetry SDK or agent reads these.',
      text: [
        `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}`,
        'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
        'export OTEL_SERVICE_NAME=my-service',
        `# gRPC listens on ${otlpGrpc}`,
      ].join('\n'),
    },
    {
      id: 'dotnet', name: '.NET', note: 'dotnet add package OpenTelemetry.Extensions.Hosting OpenTelemetry.Exporter.OpenTelemetryProtocol',
      text: [
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
        `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp} OTEL_SERVICE_NAME=my-service \\`,
        '  node --require @opentelemetry/auto-instrumentations-node/register app.js',
      ].join('\n'),
    },
    {
      id: 'python', name: 'Python', note: 'Instruments what is installed.',
      text: [
        'pip install opentelemetry-distro opentelemetry-exporter-otlp && opentelemetry-bootstrap -a install',
        `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\`,
        '  OTEL_SERVICE_NAME=my-service opentelemetry-instrument python app.py',
      ].join('\n'),
    },
    {
      id: 'curl', name: 'curl', note: 'One log record as OTLP JSON; time zero means now.',
      text: [
        `curl ${otlpHttp}/v1/logs -H 'Content-Type: application/json' -d '{"resourceLogs": [{`,
        '  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-script"}}]},',
        `  "scopeLogs": [{"logRecords": [{"severityText": "INFO", "body": {"stringValue": "hello"}}]}]}]}'`,
      ].join('\n'),
    },
    {
      id: 'figure', name: 'Any figure', note: 'Costs, sales, temperatures: anything with a time and a value.',
      text: [
        `curl ${http}/api/vault/metrics -H 'Content-Type: application/json' -d '{`,
        `  "timestamp": "${new Date().toISOString().slice(0, 19)}Z", "source_system": "aws", "metric_type": "daily_cost",`,
        `  "value": 12.5, "unit": "usd", "tags": {"department": "engineering"}}'`,
      ].join('\n'),
    },
    {
      id: 'collector', name: 'Collector', note: 'An exporter of the OpenTelemetry Collector.',
      text: [
        'exporters:',
        '  otlp_http:',
        `    endpoint: ${otlpHttp}`,
        'service:',
        '  pipelines:',
        '    traces: { receivers: [otlp], exporters: [otlp_http] }',
        '    metrics: { receivers: [otlp], exporters: [otlp_http] }',
        '    logs: { receivers: [otlp], exporters: [otlp_http] }',
      ].join('\n'),
    },
  ];
}
