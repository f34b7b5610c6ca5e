using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.Sql;

/// <summary>
/// The store these scenarios talk to: <c>ALMAGEST_TEST_STORE</c> as <c>http://user:password@host:port/?secret=…</c>, and the
/// account that may only select from the public tables of the database <c>almagest</c> in <c>ALMAGEST_TEST_READER</c> as
/// <c>user:password</c>.
/// </summary>
sealed class ScenarioStore : IAsyncDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("almagest-sql-").FullName;

    internal ValueTask<IStoreEndpoint> StartAsync()
    {
        var url = new Uri(Variable("ALMAGEST_TEST_STORE"));
        return new(new FixedStoreEndpoint(new StoreAddress(new Uri(url.GetLeftPart(UriPartial.Scheme) + url.Authority), Credential(url.UserInfo), Credential(Variable("ALMAGEST_TEST_READER")))
        {
            Secret = url.Query.StartsWith("?secret=", StringComparison.Ordinal) ? url.Query["?secret=".Length..] : null,
        }));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }

    static Credential Credential(string text) => text.Split(':', 2) is [var user, var password] ? new(user, password) : new(text, "");

    static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"set {name} to reach a running store");
}
