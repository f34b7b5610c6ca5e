using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.PushDown;
using Almagest.Telemetry.Metrics.Reading;
using Almagest.Telemetry.Metrics.Sealing;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Scenarios.Metrics;

/// <summary>What a server holds of metrics: writer, memory and sealing over a real store. Several after each other stand for restarts.</summary>
sealed class VaultProcess : IAsyncDisposable
{
    readonly ClickHouseClient _client;
    readonly WriterMetrics _metrics = new();
    readonly string _journal = Directory.CreateTempSubdirectory("almagest-vault-").FullName;
    readonly TelemetryWriter _writer;
    readonly BatchPool _pool = new();
    readonly RegistrationCache _registrations = new(TimeProvider.System);

    internal VaultProcess(ClickHouseClient client, long cacheBytes = 512 << 20, long queryBytes = 512 << 20, long? pushDownFrom = null)
    {
        _client = client;
        Cache = new ChunkCache(new MetricOptions { ChunkCacheBytes = cacheBytes, MaxQueryBytes = queryBytes });
        Vault = new MetricVault(new ChunkFetcher(client, Cache), Cache, new RollupFetcher(client)) { PushDown = pushDownFrom is { } from ? (new AggregatePushDown(client), from) : null };
        Last = new LastSamples(Vault, new ChunkFetcher(client, Cache), Cache);
        Sealer = new HourSealer(Vault, new SealingStores(new ChunkStore(client), new RollupStore(client, new ChunkFetcher(client, Cache), Cache, new MetricOptions { Rollups = RollupWidths.FiveMinutes }), new LateSamples(new ChunkFetcher(client, Cache))), Cache, TimeProvider.System, NullLogger<HourSealer>.Instance);
        Loader = new HeadLoader(client, Vault);
        var services = new WriterServices(
            _pool, _registrations, _metrics, [], [new HeadFeed(Vault, TimeProvider.System)],
            TimeProvider.System, NullLogger<TelemetryWriter>.Instance);
        _writer = new TelemetryWriter(client, new JournalPlace(_journal), new WriterOptions(), services);
    }

    internal MetricVault Vault { get; }
    internal ChunkCache Cache { get; }
    internal HourSealer Sealer { get; }
    internal HeadLoader Loader { get; }
    internal LastSamples Last { get; }

    /// <summary>Reads ahead until so many bytes are in memory.</summary>
    internal ChunkWarmer Warmer(long bytes) => new(_client, Vault, Cache, new MetricOptions { WarmUpBytes = bytes });

    /// <summary>Writes samples and stores them: the next process begins with what is in the store.</summary>
    internal Task WriteAsync(string tenant, string metric, string instance, IEnumerable<(long TimeMs, double Value)> samples) =>
        WriteAsync(tenant, metric, [new Label("instance", instance)], samples);

    internal async Task WriteAsync(string tenant, string metric, IReadOnlyList<Label> labels, IEnumerable<(long TimeMs, double Value)> samples)
    {
        var batch = _pool.Rent(Signal.Metrics);
        var id = SeriesIdentity.Compute(metric, [.. labels.Select(static l => KeyValuePair.Create(l.Name, l.Value))]);
        Register(batch.Series, tenant, metric, (id, labels));
        foreach (var (time, value) in samples)
            Add(batch.Samples, tenant, metric, (id, time, value));
        await _writer.WriteAsync(batch, CancellationToken.None);
        await _writer.FlushAsync(CancellationToken.None);
    }

    /// <summary>Writes so many series of a metric at once: their instances are <c>i0000</c> and so on.</summary>
    internal async Task WriteManyAsync(string tenant, string metric, int series, Func<int, IEnumerable<(long TimeMs, double Value)>> samples)
    {
        var batch = _pool.Rent(Signal.Metrics);
        for (var i = 0; i < series; i++)
        {
            var instance = new Label("instance", $"i{i:0000}");
            var id = SeriesIdentity.Compute(metric, [KeyValuePair.Create(instance.Name, instance.Value)]);
            Register(batch.Series, tenant, metric, (id, [instance]));
            foreach (var (time, value) in samples(i))
                Add(batch.Samples, tenant, metric, (id, time, value));
        }

        await _writer.WriteAsync(batch, CancellationToken.None);
        await _writer.FlushAsync(CancellationToken.None);
    }

    internal async Task SealAllAsync(string tenant)
    {
        var metrics = Vault.Tenant(tenant);
        await Sealer.SealAsync(metrics, [.. metrics.Open.Keys.Order()], CancellationToken.None);
    }

    internal async Task<(long TimeMs, double Value)[]> ReadAsync(string tenant, string metric, long fromMs, long toMs)
    {
        var found = await Vault.Source(tenant).SelectAsync(new SeriesSelection([new(MatchKind.Equal, "__name__", metric)], fromMs, toMs), CancellationToken.None);
        var buffer = new SampleBuffer();
        found.SingleOrDefault()?.Read(buffer);
        return [.. buffer.Times.ToArray().Zip(buffer.Values.ToArray())];
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_journal, recursive: true);
    }

    internal static void Register(SeriesBlock rows, string tenant, string metric, (ulong Id, IReadOnlyList<Label> Labels) series)
    {
        rows.Tenant.Append(tenant);
        rows.Metric.Append(metric);
        rows.Series.Append(series.Id);
        foreach (var label in series.Labels)
        {
            rows.Labels.Keys.Append(label.Name);
            rows.Labels.Values.Append(label.Value);
        }

        rows.Labels.EndRow();
        rows.Type.Append("counter");
        rows.Unit.Append("");
        rows.Help.Append("a test");
        rows.Source.Append("test");
        rows.OriginalName.Append(metric);
        rows.Temporality.Append("");
        rows.Monotonic.Append(true);
        rows.ValueType.Append("double");
        rows.ResourceId.Append(0);
        rows.ScopeId.Append(0);
        rows.Metadata.EndRow();
        rows.Seen.Append((uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    internal static void Add(SampleBlock rows, string tenant, string metric, (ulong Id, long TimeMs, double Value) sample, ushort retentionDays = 30)
    {
        rows.Tenant.Append(tenant);
        rows.Metric.Append(metric);
        rows.Series.Append(sample.Id);
        rows.Time.Append(sample.TimeMs);
        rows.Value.Append(sample.Value);
        rows.Nanos.Append(0);
        rows.StartTime.Append(0);
        rows.Delta.Append(0);
        rows.RetentionDays.Append(retentionDays);
    }
}
