using System.Globalization;

namespace Almagest.Scenarios.Clients;

/// <summary>Every field that a real SDK sends is read back by SQL, whatever the transport.</summary>
[Collection(ClientCollection.Name)]
public sealed class ClientScenarios(ClientFixture fixture)
{
    const string Services = "js-grpc js-protobuf js-json net-grpc net-protobuf";
    const string OfSeries = "series IN (SELECT series FROM series WHERE labels['job'] = 'clients/{service}')";

    // Attributes with the letters of their types, in the order of their names: SDKs send resources in different orders.
    const string Sorted = "arrayStringConcat(arraySort(arrayMap((k, v, t) -> concat(k, '=', v, ':', t), mapKeys(attributes), mapValues(attributes), splitByString('', attribute_types))), ' ') AS sorted";

    public static TheoryData<string> All() => [.. Services.Split(' ')];

    public static TheoryData<string> JavaScript() => [.. Services.Split(' ').Where(static s => s.StartsWith("js", StringComparison.Ordinal))];

    public static TheoryData<string> DotNet() => [.. Services.Split(' ').Where(static s => s.StartsWith("net", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public Task Span(string service) => ShouldReadAsync(service,
        """
        SELECT trace_id, length(span_id) AS id, parent_span_id, name, kind, status, status_message, trace_state, flags, attributes, attribute_types,
            dropped_attributes + dropped_events + dropped_links AS dropped, scope_name, scope_version
        FROM spans WHERE service = '{service}' AND name = 'GET /cart'
        """,
        """{"trace_id":"0af7651916cd43dd8448eb211c80319c","id":16,"parent_span_id":"b7ad6b7169203331","name":"GET /cart","kind":"server","status":"error","status_message":"no stock","trace_state":"vendor=x,other=y","flags":769,"attributes":{"text":"héllo","int":"42","negative":"-7","double":"1.5","yes":"true","no":"false","texts":"[\"x\",\"y\"]","ints":"[1,2]","doubles":"[0.5,1.5]","bools":"[true,false]","empty":""},"attribute_types":"siidbbaaaas","dropped":0,"scope_name":"client.tracer","scope_version":"0.1.0"}""");

    [Theory]
    [MemberData(nameof(All))]
    public Task Event_and_link_of_a_span(string service) => ShouldReadAsync(service,
        "SELECT events.name, events.attributes, events.attribute_types, links.trace_id, links.span_id, links.flags, links.attributes, links.attribute_types FROM spans WHERE service = '{service}' AND name = 'GET /cart'",
        """{"events.name":["cache.miss"],"events.attributes":[{"key":"cart:7","size":"3"}],"events.attribute_types":["si"],"links.trace_id":["11111111111111111111111111111111"],"links.span_id":["2222222222222222"],"links.flags":[257],"links.attributes":[{"reason":"retry","attempt":"2"}],"links.attribute_types":["si"]}""");

    [Theory]
    [MemberData(nameof(All))]
    public Task Child_of_a_span(string service) => ShouldReadAsync(service,
        "SELECT c.name, c.kind, c.status FROM spans AS c INNER JOIN spans AS p ON c.parent_span_id = p.span_id WHERE c.service = '{service}' AND p.service = '{service}' AND p.name = 'GET /cart'",
        """{"name":"SELECT cart","kind":"client","status":"ok"}""");

    [Theory]
    [MemberData(nameof(JavaScript))]
    public Task Times_of_a_span(string service) => ShouldReadAsync(service,
        "SELECT duration_nano, toUnixTimestamp64Nano(events.time[1]) - toUnixTimestamp64Nano(time) AS until_event, time < now64() - 30 AS past FROM spans WHERE service = '{service}' AND name = 'GET /cart'",
        """{"duration_nano":50000000,"until_event":10000000,"past":1}""");

    [Theory]
    [MemberData(nameof(JavaScript))]
    public async Task Log_records_of_javascript(string service)
    {
        await ShouldReadAsync(service,
            """
            SELECT level, severity_number, severity_text, body, body_type, event_name, trace_id, span_id = (SELECT span_id FROM spans WHERE service = '{service}' AND name = 'GET /cart') AS of_span,
                flags, attributes, attribute_types, scope_name, scope_version, toUnixTimestamp64Milli(observed_time) - toUnixTimestamp64Milli(time) AS observed
            FROM logs WHERE service = '{service}' AND level = 'warn'
            """,
            """{"level":"warn","severity_number":14,"severity_text":"WARNING","body":"the cart is empty","body_type":"s","event_name":"cart.empty","trace_id":"0af7651916cd43dd8448eb211c80319c","of_span":1,"flags":1,"attributes":{"user":"u1","items":"0","total":"0.5","flags":"[\"a\"]","nested":"{\"deep\":{\"n\":1},\"list\":[1,\"two\"]}","bytes":"AQL/"},"attribute_types":"sidamy","scope_name":"client.logger","scope_version":"0.2.0","observed":1}""");
        await ShouldReadAsync(service,
            "SELECT severity_number, body, body_type, trace_id FROM logs WHERE service = '{service}' AND level = 'debug'",
            """{"severity_number":5,"body":"{\"order\":7,\"lines\":[\"a\",{\"b\":2.5}],\"ok\":true}","body_type":"m","trace_id":""}""");
    }

    [Theory]
    [MemberData(nameof(DotNet))]
    public Task Log_records_of_dotnet(string service) => ShouldReadAsync(service,
        """
        SELECT level, severity_number, severity_text, body, event_name, trace_id, span_id = (SELECT span_id FROM spans WHERE service = '{service}' AND name = 'GET /cart') AS of_span,
            flags, attributes, attribute_types, scope_name
        FROM logs WHERE service = '{service}' ORDER BY time
        """,
        """
        {"level":"warn","severity_number":13,"severity_text":"Warning","body":"the cart of u1 has 0 items for 0.5","event_name":"cart.empty","trace_id":"0af7651916cd43dd8448eb211c80319c","of_span":1,"flags":1,"attributes":{"User":"u1","Items":"0","Total":"0.5","{OriginalFormat}":"the cart of {User} has {Items} items for {Total}"},"attribute_types":"sids","scope_name":"client.logger"}
        {"level":"critical","severity_number":21,"severity_text":"Critical","body":"it failed","event_name":"","trace_id":"0af7651916cd43dd8448eb211c80319c","of_span":1,"flags":1,"attributes":{"exception.type":"InvalidOperationException","exception.message":"boom","exception.stacktrace":"System.InvalidOperationException: boom","{OriginalFormat}":"it failed"},"attribute_types":"ssss","scope_name":"client.logger"}
        """);

    [Theory]
    [MemberData(nameof(All))]
    public Task Resource(string service) => ShouldReadAsync(service,
        $"SELECT DISTINCT {Sorted}, startsWith(schema_url, 'https://opentelemetry.io/schemas/1.') AS schema, dropped_attributes FROM resources WHERE service = '{{service}}'",
        """{"sorted":"host.cpus=4:i host.load=0.5:d host.tags=[\"x\",\"y\"]:a host.virtual=true:b service.instance.id=one:s service.name={service}:s service.namespace=clients:s service.version=1.2.3:s","schema":1,"dropped_attributes":0}""");

    [Theory]
    [MemberData(nameof(DotNet))]
    public Task Scope(string service) => ShouldReadAsync(service,
        "SELECT DISTINCT name, version, attributes, attribute_types FROM scopes WHERE scope_id IN (SELECT scope_id FROM spans WHERE service = '{service}')",
        """{"name":"client.tracer","version":"0.1.0","attributes":{"team":"shop"},"attribute_types":"s"}""");

    [Theory]
    [MemberData(nameof(All))]
    public Task Series(string service) => ShouldReadAsync(service,
        "SELECT DISTINCT metric, original_name, type, unit, help, temporality, monotonic FROM series WHERE labels['job'] = 'clients/{service}' AND labels['instance'] = 'one' ORDER BY metric",
        """
        {"metric":"client_open","original_name":"client.open","type":"gauge","unit":"{connection}","help":"","temporality":"cumulative","monotonic":false}
        {"metric":"client_requests_total","original_name":"client.requests","type":"counter","unit":"{request}","help":"Requests served","temporality":"cumulative","monotonic":true}
        {"metric":"client_size_bytes","original_name":"client.size","type":"histogram","unit":"By","help":"","temporality":"cumulative","monotonic":false}
        {"metric":"client_temperature_celsius","original_name":"client.temperature","type":"gauge","unit":"Cel","help":"How warm it is","temporality":"","monotonic":false}
        {"metric":"client_wait_seconds","original_name":"client.wait","type":"histogram","unit":"s","help":"Time waited","temporality":"cumulative","monotonic":false}
        {"metric":"client_wait_seconds_bucket","original_name":"client.wait","type":"histogram","unit":"s","help":"Time waited","temporality":"cumulative","monotonic":false}
        {"metric":"client_wait_seconds_count","original_name":"client.wait","type":"histogram","unit":"s","help":"Time waited","temporality":"cumulative","monotonic":false}
        {"metric":"client_wait_seconds_sum","original_name":"client.wait","type":"histogram","unit":"s","help":"Time waited","temporality":"cumulative","monotonic":false}
        {"metric":"target_info","original_name":"target_info","type":"info","unit":"","help":"attributes of the resource","temporality":"","monotonic":false}
        """);

    [Theory]
    [MemberData(nameof(All))]
    public Task Labels(string service) => ShouldReadAsync(service,
        "SELECT DISTINCT labels FROM series WHERE metric IN ('client_requests_total', 'target_info') AND labels['job'] = 'clients/{service}' ORDER BY metric",
        """
        {"labels":{"code":"200","instance":"one","job":"clients/{service}","otel_scope_name":"client.meter","otel_scope_version":"0.3.0","route":"/cart"}}
        {"labels":{"host_cpus":"4","host_load":"0.5","host_tags":"[\"x\",\"y\"]","host_virtual":"true","instance":"one","job":"clients/{service}","service_version":"1.2.3"}}
        """);

    [Theory]
    [MemberData(nameof(All))]
    public Task Samples(string service) => ShouldReadAsync(service,
        $"SELECT metric, arraySort(groupUniqArray(value)) AS values, min(start_time <= time) AS started FROM samples WHERE {OfSeries} GROUP BY metric ORDER BY metric",
        """
        {"metric":"client_open","values":[-3],"started":1}
        {"metric":"client_requests_total","values":[5],"started":1}
        {"metric":"client_temperature_celsius","values":[21.5],"started":1}
        {"metric":"client_wait_seconds_bucket","values":[1,3,4,5],"started":1}
        {"metric":"client_wait_seconds_count","values":[5],"started":1}
        {"metric":"client_wait_seconds_sum","values":[15.75],"started":1}
        {"metric":"target_info","values":[1],"started":1}
        """);

    [Theory]
    [MemberData(nameof(All))]
    public Task Histograms(string service) => ShouldReadAsync(service,
        $"SELECT DISTINCT metric, kind, temporality, count, sum, min, max, bounds, counts, scale, zero_count, positive_offset, arrayFilter(c -> c > 0, positive_counts) AS positive, negative_counts FROM histograms WHERE {OfSeries} ORDER BY metric",
        """
        {"metric":"client_size_bytes","kind":"exponential","temporality":"cumulative","count":8,"sum":49,"min":1,"max":16,"bounds":[],"counts":[],"scale":5,"zero_count":0,"positive_offset":-1,"positive":[1,2,1,3,1],"negative_counts":[]}
        {"metric":"client_wait_seconds","kind":"explicit","temporality":"cumulative","count":5,"sum":15.75,"min":0.5,"max":9,"bounds":[1,2.5,5],"counts":[1,2,1,1],"scale":0,"zero_count":0,"positive_offset":0,"positive":[],"negative_counts":[]}
        """);

    [Theory]
    [MemberData(nameof(DotNet))]
    public Task Exemplars(string service) => ShouldReadAsync(service,
        $"""
        SELECT metric, arraySort(groupUniqArray(value)) AS values, min(trace_id = '0af7651916cd43dd8448eb211c80319c') AS of_trace,
            min(span_id = (SELECT span_id FROM spans WHERE service = '{"{service}"}' AND name = 'GET /cart')) AS of_span
        FROM exemplars WHERE {OfSeries} GROUP BY metric ORDER BY metric
        """,
        """
        {"metric":"client_open","values":[-3],"of_trace":1,"of_span":1}
        {"metric":"client_requests_total","values":[5],"of_trace":1,"of_span":1}
        {"metric":"client_size_bytes","values":[1,2,4,8,16],"of_trace":1,"of_span":1}
        {"metric":"client_temperature_celsius","values":[21.5],"of_trace":1,"of_span":1}
        {"metric":"client_wait_seconds_bucket","values":[0.5,1.75,3,9],"of_trace":1,"of_span":1}
        """);

    [Fact]
    public Task Differences_are_kept_beside_their_totals() => ShouldReadAsync("js-delta",
        $"SELECT metric, arraySort(groupArray((value, delta))) AS values FROM samples WHERE {OfSeries} AND metric IN ('client_requests_total', 'client_wait_seconds_count') GROUP BY metric ORDER BY metric",
        """
        {"metric":"client_requests_total","values":[[5,5]]}
        {"metric":"client_wait_seconds_count","values":[[5,5]]}
        """);

    [Theory]
    [MemberData(nameof(All))]
    [InlineData("js-delta")]
    public async Task Exponential_histogram_is_read_by_promql(string service)
    {
        (await QuantileAsync(0.5, service)).ShouldBe(7.828576496701599, 1e-9);
        (await QuantileAsync(0, service)).ShouldBe(Math.Pow(2, -1.0 / 32), 1e-9);
        (await QuantileAsync(1, service)).ShouldBe(16, 1e-9);
    }

    async Task<double> QuantileAsync(double quantile, string service)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({quantile}, client_size_bytes{{job=\"clients/{service}\"}})");
        return double.Parse((string)(await fixture.QueryAsync(query)).ShouldHaveSingleItem()!["value"]![1]!, CultureInfo.InvariantCulture);
    }

    async Task ShouldReadAsync(string service, string sql, string expected) =>
        (await fixture.RowsAsync(sql.Replace("{service}", service, StringComparison.Ordinal))).ShouldBe(expected.Replace("{service}", service, StringComparison.Ordinal));
}
