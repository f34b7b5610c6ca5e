using System.Net;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Through which proxy targets are asked.</summary>
/// <param name="Url">The proxy; null: none.</param>
/// <param name="Bypass">Hosts that are asked directly, as <c>NO_PROXY</c> writes them.</param>
/// <param name="FromEnvironment">HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide.</param>
sealed record ProxySettings(Uri? Url, string Bypass, bool FromEnvironment)
{
    internal static readonly ProxySettings None = new(null, "", false);

    /// <summary>Headers for the proxy when a tunnel is opened through it.</summary>
    internal IReadOnlyDictionary<string, string[]> ConnectHeaders { get; init; } = new Dictionary<string, string[]>();

    /// <exception cref="ConfigException">The fields contradict each other.</exception>
    internal static ProxySettings Read(ConfigMap map)
    {
        var (text, bypass, fromEnvironment) = (map.Text("proxy_url"), map.Text("no_proxy"), map.Bool("proxy_from_environment", false));
        var headers = map.Lists("proxy_connect_header");
        if (headers.Count > 0 && !fromEnvironment && text.Length == 0)
            throw new ConfigException("if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured");
        if (fromEnvironment && text.Length > 0)
            throw new ConfigException("if proxy_from_environment is configured, proxy_url must not be configured");
        if (fromEnvironment && bypass.Length > 0)
            throw new ConfigException("if proxy_from_environment is configured, no_proxy must not be configured");
        if (text.Length == 0 && bypass.Length > 0)
            throw new ConfigException("if no_proxy is configured, proxy_url must also be configured");
        if (text.Length == 0)
            return new(null, "", fromEnvironment) { ConnectHeaders = headers };
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "socks5"
            ? new(url, bypass, false) { ConnectHeaders = headers } : throw new ConfigException($"proxy_url \"{text}\" is not a valid URL");
    }

    /// <summary>What an HTTP client uses; null for none.</summary>
    internal IWebProxy? ToProxy() => Url is not null ? new SettingsProxy(Url, Bypass) : FromEnvironment ? HttpClient.DefaultProxy : null;

    /// <summary>A proxy and the hosts it is not used for (https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config).</summary>
    sealed class SettingsProxy(Uri url, string bypass) : IWebProxy
    {
        readonly string[] _bypass = bypass.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        public ICredentials? Credentials { get; set; } = url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password is [var only] ? only : "")) : null;

        public Uri? GetProxy(Uri destination) => url;

        public bool IsBypassed(Uri host) => _bypass.Any(entry => Covers(entry, host));

        static bool Covers(string entry, Uri host)
        {
            if (entry == "*")
                return true;
            if (IPNetwork.TryParse(entry, out var network))
                return IPAddress.TryParse(host.Host, out var address) && network.Contains(address);
            var port = entry.LastIndexOf(':');
            var (name, needed) = port > 0 && int.TryParse(entry.AsSpan(port + 1), out var number) ? (entry[..port], number) : (entry, 0);
            if (needed > 0 && needed != host.Port)
                return false;
            name = name.TrimStart('*');
            return name.StartsWith('.') ? host.Host.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                : host.Host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.Host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
        }
    }
}
