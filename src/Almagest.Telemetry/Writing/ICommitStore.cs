namespace Almagest.Telemetry.Writing;

/// <summary>Where commits end up. The seam between gathering rows and the store: tests of the writer put a failing store behind it.</summary>
interface ICommitStore
{
    /// <summary>
    /// Stores the rows of a section in the Native format. MUST be idempotent for equal <paramref name="token"/>; when it returns, the rows
    /// survive <c>kill -9</c> of every process.
    /// </summary>
    /// <exception cref="ClickHouse.Http.StoreUnavailableException">The store does not answer; the caller tries again.</exception>
    Task InsertAsync(CommitSection section, string token, CancellationToken ct);

    /// <summary>Whether an error goes away by itself, such as too many parts or a lack of memory.</summary>
    bool IsTransient(Exception error);
}
