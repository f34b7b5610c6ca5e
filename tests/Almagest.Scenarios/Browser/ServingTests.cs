using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Almagest.Scenarios.Browser;

[Collection(BrowserCollection.Name)]
public sealed partial class ServingTests(BrowserFixture fixture)
{
    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("deflate", "")]
    [InlineData("", "")]
    public async Task Script_comes_in_the_best_form_the_browser_takes(string accepted, string coding)
    {
        var script = await ScriptPathAsync();
        using var answer = await GetAsync(script, ("Accept-Encoding", accepted));
        string.Join(",", answer.Content.Headers.ContentEncoding).ShouldBe(coding);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
        await using var body = Decoded(await answer.Content.ReadAsStreamAsync(), coding);
        using var plain = await GetAsync(script);
        (await new StreamReader(body).ReadToEndAsync()).ShouldBe(await plain.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/", "*/*")]
    [InlineData("/live", "text/html,application/xhtml+xml")]
    [InlineData("/a/page/there/is/not?x=1", "text/html")]
    [InlineData("/index.html", "*/*")]
    public async Task Every_page_starts_from_the_document(string path, string accept)
    {
        using var answer = await GetAsync(path, ("Accept", accept));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<title>Almagest</title>");
        using var again = await GetAsync(path, ("Accept", accept), ("If-None-Match", answer.Headers.ETag!.ToString()));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/tempo/nothing")]
    [InlineData("/metrics/nothing")]
    [InlineData("/-/nothing")]
    [InlineData("/openapi/nothing")]
    [InlineData("/assets/nothing.js")]
    public async Task Unknown_path_of_an_api_is_a_problem_not_a_page(string path)
    {
        using var answer = await GetAsync(path, ("Accept", "text/html"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("not_found");
        problem.GetProperty("detail").GetString().ShouldBe($"nothing answers GET \"{path}\"");
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/prom/nothing")]
    [InlineData("/loki/api/v1/nothing")]
    public async Task Unknown_path_of_Prometheus_or_Loki_is_told_as_they_do(string path)
    {
        using var answer = await GetAsync(path, ("Accept", "text/html"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("404 page not found\n");
    }

    [Fact]
    public async Task Program_asking_for_a_page_gets_a_problem()
    {
        using var answer = await GetAsync("/nothing", ("Accept", "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var posted = await fixture.Http.PostAsync("/nothing", new StringContent(""));
        posted.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/../appsettings.json")]
    [InlineData("/assets/%2e%2e/%2e%2e/almagest.dll")]
    [InlineData("/assets/..%2f..%2falmagest.dll")]
    public async Task Path_cannot_leave_the_folder(string path)
    {
        using var answer = await GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Document_allows_no_foreign_code()
    {
        using var answer = await GetAsync("/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'; script-src 'self';");
        policy.ShouldNotContain("unsafe-eval");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        InlineScript().IsMatch(await answer.Content.ReadAsStringAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, await ScriptPathAsync());
        using var answer = await fixture.Http.SendAsync(request);
        answer.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(10_000);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task First_page_is_small()
    {
        var html = await fixture.Http.GetStringAsync("/");
        var total = 0L;
        foreach (var path in Loaded().Matches(html).Select(static match => match.Groups[1].Value))
        {
            using var answer = await GetAsync(path, ("Accept-Encoding", "gzip"));
            total += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        total.ShouldBeInRange(50_000, 250_000);
    }

    async Task<string> ScriptPathAsync() => Script().Match(await fixture.Http.GetStringAsync("/")).Groups[1].Value;

    async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await fixture.Http.SendAsync(request);
    }

    static Stream Decoded(Stream body, string coding) => coding switch
    {
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        _ => body,
    };

    [GeneratedRegex("""<script type="module" crossorigin src="([^"]+)">""")]
    private static partial Regex Script();

    [GeneratedRegex("""(?:src|href)="(/assets/[^"]+\.(?:js|css))">""")]
    private static partial Regex Loaded();

    [GeneratedRegex("<script>|<script [^>]*>[^<]|\\son\\w+=")]
    private static partial Regex InlineScript();
}
