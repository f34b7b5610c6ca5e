using System.Collections.Concurrent;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.PushDown;
using Almagest.Telemetry.Writing;

namespace Almagest.Scenarios.Metrics;

/// <summary>
/// Gives samples from another source, and lets the store aggregate: the metric that is asked for is written into the store first, once.
/// </summary>
sealed class PushDownSource(ISeriesSource samples, ClickHouseClient client) : ISeriesSource
{
    // Scripts begin in 1970, and the store would remove what is that old.
    const ushort SinceTheEpoch = 36_500;

    readonly string _tenant = "t" + Guid.NewGuid().ToString("n");
    readonly ConcurrentDictionary<string, Lazy<Task>> _stored = new(StringComparer.Ordinal);
    readonly AggregatePushDown _store = new(client);

    /// <summary>How many aggregations the store answered.</summary>
    internal int Answered { get; private set; }

    public ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct) => samples.SelectAsync(selection, ct);

    public async ValueTask<StoreAggregate?> AggregateAsync(AggregateSelection selection, CancellationToken ct)
    {
        var name = selection.Matchers.First(static m => m is { Name: Labels.MetricName, Kind: MatchKind.Equal });
        await _stored.GetOrAdd(name.Value, _ => new Lazy<Task>(async () => await StoreAsync(await samples.SelectAsync(new SeriesSelection([name], long.MinValue, long.MaxValue), ct), ct))).Value;
        var answer = await _store.RunAsync(_tenant, selection, ct);
        Answered += answer is null ? 0 : 1;
        return answer;
    }

    async Task StoreAsync(IReadOnlyList<ISeries> found, CancellationToken ct)
    {
        using var batch = new TelemetryBatch(Signal.Metrics);
        var buffer = new SampleBuffer();
        foreach (var series in found)
        {
            var (name, labels) = (series.Labels.Metric, series.Labels.Where(static l => l.Name != Labels.MetricName).ToList());
            var id = SeriesIdentity.Compute(name, [.. labels.Select(static l => KeyValuePair.Create(l.Name, l.Value))]);
            VaultProcess.Register(batch.Series, _tenant, name, (id, labels));
            buffer.Clear();
            series.Read(buffer);
            for (var i = 0; i < buffer.Count; i++)
            {
                if (!buffer.Histograms.IsEmpty && buffer.Histograms[i] is not null)
                    await NoteHistogramAsync(name, ct);
                else
                    VaultProcess.Add(batch.Samples, _tenant, name, (id, buffer.Times[i], buffer.Values[i]), SinceTheEpoch);
            }
        }

        using var segment = new Segment(Guid.CreateVersion7());
        segment.Add([new PendingBatch(batch)]);
        foreach (var section in segment.Sections.Where(static s => s.Rows > 0))
            await new ClickHouseSegmentStore(client).InsertAsync(section, segment.TokenOf(section), ct);
    }

    // That there is one is all the store's aggregation looks at.
    async Task NoteHistogramAsync(string name, CancellationToken ct) => await client.ExecuteAsync(
        new Statement("INSERT INTO native_histograms (tenant, metric, retention_days) SELECT {tenant:String}, {metric:String}, 36500").With("tenant", _tenant).With("metric", name), ct);
}
