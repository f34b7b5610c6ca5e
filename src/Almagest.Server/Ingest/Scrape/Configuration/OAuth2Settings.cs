namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>How an access token is got with client credentials (https://www.rfc-editor.org/rfc/rfc6749#section-4.4).</summary>
/// <param name="ClientId">Who we are.</param>
/// <param name="Secret">Our secret, and the file it may stand in instead.</param>
/// <param name="TokenUrl">Where tokens are given out.</param>
sealed record OAuth2Settings(string ClientId, (string Text, string File) Secret, Uri TokenUrl)
{
    internal IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Further parameters of the request for a token.</summary>
    internal IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>TLS and proxy towards the one who gives out tokens.</summary>
    internal HttpClientSettings Http { get; init; } = new();

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static OAuth2Settings? Read(ConfigMap? map, string folder)
    {
        if (map is null)
            return null;
        var secret = (Text: map.Text("client_secret"), File: HttpClientSettings.Resolve(folder, map.Text("client_secret_file")));
        if (map.Text("client_id").Length == 0)
            throw new ConfigException("oauth2 client_id must be configured");
        if (map.Text("token_url").Length == 0)
            throw new ConfigException("oauth2 token_url must be configured");
        if (secret.Text.Length > 0 && secret.File.Length > 0)
            throw new ConfigException("at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured using grant-type=client_credentials");
        if (!Uri.TryCreate(map.Text("token_url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ConfigException($"oauth2 token_url \"{map.Text("token_url")}\" is not a valid URL");
        if (map.Text("grant_type") is not ("" or "client_credentials"))
            throw new ConfigException($"oauth2 grant_type \"{map.Text("grant_type")}\" is not supported: expected client_credentials");
        var settings = new OAuth2Settings(map.Text("client_id"), secret, url)
        {
            Scopes = map.Texts("scopes"), Parameters = map.Map("endpoint_params"), Http = HttpClientSettings.ReadConnection(map, folder),
        };
        map.End();
        return settings;
    }
}
