using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs;

/// <summary>Very many values of a label and of structured metadata: each is found, all are listed, nothing breaks.</summary>
[Collection(LogCollection.Name)]
public sealed class CardinalityTests(LogFixture server)
{
    const int Ids = 200_000;
    const int Streams = 20_000;
    const int RequestLines = 20_000;

    static readonly long Start = LogFixture.NowNanos - 60_000_000_000;

    [Fact]
    public async Task Ids_in_structured_metadata_are_found_one_by_one()
    {
        for (var first = 0; first < Ids; first += RequestLines)
        {
            var values = Enumerable.Range(first, RequestLines).Select(i => new object[] { Nanos(i), $"GET /cart took {i % 500} ms", new { trace_id = TraceId(i), user_id = $"u{i}" } });
            await PushAsync("ids", new[] { new { stream = new { service = "shop" }, values } });
        }

        foreach (var i in (int[])[0, 77_777, Ids - 1])
        {
            (await LinesAsync("ids", $"{{service=\"shop\"}} | trace_id=\"{TraceId(i)}\"")).ShouldBe([$"GET /cart took {i % 500} ms"]);
            (await LinesAsync("ids", $"{{service=\"shop\"}} | user_id=\"u{i}\"")).ShouldBe([$"GET /cart took {i % 500} ms"]);
        }

        (await NumberAsync("ids", "sum(count_over_time({service=\"shop\"}[1h]))")).ShouldBe(LogFixture.Text(Ids));
        // They are no labels, and no stream falls apart by them.
        Texts(await GetAsync("ids", "/loki/api/v1/labels")).ShouldBe(["service", "service_name"]);
        ((int)(await GetAsync("ids", "/loki/api/v1/index/stats?query={service=\"shop\"}"))["streams"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Label_with_thousands_of_values_is_listed_and_searched()
    {
        for (var first = 0; first < Streams; first += RequestLines)
            await PushAsync("pods", Enumerable.Range(first, RequestLines)
                .Select(static i => new { stream = new { service = "edge", pod = Pod(i), zone = $"z{i % 4}" }, values = new[] { new object[] { Nanos(i), $"hello from {i}" } } }));
        Texts(await GetAsync("pods", "/loki/api/v1/labels")).ShouldBe(["pod", "service", "service_name", "zone"]);
        Texts(await GetAsync("pods", "/loki/api/v1/label/pod/values")).ShouldBe(Enumerable.Range(0, Streams).Select(Pod));
        // A matcher that the store can not judge alone gives the same as one it can.
        Texts(await GetAsync("pods", "/loki/api/v1/label/zone/values?query={pod=\"pod-00777\"}")).ShouldBe(["z1"]);
        Texts(await GetAsync("pods", "/loki/api/v1/label/pod/values?query={pod=~\"pod-0077[67]\"}")).ShouldBe(["pod-00776", "pod-00777"]);
        Texts(await GetAsync("pods", "/loki/api/v1/label/zone/values?query={pod=~\"pod-0077.*\",zone!=\"z0\",zone!~\"z3|z9\"}")).ShouldBe(["z1", "z2"]);
        (await GetAsync("pods", "/loki/api/v1/series?match[]={pod=\"pod-00777\"}"))["data"]!.AsArray().Count.ShouldBe(1);
        (await LinesAsync("pods", "{pod=\"pod-00777\"}")).ShouldBe(["hello from 777"]);
        (await LinesAsync("pods", "{pod=~\"pod-0077[67]\"}")).ShouldBe(["hello from 776", "hello from 777"]);
        (await LinesAsync("pods", "{service=\"edge\"} |= \"from 777\"")).Count.ShouldBe(11);
        (await NumberAsync("pods", "sum(count_over_time({service=\"edge\", zone=\"z1\"}[1h]))")).ShouldBe(LogFixture.Text(Streams / 4));
    }

    static string Nanos(int number) => LogFixture.Text(Start + number);

    static string TraceId(int number) => (number + 1).ToString("x32", CultureInfo.InvariantCulture);

    static string Pod(int number) => $"pod-{number:00000}";

    static IEnumerable<string> Texts(JsonNode answer) => answer["data"]!.AsArray().Select(static v => (string)v!);

    async Task PushAsync(string tenant, object streams)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await JsonSerializer.SerializeAsync(gzip, new { streams });
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        var (status, body) = await server.PostAsync("/loki/api/v1/push", content, tenant);
        status.ShouldBe(204, body);
    }

    async Task<JsonNode> GetAsync(string tenant, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var response = await server.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    async Task<List<string>> LinesAsync(string tenant, string query)
    {
        var json = await GetAsync(tenant, $"/loki/api/v1/query_range?limit=100&query={Uri.EscapeDataString(query)}");
        return [.. json["data"]!["result"]!.AsArray().SelectMany(static s => s!["values"]!.AsArray()).OrderBy(static v => (string)v![0]!, StringComparer.Ordinal).Select(static v => (string)v![1]!)];
    }

    async Task<string> NumberAsync(string tenant, string query) =>
        (string)(await GetAsync(tenant, $"/loki/api/v1/query?query={Uri.EscapeDataString(query)}"))["data"]!["result"]![0]!["value"]![1]!;
}
