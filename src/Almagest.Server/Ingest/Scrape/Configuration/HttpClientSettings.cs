using System.Security.Authentication;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>How targets and discovery endpoints are asked.</summary>
sealed record HttpClientSettings
{
    /// <summary>User name, and the file it may stand in instead.</summary>
    internal (string Text, string File) Username { get; init; } = ("", "");

    /// <summary>Password, and the file it may stand in instead.</summary>
    internal (string Text, string File) Password { get; init; } = ("", "");

    /// <summary>Scheme of the Authorization header; empty: none.</summary>
    internal string AuthorizationType { get; init; } = "";

    /// <summary>Credentials, and the file they may stand in instead.</summary>
    internal (string Text, string File) Credentials { get; init; } = ("", "");

    /// <summary>File of the authorities that are trusted; empty: those of the system.</summary>
    internal string CaFile { get; init; } = "";

    /// <summary>The authorities as text, instead of a file.</summary>
    internal string Ca { get; init; } = "";

    /// <summary>Our certificate as text.</summary>
    internal string Cert { get; init; } = "";

    /// <summary>Its key as text.</summary>
    internal string Key { get; init; } = "";

    /// <summary>File of our certificate.</summary>
    internal string CertFile { get; init; } = "";

    /// <summary>File of its key.</summary>
    internal string KeyFile { get; init; } = "";

    /// <summary>Name the certificate of the other side has to bear.</summary>
    internal string ServerName { get; init; } = "";

    /// <summary>Trusts everybody.</summary>
    internal bool InsecureSkipVerify { get; init; }

    /// <summary>Follows redirects.</summary>
    internal bool FollowRedirects { get; init; } = true;

    /// <summary>Through which proxy.</summary>
    internal ProxySettings Proxy { get; init; } = ProxySettings.None;

    /// <summary>How an access token is got; null: none is.</summary>
    internal OAuth2Settings? OAuth2 { get; init; }

    /// <summary>Oldest and newest version of TLS; 0 leaves it to the system.</summary>
    internal (SslProtocols Least, SslProtocols Most) TlsVersions { get; init; }

    /// <summary>Further headers.</summary>
    internal IReadOnlyList<HttpHeaderSetting> Headers { get; init; } = [];

    /// <summary>Reads the fields of an HTTP client out of <paramref name="map"/>.</summary>
    /// <exception cref="ConfigException">They contradict each other, or ask for what we do not have.</exception>
    internal static HttpClientSettings Read(ConfigMap map, string folder)
    {
        map.Ignore("enable_http2");
        var basic = map.Section("basic_auth", "config.plain");
        var authorization = map.Section("authorization", "config.plain");
        var oauth = map.Section("oauth2", "config.plain");
        var bearer = (Text: map.Text("bearer_token"), File: Resolve(folder, map.Text("bearer_token_file")));
        CheckAuthentication(map, (basic, authorization, oauth), bearer);
        var settings = ReadConnection(map, folder) with
        {
            Username = (basic?.Text("username") ?? "", Resolve(folder, basic?.Text("username_file") ?? "")),
            Password = (basic?.Text("password") ?? "", Resolve(folder, basic?.Text("password_file") ?? "")),
            AuthorizationType = authorization is not null ? authorization.Text("type", "Bearer") : bearer != ("", "") ? "Bearer" : "",
            Credentials = authorization is not null ? (authorization.Text("credentials"), Resolve(folder, authorization.Text("credentials_file"))) : bearer,
            OAuth2 = OAuth2Settings.Read(oauth, folder),
            FollowRedirects = map.Bool("follow_redirects", true),
            Headers = ReadHeaders(map, folder),
        };
        CheckPairs(settings);
        basic?.End();
        authorization?.End();
        return settings;
    }

    /// <summary>Reads TLS and proxy only.</summary>
    /// <exception cref="ConfigException">They contradict each other.</exception>
    internal static HttpClientSettings ReadConnection(ConfigMap map, string folder)
    {
        var tls = map.Section("tls_config", "config.plain");
        var settings = new HttpClientSettings
        {
            Ca = tls?.Text("ca") ?? "",
            Cert = tls?.Text("cert") ?? "",
            Key = tls?.Text("key") ?? "",
            CaFile = Resolve(folder, tls?.Text("ca_file") ?? ""),
            CertFile = Resolve(folder, tls?.Text("cert_file") ?? ""),
            KeyFile = Resolve(folder, tls?.Text("key_file") ?? ""),
            ServerName = tls?.Text("server_name") ?? "",
            InsecureSkipVerify = tls?.Bool("insecure_skip_verify", false) ?? false,
            TlsVersions = (TlsVersion(tls?.Text("min_version")), TlsVersion(tls?.Text("max_version"))),
            Proxy = ProxySettings.Read(map),
        };
        tls?.End();
        CheckPairs(settings);
        return settings;
    }

