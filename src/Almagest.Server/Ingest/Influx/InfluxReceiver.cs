using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Influx;

/// <summary>
/// Stores points of line protocol as VictoriaMetrics does: a series per field, named <c>measurement_field</c>, or <c>measurement</c> when the
/// field is called <c>value</c>; tags are labels, the database is the label <c>db</c>.
/// </summary>
sealed class InfluxReceiver(MetricIntake intake, IntakeOptions options)
{
    static readonly byte[] Source = "influx"u8.ToArray();

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => options.MaxRequestBytes;

    /// <summary>Stores a request; gives back what is wrong with lines that were not taken.</summary>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal async Task<IReadOnlyList<string>> ReceiveAsync(ReadOnlyMemory<byte> body, InfluxTarget target, CancellationToken ct)
    {
        var faults = new List<string>();
        var batch = intake.Begin(target.Tenant, Source);
        try
        {
            var labels = new LabelSetBuilder();
            var known = new Dictionary<ulong, KnownSeries>();
            for (var rest = body.Span; rest.Length > 0;)
            {
                var line = LinePoint.TakeLine(ref rest).Trim(" \t\r"u8);
                if (line.Length > 0 && line[0] != '#')
                    Append(line, target, new(batch, labels, known, faults));
            }
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        await intake.StoreAsync(batch, body.Span, ct, $"{target.Database} {target.PerMillisecond}");
        return faults;
    }

    void Append(ReadOnlySpan<byte> line, InfluxTarget target, InfluxRows rows)
    {
        LinePoint point;
        try
        {
            point = LinePoint.Parse(line);
        }
        catch (FormatException error)
        {
            rows.Faults.Add($"unable to parse '{Encoding.UTF8.GetString(line)}': {error.Message}");
            return;
        }

        var time = point.Time is { } given ? target.ToMilliseconds(given) : rows.Batch.NowMs;
        if (!IntakeBatch.IsStorable(time))
        {
            rows.Faults.Add($"unable to parse '{Encoding.UTF8.GetString(line)}': time outside of the years 1970 to 2149");
            return;
        }

        foreach (var (field, value) in point.Fields)
        {
            if (Find(point, field, target, rows) is not { } series)
                continue;
            rows.Batch.Register(series);
            rows.Batch.Sample(series, time, value);
        }
    }

    KnownSeries? Find(LinePoint point, string field, InfluxTarget target, InfluxRows rows)
    {
        var metric = field == "value" ? point.Measurement : $"{point.Measurement}_{field}";
        var key = XxHash64.Hash(Encoding.UTF8.GetBytes(string.Join('\xFF', [metric, .. point.Tags.SelectMany(static t => new[] { t.Key, t.Value })])));
        if (rows.Known.TryGetValue(key, out var series))
            return series;
        rows.Labels.Clear();
        rows.Labels.Add("__name__"u8, Encoding.UTF8.GetBytes(metric));
        foreach (var (name, text) in point.Tags)
            rows.Labels.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text));
        if (target.Database.Length > 0 && !point.Tags.Any(static t => t.Key == "db"))
            rows.Labels.Add("db"u8, Encoding.UTF8.GetBytes(target.Database));
        if (intake.TryBuild(rows.Batch.Tenant, rows.Labels, out series) is { } fault)
        {
            rows.Faults.Add(fault);
            return null;
        }

        return rows.Known[key] = series!;
    }
}

/// <summary>What decoding one request carries along.</summary>
sealed record InfluxRows(IntakeBatch Batch, LabelSetBuilder Labels, Dictionary<ulong, KnownSeries> Known, List<string> Faults);

/// <summary>Where points go and how their times are counted.</summary>
/// <param name="Tenant">Owner of the rows.</param>
/// <param name="Database">Database of version 1; empty: none.</param>
/// <param name="PerMillisecond">Units of time in a millisecond, below 1 for seconds and above.</param>
sealed record InfluxTarget(TenantId Tenant, string Database, double PerMillisecond)
{
    internal long ToMilliseconds(long time) => PerMillisecond >= 1 ? time / (long)PerMillisecond : (long)Math.Min(time / PerMillisecond, long.MaxValue / 2);

    /// <summary>Units per millisecond of a precision; null when it is not known.</summary>
    internal static double? Precision(string? name) => name switch
    {
        null or "" or "n" or "ns" => 1_000_000,
        "u" or "us" or "µ" => 1000,
        "ms" => 1,
        "s" => 1 / 1000.0,
        "m" => 1 / 60_000.0,
        "h" => 1 / 3_600_000.0,
        _ => null,
    };
}
