using System.Globalization;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>The lines a LogQL query of lines finds. A page ends between two times: lines of one time come together, because nothing else orders them.</summary>
public sealed class LogQlLines : ILineFinder
{
    // Lines of one nanosecond beyond this are left out.
    const int MostOfOneTime = 50_000;

    // Pieces of time a sample is taken from; each costs a query.
    const int Pieces = 24;

    readonly LogQlQuestion _question;
    readonly LogSelectorExpr _selector;
    readonly ClippedSource _source;
    readonly LogQlEngine _engine;
    StreamNames? _names;

    /// <exception cref="Almagest.Model.UserErrorException">The query is not LogQL, or asks for numbers.</exception>
    public LogQlLines(LogQlQuestion question)
    {
        _question = question;
        _selector = LogQlFaults.Selector(question.Query);
        _source = new ClippedSource(question.Source, question.FromNano, question.ToNano);
        _engine = new LogQlEngine(_source, new LogQlLimits { MaxEntries = int.MaxValue });
    }

    /// <inheritdoc/>
    public long FromNano => _question.FromNano;

    /// <inheritdoc/>
    public long ToNano => _question.ToNano;

    /// <inheritdoc/>
    public async Task<LinePage> FindAsync(LogDirection direction, int limit, LogCursor? cursor, CancellationToken ct)
    {
        var backward = direction == LogDirection.Backward;
        var (from, to) = cursor is not { } start ? (FromNano, ToNano)
            : backward ? (FromNano, Math.Min(ToNano, start.TimeNano)) : (Math.Max(FromNano, start.TimeNano + 1), ToNano);
        var lines = await ReadAsync(from, to, direction, limit, ct);
        if (lines.Count < limit)
            return new LinePage(lines, null);
        var last = lines[^1].TimeNano;
        lines.RemoveAll(line => line.TimeNano == last);
        lines.AddRange(await ReadAsync(last, last + 1, direction, MostOfOneTime, ct));
        return new LinePage(lines, new LogCursor(last, 0, 0));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogBar>> CountAsync(long stepNano, CancellationToken ct)
    {
        // Stages that may fail would fail the count; without any the store counts alone.
        var forgiving = _selector.Stages.All(static s => s is LineFilterExpr) ? "" : "| drop __error__, __error_details__";
        var step = (stepNano / 1_000_000).ToString(CultureInfo.InvariantCulture);
        var query = $"sum by (detected_level) (count_over_time({_question.Query}\n{forgiving}[{step}ms]))";
        // Windows are open at their begin and closed at their end: a nanosecond earlier they are our bars.
        var first = (FromNano / stepNano * stepNano) + stepNano - 1;
        var last = ((ToNano - 1) / stepNano * stepNano) + stepNano - 1;
        var request = new LogQlRequest(query, first, last, stepNano);
        var result = (MatrixResult)await LogQlFaults.ToldAsync(() => _engine.RunAsync(request, ct));
        return [.. result.Series.SelectMany(series => series.Points.Select(point =>
            new LogBar(point.TimeMs * 1_000_000 / stepNano * stepNano, series.Labels["detected_level"] is { Length: > 0 } level ? level : "unknown", (long)point.Value)))
            .OrderBy(static bar => bar.TimeNano)];
    }

    /// <inheritdoc/>
    public async Task<LineSample> SampleAsync(int most, CancellationToken ct)
    {
        var step = Math.Max(1_000_000, ((ToNano - FromNano) / Pieces / 1_000_000 * 1_000_000) + 1_000_000);
        var pieces = (await CountAsync(step, ct)).GroupBy(static bar => bar.TimeNano).Select(static g => (Begin: g.Key, Lines: g.Sum(static bar => bar.Lines))).ToList();
        var total = pieces.Sum(static piece => piece.Lines);
        if (total <= most)
            return new LineSample(await ReadAsync(FromNano, ToNano, LogDirection.Backward, most, ct), total);
        var lines = new List<FoundLog>();
        foreach (var (begin, count) in pieces)
            lines.AddRange(await ReadAsync(Math.Max(FromNano, begin), Math.Min(ToNano, begin + step), LogDirection.Backward, (int)Math.Max(1, count * most / total), ct));
        return new LineSample(lines, total);
    }

    async Task<List<FoundLog>> ReadAsync(long fromNano, long toNano, LogDirection direction, int limit, CancellationToken ct)
    {
        _names ??= await StreamNames.ReadAsync(_question, _selector.Matchers, ct);
        var request = new LogQlRequest(_question.Query, fromNano, toNano, 1) { Direction = direction, Limit = limit };
        var lines = new List<FoundLog>();
        return await LogQlFaults.ToldAsync(async () =>
        {
            await foreach (var (stored, line) in _engine.ReadAsync(_selector, request, new LogStatistics(), ct))
                lines.Add(LogQlLine.Of(stored, line, _names.Of(stored.Stream)));
            return lines;
        });
    }
}
