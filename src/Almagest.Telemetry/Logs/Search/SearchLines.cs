using Almagest.Query.LogQL.Engine;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>The lines a search in Lucene's form finds.</summary>
public sealed class SearchLines(LogSearch search, LogQuestion question) : ILineFinder
{
    /// <inheritdoc/>
    public long FromNano => question.FromNano;

    /// <inheritdoc/>
    public long ToNano => question.ToNano;

    /// <inheritdoc/>
    public async Task<LinePage> FindAsync(LogDirection direction, int limit, LogCursor? cursor, CancellationToken ct)
    {
        var lines = await search.FindAsync(question, direction, limit, cursor, ct);
        return new LinePage(lines, lines.Count < limit ? null : LogCursor.After(lines, cursor));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogBar>> CountAsync(long stepNano, CancellationToken ct) => search.CountAsync(question, stepNano, ct);

    /// <inheritdoc/>
    public async Task<LineSample> SampleAsync(int most, CancellationToken ct)
    {
        var total = (await search.CountAsync(question, ToNano - FromNano, ct)).Sum(static bar => bar.Lines);
        return new LineSample(total == 0 ? [] : await search.SampleAsync(question, total, most, ct), total);
    }
}
