using System.Text;

namespace Almagest.ClickHouse.Http;

/// <summary>One request to the HTTP interface before it is bound to an address: URL parameters, body, account.</summary>
sealed record StoreRequest(string QueryId, Func<HttpContent> Body, bool AsReader)
{
    readonly List<KeyValuePair<string, string>> _parameters = [];

    public StoreRequest Add(string name, string? value)
    {
        if (value is not null)
            _parameters.Add(new(name, value));
        return this;
    }

    public StoreRequest AddRange(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _parameters.AddRange(pairs);
        return this;
    }

    public HttpRequestMessage Bind(StoreAddress address, string? database)
    {
        var query = new StringBuilder(address.Url.GetLeftPart(UriPartial.Path))
            .Append("?query_id=").Append(Uri.EscapeDataString(QueryId))
            .Append("&database=").Append(Uri.EscapeDataString(database ?? address.Database));
        foreach (var (name, value) in _parameters)
            query.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(QueryText.Encode(value));
        var account = AsReader ? address.Reader : address.Writer;
        var message = new HttpRequestMessage(HttpMethod.Post, query.ToString())
        {
            Content = Body(),
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.ExpectContinue = false;
        message.Headers.TryAddWithoutValidation("X-ClickHouse-User", account.User);
        if (account.Password.Length > 0)
            message.Headers.TryAddWithoutValidation("X-ClickHouse-Key", account.Password);
        if (address.Secret is { } secret)
            message.Headers.TryAddWithoutValidation("X-Engine-Secret", secret);
        return message;
    }
}
