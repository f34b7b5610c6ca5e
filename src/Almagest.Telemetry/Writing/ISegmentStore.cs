namespace Almagest.Telemetry.Writing;

/// <summary>Where segments end up. The seam between gathering rows and the store: tests of the writer put a failing store behind it.</summary>
interface ISegmentStore
{
    /// <summary>
    /// Stores the rows of a section in the Native format. MUST be idempotent for equal <paramref name="token"/>, and MUST try again by
    /// itself while the store is away or overloaded, until <paramref name="ct"/> ends it. When it returns, the rows survive
    /// <c>kill -9</c> of every process.
    /// </summary>
    Task InsertAsync(SegmentSection section, string token, CancellationToken ct);
}
