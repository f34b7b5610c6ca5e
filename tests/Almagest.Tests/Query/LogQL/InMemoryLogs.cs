using System.Runtime.CompilerServices;
using System.Text;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;

namespace Almagest.Tests.Query.LogQL;

/// <summary>Lines of a test.</summary>
sealed class InMemoryLogs(IReadOnlyList<LogLine> lines) : ILogSource
{
    /// <summary>Whether it counts lines itself, as a store does.</summary>
    public bool Counts { get; init; }

    public async IAsyncEnumerable<LogLine> ReadAsync(LogSelection selection, LogStatistics statistics, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var line in Select(selection).Take(selection.Limit ?? int.MaxValue))
        {
            statistics.Lines++;
            statistics.Bytes += line.Text.Length;
            yield return line;
        }
    }

    public IAsyncEnumerable<LogCount>? CountAsync(LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics, CancellationToken ct) =>
        Counts ? CountAsync(selection, buckets, names, statistics) : null;

    async IAsyncEnumerable<LogCount> CountAsync(LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics)
    {
        await Task.CompletedTask;
        var pipeline = new LinePipeline(selection.Filters);
        foreach (var line in Select(selection))
        {
            if (pipeline.Process(line.TimeNano, line.Text, line.Stream, line.Metadata) is not { } kept)
                continue;
            statistics.Lines++;
            var labels = Labels.FromSorted([.. kept.All.Where(l => names.Contains(l.Name))]);
            yield return new LogCount(labels, (int)((line.TimeNano - buckets.OriginNano - 1) / buckets.SizeNano), 1, Encoding.UTF8.GetByteCount(line.Text));
        }
    }

    IEnumerable<LogLine> Select(LogSelection selection)
    {
        var selected = lines.Where(l => l.TimeNano >= selection.FromNano && l.TimeNano < selection.ToNano && selection.Matchers.All(m => m.Matches(l.Stream[m.Name])));
        return selection.Direction == LogDirection.Forward ? selected.OrderBy(static l => l.TimeNano) : selected.OrderByDescending(static l => l.TimeNano);
    }
}
