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

    /// <summary>The part of series keys that keeps tenants apart.</summary>
    internal SeriesKey TenantKey { get; } = SeriesKey.Of(System.Text.Encoding.UTF8.GetBytes(Batch.Tenant.Value));

    /// <summary>Labels of a series that is not in the cache.</summary>
    internal LabelSetBuilder Labels { get; } = new();

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

        Cache.Add(key, series!);
        return series;
    }
}
