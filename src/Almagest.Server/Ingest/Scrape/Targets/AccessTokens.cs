using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Gets access tokens with client credentials and keeps each until shortly before it ends.</summary>
sealed class AccessTokens(OAuth2Settings settings, TimeProvider time) : IDisposable
{
    // As Go's oauth2 package: a token about to end is none.
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    readonly TargetClient _client = new(settings.Http, time);
    readonly SemaphoreSlim _one = new(1);
    string _token = "";
    string _type = "Bearer";
    DateTimeOffset _ends = DateTimeOffset.MinValue;
    bool _inBody;

    /// <summary>The value of the Authorization header.</summary>
    /// <exception cref="HttpRequestException">No token is given out.</exception>
    internal async Task<string> GetAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_token.Length == 0 || time.GetUtcNow() >= _ends)
                await FetchAsync(ct);
            return $"{_type} {_token}";
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _one.Dispose();
    }

    async Task FetchAsync(CancellationToken ct)
    {
        var secret = settings.Secret.File.Length > 0 ? (await File.ReadAllTextAsync(settings.Secret.File, ct)).Trim() : settings.Secret.Text;
        using var first = await SendAsync(secret, _inBody, ct);
        if (first.IsSuccessStatusCode)
        {
            await KeepAsync(first, ct);
            return;
        }

        // Not everyone takes the secret in a header, which the standard prefers.
        using var second = await SendAsync(secret, !_inBody, ct);
        if (!second.IsSuccessStatusCode)
            throw new HttpRequestException($"oauth2: cannot fetch token: {(int)second.StatusCode} {second.ReasonPhrase}");
        _inBody = !_inBody;
        await KeepAsync(second, ct);
    }

    async Task<HttpResponseMessage> SendAsync(string secret, bool inBody, CancellationToken ct)
    {
        var form = new Dictionary<string, string>(settings.Parameters, StringComparer.Ordinal) { ["grant_type"] = "client_credentials" };
        if (settings.Scopes.Count > 0)
            form["scope"] = string.Join(' ', settings.Scopes);
        if (inBody)
            (form["client_id"], form["client_secret"]) = (settings.ClientId, secret);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        if (!inBody)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(secret)}")));
        return await _client.SendAsync(request, ct);
    }

    async Task KeepAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: ct);
        if (!json.RootElement.TryGetProperty("access_token", out var token) || token.GetString() is not { Length: > 0 } text)
            throw new HttpRequestException("oauth2: server response missing access_token");
        _token = text;
        _type = json.RootElement.TryGetProperty("token_type", out var type) && type.GetString() is { Length: > 0 } name && !name.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? name : "Bearer";
        _ends = json.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt64(out var lasts) && lasts > 0
            ? time.GetUtcNow() + TimeSpan.FromSeconds(lasts) - Margin : DateTimeOffset.MaxValue;
    }
}
