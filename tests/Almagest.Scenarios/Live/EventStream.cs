using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Live;

/// <summary>Reads <c>/api/vault/live</c> as a browser would.</summary>
sealed class EventStream : IDisposable
{
    // Ends a test that would never end.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly HttpResponseMessage _response;
    readonly StreamReader _lines;

    EventStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    internal static async Task<EventStream> OpenAsync(HttpClient http, Uri address, string query)
    {
        var response = await http.GetAsync(new Uri(address, "/api/vault/live?" + query), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var stream = new EventStream(response, await response.Content.ReadAsStreamAsync());
        (await stream.LineAsync()).ShouldBe(": connected");
        return stream;
    }

    /// <summary>The records of one signal, from as many events as it takes.</summary>
    internal async Task<List<JsonNode>> RecordsAsync(string signal, int count)
    {
        var records = new List<JsonNode>();
        while (records.Count < count)
        {
            if (await LineAsync() is not { } line)
                throw new InvalidOperationException("the stream ended");
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                records.AddRange(JsonNode.Parse(line[6..])![signal]!.AsArray().Select(static r => r!));
        }

        return records;
    }

    internal Task<string?> LineAsync() => _lines.ReadLineAsync().WaitAsync(Patience);

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
