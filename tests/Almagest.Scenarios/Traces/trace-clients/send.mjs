// Sends one span of a given trace with a real client library, and ends when it was taken.
// node send.mjs jaeger-udp|jaeger-http|zipkin ADDRESS SERVICE TRACE PARENT
import jaeger from 'jaeger-client';
import zipkin from 'zipkin';
import transport from 'zipkin-transport-http';

const [protocol, address, service, trace, parent] = process.argv.slice(2);
const fail = (message) => { console.error(message); process.exit(1); };
// The clients' own timers do not keep a program alive: without this one it may end with its span still queued.
setTimeout(() => fail('not answered within a minute'), 60_000);

if (protocol === 'zipkin') {
  const { Tracer, BatchRecorder, ExplicitContext, TraceId, Annotation, jsonEncoder, option } = zipkin;
  const logger = new transport.HttpLogger({ endpoint: `${address}/api/v2/spans`, jsonEncoder: jsonEncoder.JSON_V2, httpInterval: 50, log: { error: fail } });
  logger.on('success', () => process.exit(0));
  logger.on('error', (error) => fail(String(error)));
  const tracer = new Tracer({ ctxImpl: new ExplicitContext(), recorder: new BatchRecorder({ logger }), localServiceName: service });
  tracer.scoped(() => {
    tracer.setId(new TraceId({ traceId: trace, parentId: new option.Some(parent), spanId: '00000000000000b1', sampled: new option.Some(true) }));
    tracer.recordServiceName(service);
    tracer.recordRpc('zipkin work');
    tracer.recordBinary('size', 5);
    tracer.recordAnnotation(new Annotation.ServerRecv());
    tracer.recordAnnotation(new Annotation.ServerSend());
  });
} else {
  const [host, port] = address.split(':');
  const reporter = protocol === 'jaeger-udp' ? { agentHost: host, agentPort: Number(port) } : { collectorEndpoint: `${address}/api/traces` };
  const tracer = jaeger.initTracer({ serviceName: service, sampler: { type: 'const', param: 1 }, reporter }, { logger: { info() {}, error: fail } });
  const above = tracer.extract('text_map', { 'uber-trace-id': `${trace}:${parent}:0:1` });
  const span = tracer.startSpan(`${protocol} work`, { childOf: above, tags: { 'span.kind': 'server', size: 5 } });
  span.log({ event: 'worked' });
  span.finish();
  tracer.close(() => process.exit(0));
}
