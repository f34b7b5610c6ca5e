using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Platform.Store;

/// <summary>Reads <c>--store http://user:password@host:8123/database</c> and <c>--store-reader user:password</c>.</summary>
static class RemoteStore
{
    const int ClickHouseHttpPort = 8123;

    /// <exception cref="UserErrorException">One of the texts is not of that form.</exception>
    internal static StoreAddress Parse(string url, string? reader)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_store",
                "--store is not a URL such as http://user:password@host:8123/database");
        var user = uri.UserInfo.Split(':', 2);
        var account = new Credential(
            user[0].Length == 0 ? "default" : Uri.UnescapeDataString(user[0]),
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        var port = uri.IsDefaultPort && uri.Scheme == "http" ? ClickHouseHttpPort : uri.Port;
        var address = new StoreAddress(new UriBuilder(uri.Scheme, uri.Host, port).Uri, account, reader is { Length: > 0 } ? Reader(reader) : account);
        return uri.AbsolutePath.Trim('/') is { Length: > 0 } database ? address with { Database = database } : address;
    }

    static Credential Reader(string text) => text.Split(':', 2) is [{ Length: > 0 } user, var password]
        ? new Credential(user, password)
        // The text holds a password, so it is not repeated.
        : throw new UserErrorException(UserErrorKind.Invalid, "invalid_store_reader", "--store-reader is not of the form user:password");
}
