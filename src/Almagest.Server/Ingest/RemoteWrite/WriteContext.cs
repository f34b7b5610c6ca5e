using System.Diagnostics.CodeAnalysis;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>What decoding one request needs.</summary>
/// <param name="Batch">Where the rows go.</param>
/// <param name="Intake">Makes series.</param>
/// <param name="Cache">Series seen before.</param>
/// <param name="Families">Metadata told apart from series.</param>
/// <param name="Outcome">Counts and faults.</param>
sealed record WriteContext(IntakeBatch Batch, MetricIntake Intake, SeriesCache Cache, MetricFamilies Families, WriteOutcome Outcome)
{
    readonly HashSet<SeriesKey> _refused = [];
    KnownSeries? _last;

    /// <summary>The part of series keys that keeps tenants apart.</summary>
    internal SeriesKey TenantKey { get; } = SeriesKey.Of(System.Text.Encoding.UTF8.GetBytes(Batch.Tenant.Value));

    /// <summary>Labels of a series that is not in the cache.</summary>
    internal LabelSetBuilder Labels { get; } = new();

    // Hot path: per series.
    /// <summary>The series sent with these bytes, or false when its labels have to be read.</summary>
    internal bool TryGet(SeriesKey key, [NotNullWhen(true)] out KnownSeries? series)
    {
        // A look into the table is a look into memory that no cache holds; the series itself is read anyway.
        series = _last?.Next;
        if (series is null || series.Key != key)
        {
            if (!Cache.TryGet(key, out series))
                return false;
            if (_last is not null)
                _last.Next = series;
        }

        _last = series;
        return true;
    }

    /// <summary>Makes a series of <see cref="Labels"/>, remembers it, or notes what is wrong with it.</summary>
    internal KnownSeries? Build(SeriesKey key)
    {
        if (_refused.Contains(key))
            return null;
        if (Intake.TryBuild(Batch.Tenant, Labels, out var series) is { } fault)
        {
            Outcome.Refuse(fault);
            _refused.Add(key);
            return null;
        }

        series!.Key = key;
        Cache.Add(key, series);
        return series;
    }
}