    static SslProtocols TlsVersion(string? name) => name switch
    {
        null or "" => SslProtocols.None,
#pragma warning disable CA5397, CS0618, SYSLIB0039 // Old versions are used by those who ask for them.
        "TLS10" => SslProtocols.Tls,
        "TLS11" => SslProtocols.Tls11,
#pragma warning restore CA5397, CS0618, SYSLIB0039
        "TLS12" => SslProtocols.Tls12,
        "TLS13" => SslProtocols.Tls13,
        _ => throw new ConfigException($"unknown TLS version: {name}"),
    };

    /// <summary>A path as written in the file, from the folder of the file.</summary>
    internal static string Resolve(string folder, string path) => path.Length == 0 ? "" : Path.Combine(folder, path);

    static void CheckAuthentication(ConfigMap map, (ConfigMap? Basic, ConfigMap? Authorization, ConfigMap? OAuth) sections, (string Text, string File) bearer)
    {
        var (basic, authorization, oauth) = sections;
        if (bearer.Text.Length > 0 && bearer.File.Length > 0)
            throw new ConfigException("at most one of bearer_token & bearer_token_file must be configured");
        if ((basic is not null || oauth is not null) && bearer != ("", ""))
            throw new ConfigException("at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured");
        if (authorization is null && basic is not null && oauth is not null)
            throw new ConfigException("at most one of basic_auth, oauth2 & authorization must be configured");
        if (authorization is null)
            return;
        if (bearer != ("", ""))
            throw new ConfigException("authorization is not compatible with bearer_token & bearer_token_file");
        if (authorization.Has("credentials") && authorization.Has("credentials_file"))
            throw new ConfigException("at most one of authorization credentials & credentials_file must be configured");
        if (authorization.Text("type").Trim().Equals("basic", StringComparison.OrdinalIgnoreCase))
            throw new ConfigException("authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        if (basic is not null || oauth is not null)
            throw new ConfigException("at most one of basic_auth, oauth2 & authorization must be configured");
    }

    static void CheckPairs(HttpClientSettings settings)
    {
        if (settings.Username.Text.Length > 0 && settings.Username.File.Length > 0)
            throw new ConfigException("at most one of basic_auth username & username_file must be configured");
        if (settings.Password.Text.Length > 0 && settings.Password.File.Length > 0)
            throw new ConfigException("at most one of basic_auth password & password_file must be configured");
        foreach (var (text, file, name) in (ReadOnlySpan<(string, string, string)>)[(settings.Ca, settings.CaFile, "ca"), (settings.Cert, settings.CertFile, "cert"), (settings.Key, settings.KeyFile, "key")])
        {
            if (text.Length > 0 && file.Length > 0)
                throw new ConfigException($"at most one of {name} and {name}_file must be configured");
        }

        var (hasCert, hasKey) = (settings.Cert.Length + settings.CertFile.Length > 0, settings.Key.Length + settings.KeyFile.Length > 0);
        if (hasCert != hasKey)
            throw new ConfigException(hasCert
                ? "exactly one of key or key_file must be configured when a client certificate is configured"
                : "exactly one of cert or cert_file must be configured when a client key is configured");
    }

    static List<HttpHeaderSetting> ReadHeaders(ConfigMap map, string folder)
    {
        var headers = new List<HttpHeaderSetting>();
        if (map.Section("http_headers", "config.plain") is not { } section)
            return headers;
        foreach (var name in section.Names)
        {
            var header = section.Section(name, "config.Header") ?? throw new ConfigException($"header \"{name}\" is empty");
            headers.Add(new(name, [.. header.Texts("values"), .. header.Texts("secrets")], [.. header.Texts("files").Select(f => Resolve(folder, f))]));
            header.End();
        }

        return headers;
    }
}

/// <summary>A header of requests: values, and files that hold more.</summary>
sealed record HttpHeaderSetting(string Name, IReadOnlyList<string> Values, IReadOnlyList<string> Files);
