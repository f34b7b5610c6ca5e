using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>Gathers lines into series and appends their values when asked. Safe for concurrent use.</summary>
sealed class StatsDAggregator(MetricIntake intake, StatsDOptions options, TimeProvider time)
{
    const int MostFaults = 100;

    readonly Lock _lock = new();
    // By the bytes of name, type and tags: tags in another order are another key of the same series.
    readonly Dictionary<SeriesKey, StatsDSeries> _byText = [];
    readonly Dictionary<ulong, StatsDSeries> _byId = [];
    readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    long _lines;

    // Hot path: per datagram.
    /// <summary>Takes the lines of a datagram or a part of a stream.</summary>
    internal void Add(ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            while (text.Length > 0)
            {
                var end = text.IndexOf((byte)'\n');
                var line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
                text = end < 0 ? default : text[(end + 1)..];
                // Events and service checks of DogStatsD are no metrics.
                if (line.Length == 0 || line.StartsWith("_e{"u8) || line.StartsWith("_sc|"u8))
                    continue;
                _lines++;
                if (AddLine(line) is { } fault)
                    Refuse(fault);
            }
        }
    }

    /// <summary>Appends the values of all series, and the ends of those that had no news for long. Gives back what was refused since the last time.</summary>
    internal StatsDFlush Flush(IntakeBatch batch)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            var silent = new HashSet<StatsDSeries>();
            foreach (var series in _byId.Values)
            {
                batch.Register(series.Series);
                if (now - series.LastMs <= options.SeriesTtl.TotalMilliseconds)
                    series.Append(now, batch);
                else if (silent.Add(series))
                    batch.Sample(series.Series, now, IntakeBatch.Stale);
            }

            // Those that end count: what tells of their end has to be stored.
            var told = _byId.Count;
            Forget(silent);
            var flush = new StatsDFlush(told, _lines, [.. _faults.Select(static f => $"{f.Key} ({f.Value} times)")]);
            _faults.Clear();
            _lines = 0;
            return flush;
        }
    }

    string? AddLine(ReadOnlySpan<byte> text)
    {
        if (StatsDLine.TryRead(text, out var line) is { } fault)
            return $"{fault}: {Shown(text)}";
        if (Find(line, text, out var series) is { } refused)
            return refused;
        series!.LastMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var values = line.Values;
        while (true)
        {
            // Members of sets may hold colons.
            var colon = line.Kind == StatsDKind.Set ? -1 : values.IndexOf((byte)':');
            if (series.Add(colon < 0 ? values : values[..colon], line.Rate) is { } wrong)
                return $"{wrong}: {Shown(text)}";
            if (colon < 0)
                return null;
            values = values[(colon + 1)..];
        }
    }

    string? Find(StatsDLine line, ReadOnlySpan<byte> text, out StatsDSeries? series)
    {
        var key = SeriesKey.Of(line.Name).With(SeriesKey.Of(line.Tags)).With(new((ulong)line.Kind, 0));
        if (_byText.TryGetValue(key, out series))
            return null;
        // A value that is none makes no series: it would settle the type of it.
        if (StatsDSeries.Fault(line) is { } wrong)
            return $"{wrong}: {Shown(text)}";
        if (intake.TryBuild(TenantId.Default, StatsDLabels.Read(line), out var known) is { } fault)
            return fault;
        if (!_byId.TryGetValue(known!.Id, out series))
        {
            known.Metadata = StatsDSeries.MetadataOf(line.Kind);
            _byId[known.Id] = series = StatsDSeries.Create(line.Kind, known);
        }

        if (series.Kind != line.Kind)
            return $"series {known} came as {series.Kind} before: it cannot be a {line.Kind} as well";
        _byText[key] = series;
        return null;
    }

    void Forget(HashSet<StatsDSeries> silent)
    {
        if (silent.Count == 0)
            return;
        foreach (var series in silent)
            _byId.Remove(series.Series.Id);
        foreach (var key in _byText.Where(s => silent.Contains(s.Value)).Select(static s => s.Key).ToList())
            _byText.Remove(key);
    }

    static string Shown(ReadOnlySpan<byte> line) => $"\"{Encoding.UTF8.GetString(line[..Math.Min(line.Length, 100)])}\"";

    // Texts of sender's faults are bounded: the first hundred kinds between two flushes, the others are counted together.
    void Refuse(string fault)
    {
        var kind = _faults.Count < MostFaults || _faults.ContainsKey(fault) ? fault : "lines with further faults";
        _faults[kind] = _faults.GetValueOrDefault(kind) + 1;
    }
}

/// <summary>What happened since the last flush.</summary>
/// <param name="Series">Series of which there is something to store.</param>
/// <param name="Lines">Lines taken.</param>
/// <param name="Faults">What was wrong with lines, and how often.</param>
sealed record StatsDFlush(int Series, long Lines, IReadOnlyList<string> Faults);
