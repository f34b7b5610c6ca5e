using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Prometheus;

/// <summary>What clients of InfluxDB send and ask, against a real server that nothing else has sent to.</summary>
public sealed class InfluxScenarios(PrometheusServer server) : IClassFixture<PrometheusServer>
{
    [Fact]
    public async Task Half_a_gzip_is_refused_and_nothing_of_it_kept()
    {
        var packed = Gzip(string.Join('\n', Enumerable.Range(0, 2000).Select(static i => $"half,i={i} value=12345")));
        (await PostAsync("/write?db=d", packed[..(packed.Length / 2)], "gzip")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await server.ValueAsync("count(half)")).ShouldBeNull();
        (await PostAsync("/write?db=d", packed, "gzip")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.ValueAsync("count(half)")).ShouldBe("2000");
    }

    [Fact]
    public async Task Good_lines_are_kept_and_both_versions_tell_the_others_in_their_words()
    {
        var lines = Encoding.UTF8.GetBytes("kept value=1\nrefused value=1.5i\nkept_too,a=b   value=2u");
        const string Fault = "partial write: unable to parse 'refused value=1.5i': invalid number \"1.5i\"";
        var first = await PostAsync("/write?db=d", lines);
        (first.Status, JsonNode.Parse(first.Text)!["error"]!.ToString()).ShouldBe((HttpStatusCode.BadRequest, Fault));
        var second = await PostAsync("/api/v2/write?bucket=d", lines);
        (second.Status, JsonNode.Parse(second.Text)!["code"]!.ToString(), JsonNode.Parse(second.Text)!["message"]!.ToString()).ShouldBe((HttpStatusCode.BadRequest, "invalid", Fault));
        (await server.ValueAsync("kept + on () kept_too")).ShouldBe("3");
        (await PostAsync("/write?db=d", lines, "br")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Clients_find_the_server_and_their_database()
    {
        using var ping = await server.Http.GetAsync(new Uri(server.Address, "/ping"));
        (ping.StatusCode, ping.Headers.GetValues("X-Influxdb-Version").Single()).ShouldBe((HttpStatusCode.NoContent, "1.8.10"));
        (await server.Http.GetStringAsync(new Uri(server.Address, "/ping?verbose=true"))).ShouldBe("""{"version":"1.8.10"}""");
        using var form = new FormUrlEncodedContent([new("q", "CREATE DATABASE \"telegraf\"")]);
        using var created = await server.Http.PostAsync(new Uri(server.Address, "/query"), form);
        (created.StatusCode, await created.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, """{"results":[{"statement_id":0}]}"""));
        await PostAsync("/write?db=telegraf", "db_shown value=1"u8.ToArray());
        (await server.Http.GetStringAsync(new Uri(server.Address, "/query?q=show+databases"))).ShouldContain("""{"statement_id":0,"series":[{"name":"databases","columns":["name"],"values":[[""");
        (await server.Http.GetStringAsync(new Uri(server.Address, "/query?q=show+databases"))).ShouldContain("[\"telegraf\"]");
        using var refused = await server.Http.GetAsync(new Uri(server.Address, "/query?q=SELECT+*+FROM+cpu"));
        (refused.StatusCode, await refused.Content.ReadAsStringAsync())
            .ShouldBe((HttpStatusCode.BadRequest, """{"error":"only CREATE DATABASE and SHOW DATABASES are answered here: ask with PromQL or SQL"}"""));
    }

    async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, byte[] body, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var answer = await server.Http.PostAsync(new Uri(server.Address, path), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
