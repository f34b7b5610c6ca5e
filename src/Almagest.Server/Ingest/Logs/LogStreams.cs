using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Logs.Levels;
using Almagest.Server.Platform.Configuration;

namespace Almagest.Server.Ingest.Logs;

/// <summary>
/// Streams by the bytes their labels were sent with; a hit allocates nothing. Two generations bound the memory: what is not asked for
/// again is forgotten when the young one is full.
/// </summary>
sealed class LogStreams(LogIntakeOptions options, RetentionOptions retention)
{
    const string ServiceName = "service_name";
    const string UnknownService = "unknown_service";

    // validation.discover-service-name of Loki 3.6; service_name itself comes before all of them.
    static readonly string[] LokiServiceLabels =
    [
        "service", "app", "application", "app_name", "name", "app_kubernetes_io_name", "container", "container_name", "k8s_container_name",
        "component", "workload", "job", "k8s_job_name",
    ];

    readonly IReadOnlyList<string> _serviceLabels = options.ServiceLabels.Count > 0 ? options.ServiceLabels : LokiServiceLabels;
    readonly Lock _turning = new();
    ConcurrentDictionary<SeriesKey, LogStream> _young = new();
    ConcurrentDictionary<SeriesKey, LogStream> _old = new();
    int _count;

    // Hot path: per stream of a request.
    /// <summary>The stream sent with these bytes, or false when it has to be read.</summary>
    internal bool TryGet(SeriesKey key, [NotNullWhen(true)] out LogStream? stream)
    {
        if (_young.TryGetValue(key, out stream))
            return true;
        if (!_old.TryGetValue(key, out stream))
            return false;
        Add(key, stream);
        return true;
    }

    /// <summary>Remembers a stream.</summary>
    internal void Add(SeriesKey key, LogStream stream)
    {
        if (!_young.TryAdd(key, stream) || Interlocked.Increment(ref _count) <= options.CachedStreams / 2)
            return;
        lock (_turning)
        {
            if (_count <= options.CachedStreams / 2)
                return;
            (_old, _young, _count) = (_young, new(), 0);
        }
    }

    /// <summary>Makes a stream of labels sorted by name: adds <c>service_name</c> and checks the limits.</summary>
    internal LogStream Build(TenantId tenant, IReadOnlyList<Label> labels)
    {
        var complete = WithService(labels);
        var text = MetricText.Write(complete);
        var service = complete.FirstOrDefault(static l => l.Name == ServiceName).Value ?? UnknownService;
        return new LogStream
        {
            Labels = [.. complete.SelectMany(static l => new[] { Encoding.UTF8.GetBytes(l.Name), Encoding.UTF8.GetBytes(l.Value) })],
            Text = text,
            ResourceId = Hash(complete),
            Service = Encoding.UTF8.GetBytes(service),
            Level = LevelFields.OfLabels(complete),
            RetentionDays = RetentionDays(tenant, service),
            Fault = Fault(complete, text),
        };
    }

    IReadOnlyList<Label> WithService(IReadOnlyList<Label> labels)
    {
        if (!options.DiscoverService || labels.Any(static l => l.Name == ServiceName))
            return labels;
        var service = _serviceLabels.Select(name => labels.FirstOrDefault(l => l.Name == name).Value).FirstOrDefault(static v => v is not null);
        return [.. labels.Append(new Label(ServiceName, service ?? UnknownService)).OrderBy(static l => l.Name, StringComparer.Ordinal)];
    }

    // The messages are those of Loki's distributor.
    string? Fault(IReadOnlyList<Label> labels, string text)
    {
        if (labels.Count == 0)
            return "error at least one label pair is required per stream";
        var counted = labels.Count(static l => l.Name != ServiceName);
        if (counted > options.MaxLabels)
            return $"entry for stream '{text}' has {counted} label names; limit {options.MaxLabels}";
        var last = "";
        foreach (var (name, value) in labels)
        {
            if (Encoding.UTF8.GetByteCount(name) > options.MaxLabelNameBytes)
                return $"stream '{text}' has label name too long: '{name}'";
            if (Encoding.UTF8.GetByteCount(value) > options.MaxLabelValueBytes)
                return $"stream '{text}' has label value too long: '{value}'";
            if (name == last)
                return $"stream '{text}' has duplicate label name: '{name}'";
            last = name;
        }

        return null;
    }

    static ulong Hash(IReadOnlyList<Label> labels)
    {
        using var buffer = new ByteBuffer();
        foreach (var (name, value) in labels)
        {
            // 0xFF occurs in no UTF-8: neighbours can not run into each other.
            buffer.Write(Encoding.UTF8.GetBytes(name));
            buffer.Write((byte)0xFF);
            buffer.Write(Encoding.UTF8.GetBytes(value));
            buffer.Write((byte)0xFF);
        }

        return XxHash64.Hash(buffer.Span);
    }

    ushort RetentionDays(TenantId tenant, string service)
    {
        var rule = retention.Rules.FirstOrDefault(r => (r.Tenant is null || r.Tenant == tenant.Value) && (r.Service is null || r.Service == service));
        return (ushort)(rule?.LogsDays ?? retention.LogsDays);
    }
}
