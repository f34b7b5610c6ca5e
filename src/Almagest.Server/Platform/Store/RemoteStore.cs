using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Platform.Store;

/// <summary>Reads <c>--store http://user:password@host:8123/database</c>.</summary>
static class RemoteStore
{
    const int ClickHouseHttpPort = 8123;

    /// <exception cref="UserErrorException">The text is not such a URL.</exception>
    internal static StoreAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_store",
                "--store is not a URL such as http://user:password@host:8123/database");
        var user = uri.UserInfo.Split(':', 2);
        var account = new Credential(
            user[0].Length == 0 ? "default" : Uri.UnescapeDataString(user[0]),
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        var port = uri.IsDefaultPort && uri.Scheme == "http" ? ClickHouseHttpPort : uri.Port;
        var address = new StoreAddress(new UriBuilder(uri.Scheme, uri.Host, port).Uri, account, account);
        return uri.AbsolutePath.Trim('/') is { Length: > 0 } database ? address with { Database = database } : address;
    }
}
