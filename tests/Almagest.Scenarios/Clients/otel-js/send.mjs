// Sends a little of everything with the OpenTelemetry SDK for JavaScript, and tells what, as one line of JSON.
// node send.mjs grpc|http/protobuf|http/json ENDPOINT SERVICE
import { context, diag, DiagLogLevel, metrics, SpanKind, SpanStatusCode, trace, TraceFlags, createTraceState } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, AggregationType, InstrumentType, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const [protocol, endpoint, service] = process.argv.slice(2);
const packages = { grpc: 'grpc', 'http/protobuf': 'proto', 'http/json': 'http' };
const kind = packages[protocol];
const exporterOf = async (signal, name) => {
  const module = await import(`@opentelemetry/exporter-${signal}-otlp-${kind}`);
  return (options) => new module[name]({ url: kind === 'grpc' ? endpoint : `${endpoint.replace(/\/$/, '')}/v1/${signal === 'trace' ? 'traces' : signal}`, ...options });
};

// An exporter only logs what the server refuses: here that fails the program.
const complaints = [];
const complain = (...words) => complaints.push(words.join(' '));
diag.setLogger({ error: complain, warn: complain, info() {}, debug() {}, verbose() {} }, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

const traceExporter = (await exporterOf('trace', 'OTLPTraceExporter'))({ compression: 'gzip' });
const logExporter = (await exporterOf('logs', 'OTLPLogExporter'))({});
const metricExporter = (temporality) => metricExporterOf({ temporalityPreference: temporality });
const metricExporterOf = await exporterOf('metrics', 'OTLPMetricExporter');
const readerOf = (temporality) => new PeriodicExportingMetricReader({ exporter: metricExporter(temporality), exportIntervalMillis: 3_600_000 });

const sdk = new NodeSDK({
  autoDetectResources: false,
  resource: resourceFromAttributes({
    'service.name': service, 'service.namespace': 'clients', 'service.version': '1.2.3', 'service.instance.id': 'one',
    'host.cpus': 4, 'host.load': 0.5, 'host.virtual': true, 'host.tags': ['x', 'y'],
  }, { schemaUrl: 'https://opentelemetry.io/schemas/1.30.0' }),
  traceExporter,
  logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: logExporter })],
  metricReaders: [readerOf(service.endsWith('delta') ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE)],
  views: [
    { instrumentName: 'client.size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    { instrumentName: 'client.wait', aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 2.5, 5] } } },
  ],
});
sdk.start();

const start = Date.now() - 60_000;
const at = (offsetMs) => start + offsetMs;
const tracer = trace.getTracer('client.tracer', '0.1.0', { schemaUrl: 'https://opentelemetry.io/schemas/1.29.0' });
const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED, isRemote: true, traceState: createTraceState('vendor=x,other=y') };
const parent = tracer.startSpan('GET /cart', {
  kind: SpanKind.SERVER, startTime: at(0),
  attributes: { text: 'héllo', int: 42, negative: -7, double: 1.5, yes: true, no: false, texts: ['x', 'y'], ints: [1, 2], doubles: [0.5, 1.5], bools: [true, false], empty: '' },
  links: [{ context: { traceId: '11111111111111111111111111111111', spanId: '2222222222222222', traceFlags: TraceFlags.SAMPLED }, attributes: { reason: 'retry', attempt: 2 } }],
}, trace.setSpanContext(context.active(), remote));
parent.addEvent('cache.miss', { key: 'cart:7', size: 3 }, at(10));
parent.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
const child = tracer.startSpan('SELECT cart', { kind: SpanKind.CLIENT, startTime: at(20) }, trace.setSpan(context.active(), parent));
child.setStatus({ code: SpanStatusCode.OK });
child.end(at(30));
parent.end(at(50));

logs.getLogger('client.logger', '0.2.0').emit({
  severityNumber: SeverityNumber.WARN2, severityText: 'WARNING', body: 'the cart is empty', eventName: 'cart.empty', timestamp: at(40), observedTimestamp: at(41),
  attributes: { user: 'u1', items: 0, total: 0.5, flags: ['a'], nested: { deep: { n: 1 }, list: [1, 'two'] }, bytes: new Uint8Array([1, 2, 255]) },
  context: trace.setSpan(context.active(), parent),
});
logs.getLogger('client.logger', '0.2.0').emit({ severityNumber: SeverityNumber.DEBUG, body: { order: 7, lines: ['a', { b: 2.5 }], ok: true } });

const meter = metrics.getMeter('client.meter', '0.3.0');
meter.createCounter('client.requests', { unit: '{request}', description: 'Requests served' }).add(5, { route: '/cart', code: 200 });
meter.createUpDownCounter('client.open', { unit: '{connection}' }).add(-3, { pool: 'a' });
meter.createObservableGauge('client.temperature', { unit: 'Cel', description: 'How warm it is' }).addCallback((result) => result.observe(21.5, { room: 'attic' }));
const wait = meter.createHistogram('client.wait', { unit: 's', description: 'Time waited' });
for (const value of [0.5, 1.5, 1.75, 3, 9]) wait.record(value, { queue: 'q' });
const size = meter.createHistogram('client.size', { unit: 'By' });
for (const value of [1, 2, 2, 4, 8, 8, 8, 16]) size.record(value, { queue: 'q' });

await sdk.shutdown();
if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exit(1);
}
const { traceId, spanId } = parent.spanContext();
console.log(JSON.stringify({ traceId, parent: spanId, child: child.spanContext().spanId }));
