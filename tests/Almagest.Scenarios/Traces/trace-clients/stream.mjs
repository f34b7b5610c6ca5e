// Calls Tempo's streaming service as Grafana does, and prints one line of JSON a call: its messages and how it ended.
// node stream.mjs HOST:PORT TENANT METHOD REQUEST [METHOD REQUEST …]
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const service = `
  syntax = "proto3";
  package tempopb;
  service StreamingQuerier {
    rpc Search(SearchRequest) returns (stream SearchResponse);
    rpc SearchTags(TagsRequest) returns (stream TagsResponse);
    rpc SearchTagsV2(TagsRequest) returns (stream TagsV2Response);
    rpc SearchTagValues(TagValuesRequest) returns (stream TagValuesResponse);
    rpc SearchTagValuesV2(TagValuesRequest) returns (stream TagValuesV2Response);
    rpc MetricsQueryRange(SeriesRequest) returns (stream SeriesResponse);
    rpc MetricsQueryInstant(InstantRequest) returns (stream InstantResponse);
    rpc Unknown(InstantRequest) returns (stream InstantResponse);
  }
  message SearchRequest {
    map<string, string> Tags = 1; uint32 MinDurationMs = 2; uint32 MaxDurationMs = 3; uint32 Limit = 4; uint32 start = 5; uint32 end = 6;
    string Query = 8; uint32 SpansPerSpanSet = 9;
  }
  message SearchResponse { repeated Trace traces = 1; Progress metrics = 2; }
  message Progress { uint32 completedJobs = 4; uint32 totalJobs = 5; }
  message Trace {
    string traceID = 1; string rootServiceName = 2; string rootTraceName = 3; uint64 startTimeUnixNano = 4; uint32 durationMs = 5;
    SpanSet spanSet = 6; repeated SpanSet spanSets = 7; map<string, Stats> serviceStats = 8;
  }
  message Stats { uint32 spanCount = 1; uint32 errorCount = 2; }
  message SpanSet { repeated Span spans = 1; uint32 matched = 2; repeated KeyValue attributes = 3; }
  message Span { string spanID = 1; string name = 2; uint64 startTimeUnixNano = 3; uint64 durationNanos = 4; repeated KeyValue attributes = 5; }
  message KeyValue { string key = 1; Value value = 2; }
  message Value { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; Values arrayValue = 5; } }
  message Values { repeated Value values = 1; }
  message TagsRequest { string scope = 1; string query = 2; uint32 start = 3; uint32 end = 4; uint32 maxTagsPerScope = 5; }
  message TagsResponse { repeated string tagNames = 1; }
  message TagsV2Response { repeated Scope scopes = 1; }
  message Scope { string name = 1; repeated string tags = 2; }
  message TagValuesRequest { string tagName = 1; string query = 2; uint32 start = 4; uint32 end = 5; uint32 maxTagValues = 6; }
  message TagValuesResponse { repeated string tagValues = 1; }
  message TagValuesV2Response { repeated TagValue tagValues = 1; }
  message TagValue { string type = 1; string value = 2; }
  message SeriesRequest { string query = 1; uint64 start = 2; uint64 end = 3; uint64 step = 4; uint32 exemplars = 16; }
  message SeriesResponse { repeated Series series = 1; }
  message Series { repeated KeyValue labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 4; }
  message Sample { double value = 1; int64 timestamp_ms = 2; }
  message Exemplar { repeated KeyValue labels = 1; double value = 2; int64 timestamp_ms = 3; }
  message InstantRequest { string query = 1; uint64 start = 2; uint64 end = 3; }
  message InstantResponse { repeated InstantSeries series = 1; }
  message InstantSeries { repeated KeyValue labels = 1; double value = 2; }`;

const [address, tenant, ...calls] = process.argv.slice(2);
const types = grpc.loadPackageDefinition(loader.fromJSON(protobuf.parse(service, { keepCase: true }).root.toJSON({ keepComments: false }), { keepCase: true, longs: String }));
const client = new types.tempopb.StreamingQuerier(address, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.set('X-Scope-OrgID', tenant);

const run = (method, request) => new Promise((resolve) => {
  const messages = [];
  let end = {};
  client[method](request, metadata, { deadline: Date.now() + 120_000 })
    .on('data', (message) => messages.push(message))
    .on('error', (error) => { end = { details: error.details }; })
    .on('status', (status) => resolve({ code: status.code, ...end, messages }));
});

for (let i = 0; i < calls.length; i += 2)
  console.log(JSON.stringify(await run(calls[i], JSON.parse(calls[i + 1]))));
client.close();
