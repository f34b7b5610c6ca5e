namespace Almagest.ClickHouse.Http;

/// <summary>Where a ClickHouse answers HTTP and as whom to speak to it.</summary>
/// <param name="Url">Scheme, host and port of the HTTP interface.</param>
/// <param name="Writer">The account that owns the database: reads, writes, migrates.</param>
/// <param name="Reader">The account that runs what users type: may only select from the database.</param>
public sealed record StoreAddress(Uri Url, Credential Writer, Credential Reader)
{
    /// <summary>The embedded engine answers only requests that carry this value in <c>X-Engine-Secret</c>; null for a remote store.</summary>
    public string? Secret { get; init; }

    /// <summary>The database that holds every table and view of ours.</summary>
    public string Database { get; init; } = "almagest";
}

/// <summary>A ClickHouse user and its password, sent as <c>X-ClickHouse-User</c> and <c>X-ClickHouse-Key</c>.</summary>
public sealed record Credential(string User, string Password)
{
    /// <summary>Names the user only: a password must never reach a log.</summary>
    public override string ToString() => User;
}
