using System.Net;
using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.Fixtures;

/// <summary>Sends statements over plain HTTP, as anybody could who knows the address.</summary>
public sealed class EngineCaller(IStoreEndpoint endpoint)
{
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public async Task<string> RunAsync(string sql, string settings = "")
    {
        var (status, text) = await AskAsync(sql, settings, asReader: false);
        return status == HttpStatusCode.OK ? text : throw new InvalidOperationException(text);
    }

    public Task<(HttpStatusCode Status, string Text)> ReadAsync(string sql, string settings = "readonly=1") => AskAsync(sql, settings, asReader: true);

    public async Task<(HttpStatusCode Status, string Text)> AskAsync(string sql, string settings, bool asReader)
    {
        var address = await endpoint.GetAddressAsync(CancellationToken.None);
        return await SendAsync(address, asReader ? address.Reader : address.Writer, address.Secret, sql, settings);
    }

    public static async Task<(HttpStatusCode Status, string Text)> SendAsync(StoreAddress address, Credential account, string? secret, string sql, string settings = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address.Url, $"/?database={address.Database}&{settings}")) { Content = new StringContent(sql) };
        if (secret is not null) request.Headers.Add("X-Engine-Secret", secret);
        // An idle connection of ours would keep an engine that is asked to stop from doing so for 5 s.
        request.Headers.ConnectionClose = true;
        request.Headers.Add("X-ClickHouse-User", account.User);
        request.Headers.Add("X-ClickHouse-Key", account.Password);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Trim());
    }
}
