using System.Net;
using System.Text;

namespace Almagest.ClickHouse.Http;

/// <summary>The pooled keep-alive connections to the store: sends a request, turns every kind of failure into our exceptions.</summary>
sealed class StoreConnections(IStoreEndpoint endpoint) : IDisposable
{
    // The server closes an idle connection after 30 s (embedded) or 10 s (older servers): we must be earlier, or a request
    // meets a connection that is just being closed.
    static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(8);

    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = IdleTimeout,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // An abandoned result must close its connection at once: draining it would keep the query alive.
        MaxResponseDrainSize = 0,
    });

    /// <summary>Sends and returns the answer once its head is there.</summary>
    /// <exception cref="ClickHouseException">The server refused the statement before it sent a result.</exception>
    /// <exception cref="StoreUnavailableException">No connection, or it broke.</exception>
    public async Task<HttpResponseMessage> SendAsync(StoreRequest request, string? database, CancellationToken ct)
    {
        var address = await endpoint.GetAddressAsync(ct).ConfigureAwait(false);
        using var message = request.Bind(address, database);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, ct).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            ct.ThrowIfCancellationRequested();
            throw Lost(address, broken);
        }
        if (response.StatusCode == HttpStatusCode.OK && Header(response, "X-ClickHouse-Exception-Code") is null)
            return response;
        using (response)
            throw await RefusedAsync(response, request.QueryId, address, ct).ConfigureAwait(false);
    }

    /// <summary>The first value of a header of the answer, or null.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    public void Dispose() => _http.Dispose();

    static StoreUnavailableException Lost(StoreAddress address, Exception broken) =>
        new($"the store at {address.Url.GetLeftPart(UriPartial.Authority)} cannot be reached: {broken.Message}", broken);

    static async Task<Exception> RefusedAsync(HttpResponseMessage response, string queryId, StoreAddress address, CancellationToken ct)
    {
        string text;
        try
        {
            text = await ReadTextAsync(response, ct).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Lost(address, broken);
        }
        if (int.TryParse(Header(response, "X-ClickHouse-Exception-Code"), out var code) || text.StartsWith("Code: ", StringComparison.Ordinal))
            return ErrorText.Parse(text, queryId, code);
        // No ClickHouse error: a proxy, another server, or an engine that does not know our secret.
        var excerpt = text.Length > 200 ? text[..200] : text;
        return new StoreUnavailableException(
            $"{address.Url.GetLeftPart(UriPartial.Authority)} does not answer as the store: status {(int)response.StatusCode}, \"{excerpt.Trim()}\"");
    }

    static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken ct)
    {
        const int MaxBytes = 64 * 1024;
        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var bytes = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }
}
